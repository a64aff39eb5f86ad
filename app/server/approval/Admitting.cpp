#include "server/approval/Admitting.h"

#include "server/people/PersonRows.h"
#include "server/session/AdminEffects.h"
#include "server/store/LogTable.h"
#include "server/store/PreparedRows.h"
#include "trust/TrailActions.h"

namespace countersign::server {

namespace {

std::string joined(const std::vector<std::string>& words)
{
    std::string text;
    for (const auto& word : words)
        text += (text.empty() ? "" : " ") + word;
    return text.substr(0, 1000);
}

// What a statement is about, where it is about another.
const Digest* subjectOf(const wire::SignedStatement& statement)
{
    if (const auto* decision = statement.statement.as<wire::DecisionBody>())
        return decision->subjects.empty() ? nullptr : &decision->subjects.front();
    const auto* withdrawal = statement.statement.as<wire::WithdrawalBody>();
    return withdrawal ? &withdrawal->subject : nullptr;
}

// What an entry tells of an admin matter besides its digest: the statement itself stands in the trust log.
void describeMatter(const wire::Statement& statement, wire::AuditEntry& entry)
{
    entry.action = trust::adminActionOf(statement.type());
    auto& detail = entry.detail;
    if (const auto* change = statement.as<wire::RoleChangeBody>()) {
        detail["person"] = change->person.text();
        detail["change"] = wire::enumText(change->action);
        if (change->role)
            detail["role"] = wire::enumText(*change->role);
    } else if (const auto* revocation = statement.as<wire::RevocationBody>()) {
        detail["person"] = revocation->person.text();
        detail["key"] = revocation->key.text();
        detail["cause"] = wire::enumText(revocation->cause);
        detail["voidFrom"] = std::to_string(revocation->voidFrom);
    } else if (const auto* policy = statement.as<wire::PolicyChangeBody>()) {
        detail["version"] = std::to_string(policy->policy.version);
    } else if (const auto* root = statement.as<wire::RootBody>()) {
        detail["version"] = std::to_string(root->version);
    } else if (const auto* recovery = statement.as<wire::LogRecoveryBody>()) {
        detail["lost"] = std::to_string(recovery->lost.audit.size - recovery->kept.audit.size);
    }
}

// What admins write, and others decide.
bool isProposal(wire::StatementType type)
{
    using enum wire::StatementType;
    return type == RoleChange || type == Revocation || type == PolicyChange || type == Root ||
           type == LogRecovery;
}

bool names(const wire::RootBody& root, const wire::PreparedKeys& keys)
{
    return root.serverKey.thumbprint() == keys.serverKey.thumbprint() && root.trustLog == keys.trustLog &&
           root.auditLog == keys.auditLog;
}

void describeRequest(const wire::ExportRequestBody& body, wire::AuditEntry& entry)
{
    entry.detail["types"] = joined(body.types);
    entry.detail["recipient"] = body.recipient.substr(0, 300);
    entry.detail["sensitivity"] = wire::enumText(body.sensitivity);
}

} // namespace

trust::Entered Admitting::next(const wire::SignedStatement& statement) const
{
    return {statement, m_transaction.trustState().size(), m_transaction.now()};
}

Result<std::optional<JobId>> Admitting::jobOf(const Digest& subject) const
{
    if (m_transaction.trustState().matter(subject))
        return std::optional<JobId>();
    const auto row = findStatement(m_transaction.sql(), subject);
    if (!row || row->job.empty())
        return fail(ErrorCode::NotFound, "is about no statement that stands here");
    return std::optional(row->job);
}

bool Admitting::isAdminMatter(const wire::SignedStatement& statement) const
{
    const auto* subject = subjectOf(statement);
    if (subject)
        return m_transaction.trustState().matter(*subject) != nullptr;
    return statement.statement.type() != wire::StatementType::ExportRequest;
}

Result<void> Admitting::describe(const wire::SignedStatement& statement, wire::AuditEntry& entry) const
{
    using wire::StatementType;
    const auto type = statement.statement.type();
    entry.object = statement.digest.text();
    if (isProposal(type)) {
        describeMatter(statement.statement, entry);
        return {};
    }
    if (const auto* registration = statement.statement.as<wire::KeyRegistrationBody>()) {
        entry.action = "session.enrol";
        entry.detail["registration"] = statement.digest.text();
        entry.detail["key"] = registration->signing.thumbprint().text();
        return {};
    }
    if (const auto* request = statement.statement.as<wire::ExportRequestBody>()) {
        entry.action = "request.sign";
        entry.job = jobIdOf(statement.digest).text();
        describeRequest(*request, entry);
        return {};
    }
    const auto* subject = subjectOf(statement);
    if ((type != StatementType::Decision && type != StatementType::Withdrawal) || !subject)
        return fail(ErrorCode::StatementRefused, "not a statement that is sent here");
    const auto job = jobOf(*subject);
    if (!job)
        return tl::unexpected(job.error());
    entry.detail["subject"] = subject->text();
    if (const auto* decision = statement.statement.as<wire::DecisionBody>()) {
        entry.detail["decision"] = wire::enumText(decision->decision);
        entry.detail["gate"] = wire::enumText(decision->gate);
    } else {
        entry.detail["decision"] = "withdraw";
    }
    if (*job) {
        entry.action = type == StatementType::Decision ? "approval.decide" : "request.withdraw";
        entry.job = (*job)->text();
    } else {
        entry.action = trust::adminActionOf(
            m_transaction.trustState().matter(*subject)->signedStatement.statement.type());
    }
    return {};
}

Result<StatementRow> Admitting::enter(const wire::SignedStatement& statement, std::uint64_t entry)
{
    // Admission reads the root and its policy.
    if (!m_transaction.trustState().founded())
        return fail(ErrorCode::RootMissing, "the admins have not founded this server yet");
    if (auto done = checkNoRecovery(statement); !done)
        return tl::unexpected(done.error());
    // In the log it would stop every console that reads it.
    if (auto done = checkSeen(m_transaction.sql(), statement.statement); !done)
        return tl::unexpected(done.error());
    switch (statement.statement.type()) {
    case wire::StatementType::ExportRequest:
        return enterRequest(statement, entry);
    case wire::StatementType::Decision:
        return statement.statement.as<wire::DecisionBody>()->gate == wire::Gate::Admin
                   ? enterAdmin(statement, entry)
                   : enterDecision(statement, entry);
    case wire::StatementType::Withdrawal:
        return isAdminMatter(statement) ? enterAdmin(statement, entry) : enterWithdrawal(statement, entry);
    case wire::StatementType::KeyRegistration:
        return enterAdmin(statement, entry);
    default:
        if (isProposal(statement.statement.type()))
            return enterAdmin(statement, entry);
        return fail(ErrorCode::StatementRefused, "not a statement that is sent here");
    }
}

// Each entry of the trust log may end admin matters (decided, lapsed, closed with their person), so each is
// followed by what that brings about.
Result<StatementRow> Admitting::place(const wire::SignedStatement& statement, std::uint64_t entry,
                                      wire::Standing standing, const JobId& job)
{
    std::vector<Digest> mayHaveEnded{statement.digest}; // a holder's revocation is in force at once
    for (const auto& [digest, matter] : m_transaction.trustState().matters())
        if (matter.standing == wire::Standing::Open)
            mayHaveEnded.push_back(digest);
    const auto index = m_transaction.trust(statement);
    if (!index)
        return tl::unexpected(index.error());
    auto row = rowOf(statement, *index, entry, m_transaction.now(), standing, job);
    insertStatement(m_transaction, row);
    if (auto done = settle(mayHaveEnded, entry); !done)
        return tl::unexpected(done.error());
    return row;
}

Result<void> Admitting::settle(const std::vector<Digest>& mayHaveEnded, std::uint64_t entry)
{
    std::vector<const wire::Statement*> inForce;
    for (const auto& digest : mayHaveEnded) {
        const auto* matter = m_transaction.trustState().matter(digest);
        if (!matter || matter->standing == wire::Standing::Open)
            continue;
        updateStanding(m_transaction.sql(), digest, matter->standing, entry);
        if (matter->standing == wire::Standing::Effective)
            inForce.push_back(&matter->signedStatement.statement);
    }
    // Last: it may open entries of its own.
    for (const auto* statement : inForce)
        if (auto done = bringAbout(*statement, entry); !done)
            return done;
    return {};
}

// Roles, keys and policy are looked up in the trust log at each call; this is what lies outside of it.
Result<void> Admitting::bringAbout(const wire::Statement& statement, std::uint64_t entry)
{
    if (const auto* change = statement.as<wire::RoleChangeBody>())
        return server::bringAbout(m_transaction, m_sessions, *change, entry);
    if (statement.as<wire::RevocationBody>())
        return m_jobs.revoked(m_transaction);
    return {};
}

Result<StatementRow> Admitting::enterRequest(const wire::SignedStatement& statement, std::uint64_t entry)
{
    const auto request = next(statement);
    if (auto done = trust::admitRequest(m_transaction.trustState(), request); !done)
        return tl::unexpected(done.error());
    auto row = place(statement, entry, wire::Standing::Open, jobIdOf(statement.digest));
    if (!row)
        return row;
    if (auto job = m_jobs.requested(m_transaction, request, entry); !job)
        return tl::unexpected(job.error());
    return row;
}

Result<StatementRow> Admitting::enterDecision(const wire::SignedStatement& statement, std::uint64_t entry)
{
    const auto& body = *statement.statement.as<wire::DecisionBody>();
    // Its row belongs to one export, and so does what people see of it; several go as several statements
    // under one code.
    if (body.subjects.size() != 1)
        return fail(ErrorCode::StatementRefused, "a decision on an export is about one");
    const auto job = jobOf(body.subjects.front());
    if (!job)
        return tl::unexpected(job.error());
    if (!*job)
        return fail(ErrorCode::StatementRefused, "the subject is no export's");
    auto theCase = m_jobs.exportCase(m_transaction.sql(), **job);
    if (!theCase)
        return tl::unexpected(theCase.error());
    const auto decision = next(statement);
    const auto& state = m_transaction.trustState();
    *theCase = trust::withoutVoid(state, std::move(*theCase));
    if (auto done = trust::admitDecision(state, *theCase, decision); !done)
        return tl::unexpected(done.error());
    auto row = place(statement, entry, wire::Standing::Effective, **job);
    if (!row)
        return row;
    theCase->decisions.push_back(decision);
    const auto stands = trust::standing(state, *theCase, body.gate, m_transaction.now());
    updateStanding(m_transaction.sql(), body.subjects.front(), stands, entry);
    if (auto done = m_jobs.decided(m_transaction, **job, body.gate, stands, entry); !done)
        return tl::unexpected(done.error());
    return row;
}

Result<StatementRow> Admitting::enterWithdrawal(const wire::SignedStatement& statement, std::uint64_t entry)
{
    const auto& subject = statement.statement.as<wire::WithdrawalBody>()->subject;
    const auto job = jobOf(subject);
    if (!job)
        return tl::unexpected(job.error());
    if (!*job)
        return fail(ErrorCode::StatementRefused, "the subject is no export's");
    const auto theCase = m_jobs.exportCase(m_transaction.sql(), **job);
    if (!theCase)
        return tl::unexpected(theCase.error());
    if (auto done = trust::admitWithdrawal(m_transaction.trustState(), *theCase, next(statement)); !done)
        return tl::unexpected(done.error());
    auto row = place(statement, entry, wire::Standing::Effective, **job);
    if (!row)
        return row;
    auto& sql = m_transaction.sql();
    updateStanding(sql, subject, wire::Standing::Withdrawn, entry);
    if (theCase->release)
        updateStanding(sql, theCase->release->signedStatement.digest, wire::Standing::Withdrawn, entry);
    if (auto done = m_jobs.withdrawn(m_transaction, **job, entry); !done)
        return tl::unexpected(done.error());
    return row;
}

// The trust log knows keys and roles; that they are those of an account is for the server to say.
Result<void> Admitting::checkPerson(const wire::SignedStatement& statement) const
{
    if (const auto* registration = statement.statement.as<wire::KeyRegistrationBody>()) {
        const auto row = findPerson(m_transaction.sql(), registration->person);
        if (!row || row->disabled || row->name != registration->name)
            return fail(ErrorCode::StatementRefused, "the registration is somebody else's");
    }
    if (const auto* change = statement.statement.as<wire::RoleChangeBody>())
        if (!findPerson(m_transaction.sql(), change->person))
            return fail(ErrorCode::NotFound, "nobody of that name");
    return checkOwnKeys(statement.statement);
}

// A root or recovery may name only keys with which this server can go on.
Result<void> Admitting::checkOwnKeys(const wire::Statement& statement) const
{
    const auto& state = m_transaction.trustState();
    if (const auto* root = statement.as<wire::RootBody>()) {
        const auto& logs = state.logKeys().back();
        if (names(*root, {state.root().serverKey, logs.trust, logs.audit}))
            return {};
        const auto prepared = preparedKeys(m_transaction.sql(), state);
        if (!prepared)
            return tl::unexpected(prepared.error());
        return *prepared && names(*root, **prepared)
                   ? Result<void>{}
                   : fail(ErrorCode::StatementRefused, "the root names keys that this server does not have");
    }
    const auto* recovery = statement.as<wire::LogRecoveryBody>();
    if (!recovery)
        return {};
    const auto pending = pendingRecovery(m_transaction.sql(), state);
    if (!pending)
        return tl::unexpected(pending.error());
    if (!*pending)
        return fail(ErrorCode::StatementRefused, "this server was not restored from a copy");
    if (!says(*recovery, **pending))
        return fail(ErrorCode::StatementRefused, "another recovery than the one begun on the host");
    return {};
}

bool Admitting::isAboutRecovery(const wire::SignedStatement& statement) const
{
    const auto* subject = subjectOf(statement);
    if (!subject)
        return statement.statement.type() == wire::StatementType::LogRecovery;
    const auto* decision = statement.statement.as<wire::DecisionBody>();
    const auto* matter = m_transaction.trustState().matter(*subject);
    return matter && (!decision || decision->subjects.size() == 1) &&
           matter->signedStatement.statement.type() == wire::StatementType::LogRecovery;
}

// What enters before the recovery is in force stands behind the loss: the less, the better.
Result<void> Admitting::checkNoRecovery(const wire::SignedStatement& statement) const
{
    if (isAboutRecovery(statement))
        return {};
    const auto pending = pendingRecovery(m_transaction.sql(), m_transaction.trustState());
    if (!pending)
        return tl::unexpected(pending.error());
    return *pending ? fail(ErrorCode::RecoveryPending) : Result<void>{};
}

Result<StatementRow> Admitting::enterAdmin(const wire::SignedStatement& statement, std::uint64_t entry)
{
    if (auto done = checkPerson(statement); !done)
        return tl::unexpected(done.error());
    const bool waits = subjectOf(statement) == nullptr;
    return place(statement, entry, waits ? wire::Standing::Open : wire::Standing::Effective, {});
}

} // namespace countersign::server
