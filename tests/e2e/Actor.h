#pragma once

#include "console/Console.h"
#include "e2e/Authenticator.h"

#include <functional>

#include <QWidget>

namespace countersign::e2e {

/// Where a walkthrough finds the trial and leaves what it made.
struct Stage
{
    QString trial;       ///< the trial's folder (installer/trial.sh)
    QString screenshots; ///< numbered PNG files
    ui::Theme* theme = nullptr;
    const Clock* clock = nullptr;
    Authenticator* authenticator = nullptr;
    int shots = 0;
};

/// One person at a console of their own: sees and does what a person can in the very windows of the program,
/// by the widgets' object names. Whatever is not there when it should be throws, with what the window says
/// instead.
class Actor
{
public:
    Actor(Stage& stage, QString person);
    ~Actor();

    [[nodiscard]] const QString& person() const { return m_person; }
    [[nodiscard]] client::Client& client() { return m_console->client(); }

    /// From the sign-in page to the first page, enrolling where it is the first time. Of an admin before
    /// there is a root: up to the founding page.
    void signIn();
    void openPage(const QString& railName);

    /// The visible widget of that name, once there is one.
    [[nodiscard]] QWidget* see(const QString& name);
    template <typename W>
    [[nodiscard]] W* see(const QString& name)
    {
        auto* widget = qobject_cast<W*>(see(name));
        if (!widget)
            fail(QStringLiteral("the window shows something else than this step goes on with"), name);
        return widget;
    }
    [[nodiscard]] bool sees(const QString& name) const;
    void type(const QString& field, const QString& text);
    void typeCode(const QString& field);
    /// Once it is enabled.
    void press(const QString& button);
    void choose(const QString& box, const QString& startOfText);
    void tick(const QString& box, bool on = true);
    /// Opens the first row of a table by Enter.
    void openFirst(const QString& table);
    void waitFor(const QString& what, const std::function<bool()>& holds, int seconds = patienceSeconds);
    /// `NN-name.png` of the window.
    void photograph(const QString& name);
    /// `widget`: the object name that was looked for; it stands in the name of the screenshot, for us.
    [[noreturn]] void fail(const QString& what, const QString& widget = {});

private:
    static constexpr int patienceSeconds = 60;

    void enrol();
    [[nodiscard]] QString firstPassword() const;
    [[nodiscard]] QString password(const QString& what);
    [[nodiscard]] QStringList visibleNotices() const;

    Stage& m_stage;
    QString m_person;
    std::unique_ptr<console::Console> m_console;
};

} // namespace countersign::e2e
