#pragma once

#include "console/Console.h"
#include "gallery/MemoryKeyStore.h"
#include "support/TrialWorld.h"
#include "ui/shell/Frame.h"
#include "ui/shell/MainWindow.h"
#include "ui/theme/Widgets.h"

#include <QCoro/QCoroTask>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>

namespace countersign::test {

/// A clock that goes as another does, so much off.
class OffClock final : public Clock
{
public:
    OffClock(const Clock& right, std::chrono::seconds off) : m_right(right), m_off(off) {}
    [[nodiscard]] Time now() const override { return m_right.now() + m_off; }

private:
    const Clock& m_right;
    std::chrono::seconds m_off;
};

/// What a person's computer keeps for them between two consoles. `fault`: what the key store says instead of
/// giving or taking anything.
struct Drawer
{
    gallery::MemoryKeyStore keys;
    std::optional<ErrorCode> fault;
};

/// Somebody at a console of their own, worked through its windows. What does not come about throws, with what
/// the person reads.
class Desk
{
public:
    enum class KeyStore {
        Drawer,     ///< of the test
        SealedFile, ///< as the console does it where there is no other
        System      ///< as the console does it in earnest
    };
    struct Options
    {
        const Clock* clock = nullptr; ///< none: the world's
        KeyStore keyStore = KeyStore::Drawer;
        bool anotherComputer = false;       ///< of the same person: neither keys nor state
        std::function<QString()> code = {}; ///< what their phone shows; none: a fresh code of the right time
    };
    Desk(TrialWorld& world, QString person) : m_world(world), m_person(std::move(person)) {}

    /// By `Session`, without a window: for people whose enrolment is not what is tried.
    void enrol();
    /// A console, at its first page; the one before is left.
    void sit(const Options& options);
    void sit() { sit(Options()); }
    void leave() { m_console.reset(); }
    /// It stays open, and another one can be sat at.
    [[nodiscard]] std::unique_ptr<console::Console> detach() { return std::move(m_console); }
    [[nodiscard]] bool isSatAt() const { return m_console != nullptr; }
    /// Through the pages, until the frame is there.
    void signIn();
    /// To the page of the code.
    void typePassword(const QString& password);
    /// Types six digits there.
    void typeCode(const QString& digits);
    /// At the lock.
    void reenter();

    /// A code of now that was not given before; moves the world's clock where it must.
    [[nodiscard]] QString code();
    [[nodiscard]] QString codeAt(Time time) const;
    [[nodiscard]] Secret secretCode();
    [[nodiscard]] QString wrongCode() const;
    [[nodiscard]] static QString password() { return QStringLiteral("velvet harbour cucumber nineteen"); }
    [[nodiscard]] const QString& name() const { return m_person; }
    [[nodiscard]] PersonId id() const { return PersonId(m_person.toStdString()); }
    [[nodiscard]] const QStringList& recoveryCodes() const { return m_recovery; }
    [[nodiscard]] Drawer& drawer() { return *m_drawer; }
    [[nodiscard]] QString stateFolder() const { return m_state.path(); }

    [[nodiscard]] client::Client& client() const { return m_console->client(); }
    [[nodiscard]] ui::MainWindow& window() const { return m_console->window(); }
    void open(const char* page, const QString& item = {});

    /// The visible one of that name, or null.
    template <typename Widget>
    [[nodiscard]] Widget* see(const char* name) const
    {
        for (auto* widget : window().findChildren<Widget*>(QString::fromLatin1(name)))
            if (widget->isVisible())
                return widget;
        return nullptr;
    }
    /// Waits for it.
    template <typename Widget>
    [[nodiscard]] Widget& find(const char* name) const
    {
        Widget* found = nullptr;
        if (!QTest::qWaitFor([&] { return (found = see<Widget>(name)) != nullptr; }, patience))
            throw std::runtime_error((m_person + " sees no " + name + "; " + readable()).toStdString());
        return *found;
    }
    void press(const char* button) const;
    /// What a notice offers to do.
    void answer(const char* notice) const;
    void type(const char* field, const QString& text) const;
    /// Waits until the notice of that name says exactly this (an incident to quote aside); otherwise what it
    /// says, for the test to fail with.
    [[nodiscard]] QByteArray unlessTold(const char* notice, const QString& sentence) const;
    void waitUntil(const char* what, const std::function<bool()>& holds) const;

private:
    static constexpr int patience = 20'000; // ms

    [[nodiscard]] QString readable() const;

    TrialWorld& m_world;
    QString m_person;
    std::shared_ptr<Drawer> m_drawer = std::make_shared<Drawer>();
    QTemporaryDir m_state;
    QTemporaryDir m_otherState;
    std::string m_secret;
    std::int64_t m_lastStep = 0;
    QStringList m_recovery;
    Options m_options;
    std::unique_ptr<console::Console> m_console;
};

/// The result of what somebody does by the console, without its windows.
template <typename T>
T done(QCoro::Task<Result<T>> task)
{
    auto result = QCoro::waitFor(std::move(task));
    if (!result)
        throw std::runtime_error(std::string(codeText(result.error().code)) + ": " + result.error().detail);
    if constexpr (!std::is_void_v<T>)
        return std::move(*result);
}

} // namespace countersign::test

/// The person reads this, at that notice.
#define TOLD(desk, notice, sentence)                                                                         \
    do {                                                                                                     \
        const auto instead = (desk).unlessTold(notice, QStringLiteral(sentence));                            \
        QVERIFY2(instead.isEmpty(), instead.constData());                                                    \
    } while (false)
