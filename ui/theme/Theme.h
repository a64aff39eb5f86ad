#pragma once

#include <QColor>
#include <QObject>

class QApplication;

namespace countersign::ui {

/// The tokens of our look in one place: a palette and one style sheet made from them; nothing is styled
/// elsewhere.
struct Tokens
{
    QColor window, surface, sunken, line, text, muted;
    QColor accent, accentWeak, accentOn;
    QColor ok, okWeak, warn, warnWeak, bad, badWeak;
    QColor production, test, training;
    QColor lanes[5];
};

namespace space {
constexpr int xs = 4, s = 8, m = 12, l = 16, xl = 24;
constexpr int row = 30, twoLineRow = 48, header = 48, footer = 28, rail = 184, railNarrow = 56;
} // namespace space

/// `production`, `test`, `training`.
[[nodiscard]] QColor environmentColour(const Tokens& tokens, const QString& environment);
/// In which its name is written on a surface: the same hue, light enough to be read on a dark one.
[[nodiscard]] QColor environmentInk(const Tokens& tokens, const QString& environment);

enum class Mode { Light, Dark, System };

class Theme final : public QObject
{
    Q_OBJECT

public:
    /// Puts Fusion, palette and style sheet on the application; one per program, owned by the composition
    /// root.
    Theme(QApplication& application, Mode mode);

    void setMode(Mode mode);
    [[nodiscard]] Mode mode() const { return m_mode; }
    [[nodiscard]] const Tokens& tokens() const { return m_tokens; }
    [[nodiscard]] bool dark() const { return m_dark; }
    /// `production`, `test`, `training`.
    [[nodiscard]] QColor environmentColour(const QString& environment) const;

    static const Tokens& light();
    static const Tokens& darkTokens();
    /// The tokens in force, read from the application's palette mode: for painting in delegates.
    static const Tokens& current();

signals:
    void changed();

private:
    void apply();

    QApplication& m_application;
    Mode m_mode;
    bool m_dark = false;
    bool m_systemDark = false;
    Tokens m_tokens;
};

} // namespace countersign::ui
