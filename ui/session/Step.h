#pragma once

#include "client/Client.h"
#include "ui/shell/SecretField.h"
#include "ui/theme/Widgets.h"

namespace countersign::ui {

/// "abcd efgh …": for reading aloud and typing.
[[nodiscard]] QString grouped(const QString& text, int size = 4);

/// One step of signing in: a card of one width with the environment, a sentence when something fails, and its
/// fields. Enter in a field goes to the next one, in the last one it presses the step's button.
class Step : public Card
{
    Q_OBJECT

public:
    Step(const QString& title, const QString& environment, const QString& objectName,
         QWidget* parent = nullptr);

    void fail(const Error& error);
    void say(const QString& text, Tone tone);
    /// Nothing can be pressed while the server is asked.
    void setBusy(bool busy);
    [[nodiscard]] bool busy() const { return m_busy; }
    /// Puts the keyboard where the person begins.
    virtual void takeFocus() {}

signals:
    void back();

protected:
    QLineEdit* addField(const QString& label, const QString& objectName, bool hidden);
    QLabel* addText(const QString& text, bool muted = true);
    /// The last row: `other` left; `beside` and `main` right.
    void addButtons(QWidget* other, QPushButton* main, QWidget* beside = nullptr);
    /// Enter in `last` presses `main`.
    void pressOnEnter(QLineEdit* last, QPushButton* main);
    /// Whether the fields allow going on; asked after each change and when no longer busy.
    virtual bool ready() const { return true; }
    /// While it is not ready: a sentence that stands above the buttons and says what is missing.
    virtual QString lacking() const { return {}; }
    void updateMain();
    [[nodiscard]] Notice* notice() const { return m_notice; }

private:
    Notice* m_notice;
    QPushButton* m_main = nullptr;
    QLabel* m_lacking = nullptr;
    std::vector<QWidget*> m_inputs;
    bool m_busy = false;
};

} // namespace countersign::ui
