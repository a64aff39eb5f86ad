#pragma once

#include "client/Client.h"
#include "e2e/Authenticator.h"
#include "e2e/Trial.h"
#include "ui/shell/Sentences.h"

#include <functional>
#include <stdexcept>

namespace countersign::e2e {

/// The result of what somebody does, once it is there. The console goes on meanwhile.
template <typename T>
[[nodiscard]] T await(QCoro::Task<T> task)
{
    return QCoro::waitFor(std::move(task));
}

/// What must come out; what the person would read instead, thrown.
template <typename T>
T must(Result<T> result)
{
    if (!result)
        throw std::runtime_error((ui::sentence(result.error()) + QStringLiteral(" [")).toStdString() +
                                 std::string(codeText(result.error().code)) + ": " + result.error().detail +
                                 "]");
    if constexpr (!std::is_void_v<T>)
        return std::move(*result);
}
template <typename T>
T must(QCoro::Task<Result<T>> task)
{
    return must(await(std::move(task)));
}

/// One person at a computer of their own: what the console does for them, without its windows.
class TrialPerson
{
public:
    /// `computer`: its state and key file; the same person may sit at several. `keys`: a file sealed by a
    /// passphrase, unless given.
    TrialPerson(const Trial& trial, Authenticator& authenticator, QString id, const QString& computer = {},
                std::unique_ptr<client::KeyStore> keys = {});

    [[nodiscard]] const QString& name() const { return m_name; }
    [[nodiscard]] PersonId id() const { return PersonId(m_name.toStdString()); }
    [[nodiscard]] client::Client& console() { return m_client; }

    /// A code that this person has not typed yet.
    [[nodiscard]] Secret code();
    /// The one that `code` gave last.
    [[nodiscard]] Secret sameCode() const { return secretOf(m_lastCode); }
    [[nodiscard]] Secret wrongCode() const;
    [[nodiscard]] Secret password() const { return secretOf(m_password); }
    /// As shown once, at enrolment.
    [[nodiscard]] const QStringList& recoveryCodes() const { return m_recoveryCodes; }

    /// Name and one-time code, secret, one code, a key of their own, a password.
    void enrol(const QString& oneTimeCode) { must(tryToEnrol(oneTimeCode)); }
    [[nodiscard]] Result<void> tryToEnrol(const QString& oneTimeCode);
    void signIn();
    /// Somebody who idled too long types password and code again, in place.
    void wake();
    /// On another computer, with the password that the person chose on the first.
    void knowsPasswordOf(const TrialPerson& other) { m_password = other.m_password; }

    /// The export as this person's console has it from the server now, checked.
    const client::ExportView& look(const JobId& job);
    /// Waits until the console, told by events, shows the export so.
    const client::ExportView& waitUntil(const JobId& job, const QString& what,
                                        const std::function<bool(const client::ExportView&)>& holds);

    [[nodiscard]] static Secret secretOf(const QString& text);

private:
    QString m_name;
    Authenticator& m_authenticator;
    SystemClock m_clock;
    client::Client m_client;
    QString m_password;
    QString m_lastCode;
    QStringList m_recoveryCodes;
};

} // namespace countersign::e2e
