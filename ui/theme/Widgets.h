#pragma once

#include <functional>
#include <optional>

#include <QFrame>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>

class QHBoxLayout;
class QVBoxLayout;
class QGridLayout;

/// The few shapes of which every page is made.
namespace countersign::ui {

enum class Tone { Neutral, Accent, Ok, Warn, Bad };
/// A property by which the style sheet knows a widget: `look`, `tone`.
void setLook(QWidget* widget, const char* property, const QString& value);
/// The colour in which the style sheet draws a widget.
void setTone(QWidget* widget, Tone tone);

/// A surface with a line, radius 8; content goes into `body()`.
class Card : public QFrame
{
    Q_OBJECT

public:
    explicit Card(const QString& title = {}, QWidget* parent = nullptr);
    [[nodiscard]] QVBoxLayout* body() const { return m_body; }
    /// Put at the right of the title.
    void setCorner(QWidget* widget);
    void setTitle(const QString& title);
    /// For a card that holds a table: rows reach from edge to edge, the head keeps its room.
    void setFlush();
    /// For a card that stands alone on its page: wider margins, and the title is the page's.
    void setLarge();
    /// `Bad` gives the card a red border.
    void setTone(Tone tone);

private:
    QLabel* m_title;
    QVBoxLayout* m_body;
    QHBoxLayout* m_head;
};

/// A word on a pill; cut with an ellipsis where there is no room, whole in the tooltip.
class Chip : public QLabel
{
    Q_OBJECT

public:
    static constexpr int pillHeight = 20;

    explicit Chip(const QString& text = {}, Tone tone = Tone::Neutral, QWidget* parent = nullptr);
    void set(const QString& text, Tone tone);
    [[nodiscard]] Tone tone() const { return m_tone; }
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    Tone m_tone;
};

/// The environment's name on its colour; unmistakable in production.
class EnvironmentBadge : public QLabel
{
    Q_OBJECT

public:
    explicit EnvironmentBadge(const QString& environment = {}, QWidget* parent = nullptr);
    void setEnvironment(const QString& environment);
};

/// Beginning and end of a digest or id, which tell it from others.
[[nodiscard]] QString digestText(const QString& whole);

/// A digest or id: monospaced, shortened in the middle, whole in the tooltip and on copy.
class DigestLabel : public QLabel
{
    Q_OBJECT

public:
    explicit DigestLabel(const QString& whole = {}, QWidget* parent = nullptr);
    void setWhole(const QString& whole);
    [[nodiscard]] QString whole() const { return m_whole; }

protected:
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;

private:
    QString m_whole;
};

/// Six digits for one action, in one line edit: digits only, spaces pasted in are dropped. `complete` with
/// the sixth.
class CodeField : public QLineEdit
{
    Q_OBJECT

public:
    explicit CodeField(QWidget* parent = nullptr);
    [[nodiscard]] bool isComplete() const;
    [[nodiscard]] QString digits() const;

signals:
    void complete(const QString& digits);
};

/// Six boxes, as on the second sign-in page; also takes a paste. Behaves as one field.
class CodeBoxes : public QWidget
{
    Q_OBJECT

public:
    explicit CodeBoxes(QWidget* parent = nullptr);
    [[nodiscard]] QString digits() const { return m_digits; }
    void clear();

signals:
    void complete(const QString& digits);
    void edited();

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    [[nodiscard]] QSize sizeHint() const override;
    void inputMethodEvent(QInputMethodEvent* event) override;

private:
    void put(const QString& text);
    QString m_digits;
};

/// A sentence across the width: what happened, what to do. Hidden while empty.
class Notice : public QFrame
{
    Q_OBJECT

public:
    explicit Notice(QWidget* parent = nullptr);
    void show(const QString& text, Tone tone);
    void clear();
    [[nodiscard]] QString text() const;
    /// A button at the right.
    void setAction(const QString& label, std::function<void()> action);

private:
    QLabel* m_text;
    QPushButton* m_action;
    std::function<void()> m_run;
};

/// One line that is cut with an ellipsis where it doesn't fit; whole in the tooltip.
class ElidedLabel : public QLabel
{
    Q_OBJECT

public:
    explicit ElidedLabel(const QString& text = {}, QWidget* parent = nullptr);
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;
};

/// Label left in muted, value right; values wrap and can be selected.
class FactGrid : public QWidget
{
    Q_OBJECT

public:
    explicit FactGrid(QWidget* parent = nullptr);
    QLabel* add(const QString& name, const QString& value);
    void add(const QString& name, QWidget* value);
    void clear();

private:
    QGridLayout* m_grid;
    int m_rows = 0;
};

/// What a list shows while it has nothing: says what to do. That there is nothing is claimed only once it is
/// known.
class EmptyState : public QWidget
{
    Q_OBJECT

public:
    enum class Known { Yes, Asking, Failed };

    EmptyState(const QString& title, const QString& text, QWidget* parent = nullptr);
    void set(const QString& title, const QString& text);
    void setKnown(Known known);

private:
    void render();

    QString m_emptyTitle;
    QString m_emptyText;
    Known m_known = Known::Yes;
    QLabel* m_title;
    QLabel* m_text;
};

enum class ButtonKind { Plain, Primary, Destructive, Link };
[[nodiscard]] QPushButton* makeButton(const QString& text, ButtonKind kind, const QString& objectName,
                                      QWidget* parent = nullptr);
/// Of a button or box: no "&" in it is taken for a shortcut.
[[nodiscard]] QString buttonText(const QString& text);
/// A tool tip that shows exactly this: plain text that holds a tag would else be taken for rich text.
[[nodiscard]] QString toolTipText(const QString& text);
/// Plain, whatever stands in it: a QLabel left to itself takes a tag in somebody's name for rich text.
[[nodiscard]] QLabel* textLabel(const QString& text = {}, QWidget* parent = nullptr);
/// With places at which a word longer than that may break: for columns that are narrow, and everywhere for
/// what others chose, which may be one word of a thousand letters.
constexpr int longWord = 20;
[[nodiscard]] QString breakable(const QString& text, int longest = 10);
/// Titles are cut with an ellipsis where there is no room.
[[nodiscard]] QLabel* pageTitle(const QString& text, QWidget* parent = nullptr);
[[nodiscard]] QLabel* mutedLabel(const QString& text, QWidget* parent = nullptr);
[[nodiscard]] QLabel* sectionTitle(const QString& text, QWidget* parent = nullptr);

} // namespace countersign::ui
