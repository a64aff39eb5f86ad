#include "e2e/TrialPerson.h"

#include "crypto/Random.h"

#include <QDir>
#include <QTest>

namespace countersign::e2e {

namespace {

constexpr int patience = 120'000; // ms

QString stateFolder(const Trial& trial, const QString& computer)
{
    const auto folder = trial.folder() + QStringLiteral("/console/") + computer;
    QDir().mkpath(folder);
    return folder;
}

} // namespace

TrialPerson::TrialPerson(const Trial& trial, Authenticator& authenticator, QString id,
                         const QString& computer, std::unique_ptr<client::KeyStore> keys)
    : m_name(std::move(id)),
      m_authenticator(authenticator),
      m_client(trial.profile(),
               keys ? std::move(keys)
                    : client::sealedFileKeyStore(stateFolder(trial, computer.isEmpty() ? m_name : computer) +
                                                 QStringLiteral("/keys.sealed")),
               stateFolder(trial, computer.isEmpty() ? m_name : computer), m_clock),
      m_password(QString::fromStdString(crypto::randomIdText("trial-")))
{
    must(m_client.keyStore().unlock(secretOf(QStringLiteral("a passphrase of ") + m_name)));
}

Secret TrialPerson::secretOf(const QString& text)
{
    auto bytes = text.toStdString();
    Secret secret{std::string_view(bytes)};
    wipe(bytes);
    return secret;
}

Secret TrialPerson::code()
{
    m_lastCode = m_authenticator.code(m_name);
    return sameCode();
}

Secret TrialPerson::wrongCode() const
{
    auto digits = m_lastCode;
    digits[0] = digits[0] == u'9' ? QChar(u'0') : QChar(digits[0].unicode() + 1);
    return secretOf(digits);
}

Result<void> TrialPerson::tryToEnrol(const QString& oneTimeCode)
{
    auto& session = m_client.session();
    if (auto begun = await(session.signIn(m_name, secretOf(oneTimeCode))); !begun)
        return begun;
    if (session.state() != client::Session::State::Enrolling)
        return fail(ErrorCode::SignInRefused, "a first sign-in does not lead to enrolment");
    const auto offer = await(session.beginEnrolment());
    if (!offer)
        return tl::unexpected(offer.error());
    m_authenticator.keep(m_name, QString::fromUtf8(offer->secret.revealText().data(),
                                                   static_cast<qsizetype>(offer->secret.size())));
    auto recovery = await(session.finishEnrolment(password(), code(), m_name + QStringLiteral("'s desk")));
    if (!recovery)
        return tl::unexpected(recovery.error());
    m_recoveryCodes = std::move(*recovery);
    return m_recoveryCodes.size() == 10 ? Result<void>()
                                        : fail(ErrorCode::Internal, "not ten recovery codes");
}

void TrialPerson::signIn()
{
    must(m_client.session().signIn(m_name, password()));
    must(m_client.session().submitCode(code()));
}

void TrialPerson::wake()
{
    auto& session = m_client.session();
    const auto asked = await(session.refreshMe());
    if (session.state() == client::Session::State::Locked)
        must(session.unlock(password(), code()));
    else
        must(asked);
}

const client::ExportView& TrialPerson::look(const JobId& job)
{
    must(m_client.book().refresh(job));
    const auto* found = m_client.book().find(job);
    if (!found)
        throw std::runtime_error((m_name + QStringLiteral(" does not see the export")).toStdString());
    if (found->fault)
        must<void>(tl::unexpected(*found->fault));
    return *found;
}

const client::ExportView& TrialPerson::waitUntil(const JobId& job, const QString& what,
                                                 const std::function<bool(const client::ExportView&)>& holds)
{
    auto& book = m_client.book();
    const auto there = [&] {
        const auto* found = book.find(job);
        if (found && found->state == wire::JobState::Failed)
            must<void>(tl::unexpected(found->failure.value_or(Error{})));
        return found && holds(*found);
    };
    if (!QTest::qWaitFor(there, patience))
        throw std::runtime_error(
            QStringLiteral("%1 waited in vain for %2; the export is %3")
                .arg(m_name, what, book.find(job) ? ui::stateText(book.find(job)->state) : QString())
                .toStdString());
    return *book.find(job);
}

} // namespace countersign::e2e
