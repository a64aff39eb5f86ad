#include "server/approval/Admitting.h"

#include "server/people/PersonRows.h"
#include "server/session/AdminEffects.h"
#include "server/store/LogTable.h"

namespace countersign::server {

namespace {

std::string joined(const std::vector<std::string>& words)
{
    std::string text;
    for (const auto& word : words)
        text += (text.empty() ? "" : " ") + word;
    return text.substr(0, 1000);
}

Result<void> checkSeen(soci::session& sql, LogName log, const wire::SeenTree& seen)
{
    const auto root = rootAt(sql, log, seen.size);
    if (root && *root == seen.root)
        return {};
    return fail(ErrorCode::LogInconsistent,
                "has seen a head that the " + std::string(logText(log)) + " log never had");
}

// What a statement is about, where it is about another.
const Digest* subjectOf(const wire::SignedStatement& statement)
{
    if (const auto* decision = statement.statement.as<wire::DecisionBody>())
        return decision->subjects.empty() ? nullptr : &decision->subjects.front();
    const auto* withdrawal = statement.statement.as<wire::WithdrawalBody>();
    return withdrawal ? &withdrawal->subject : nullptr;
}

// The action of an admin matter, of decisions on it and of its withdrawal.
std::string adminAction(wire::StatementType matter)
{
    return matter == wire::StatementType::KeyRegistration ? "people.endorse" : "people.role-change";
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
    if (const auto* change = statement.statement.as<wire::RoleChangeBody>()) {
        entry.action = "people.role-change";
        entry.detail["person"] = change->person.text();
        entry.detail["change"] = wire::enumText(change->action);
        if (change->role)
            entry.detail["role"] = wire::enumText(*change->role);
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
        entry.action =
            adminAction(m_transaction.trustState().matter(*subject)->signedStatement.statement.type());
    }
    return {};
}

Result<StatementRow> Admitting::enter(const wire::SignedStatement& statement, std::uint64_t entry)
{
    // Admission reads the root and its policy.
    if (!m_transaction.trustState().founded())
        return fail(ErrorCode::RootMissing, "the admins have not founded this server yet");
    // In the log it would stop every console that reads it.
    if (const auto& seen = statement.statement.seen) {
        for (const auto& [log, tree] :
             {std::pair(LogName::Trust, seen->trust), {LogName::Audit, seen->audit}})
            if (auto done = checkSeen(m_transaction.sql(), log, tree); !done)
                return tl::unexpected(done.error());
    }
    switch (statement.statement.type()) {
    case wire::StatementType::ExportRequest:
        return enterRequest(statement, entry);
    case wire::StatementType::Decision:
        return statement.statement.as<wire::DecisionBody>()->gate == wire::Gate::Admin
                   ? enterAdmin(statement, entry)
                   : enterDecision(statement, entry);
    case wire::StatementType::Withdrawal:
        return isAdminMatter(statement) ? enterAdmin(statement, entry) : enterWithdrawal(statement, entry);
    case wire::StatementType::RoleChange:
    case wire::StatementType::KeyRegistration:
        return enterAdmin(statement, entry);
    default:
        return fail(ErrorCode::StatementRefused, "not a statement that is sent here");
    }
}

// Each entry of the trust log may end admin matters (decided, lapsed, closed with their person), so each is
// followed by what that brings about.
Result<StatementRow> Admitting::place(const wire::SignedStatement& statement, std::uint64_t entry,
                                      wire::Standing standing, const JobId& job)
{
    std::vector<Digest> wereOpen;
    for (const auto& [digest, matter] : m_transaction.trustState().matters())
        if (matter.standing == wire::Standing::Open)
            wereOpen.push_back(digest);
    const auto index = m_transaction.trust(statement);
    if (!index)
        return tl::unexpected(index.error());
    auto row = rowOf(statement, *index, entry, m_transaction.now(), standing, job);
    insertStatement(m_transaction, row);
    if (auto done = settle(wereOpen, entry); !done)
        return tl::unexpected(done.error());
    return row;
}

Result<void> Admitting::settle(const std::vector<Digest>& wereOpen, std::uint64_t entry)
{
    for (const auto& digest : wereOpen) {
        const auto* matter = m_transaction.trustState().matter(digest);
        if (!matter || matter->standing == wire::Standing::Open)
            continue;
        updateStanding(m_transaction.sql(), digest, matter->standing, entry);
        const auto* change = matter->signedStatement.statement.as<wire::RoleChangeBody>();
        if (!change || matter->standing != wire::Standing::Effective)
            continue;
        if (auto done = bringAbout(m_transaction, m_sessions, *change, entry); !done)
            return done;
    }
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
    return {};
}

Result<StatementRow> Admitting::enterAdmin(const wire::SignedStatement& statement, std::uint64_t entry)
{
    if (auto done = checkPerson(statement); !done)
        return tl::unexpected(done.error());
    const bool waits = subjectOf(statement) == nullptr;
    return place(statement, entry, waits ? wire::Standing::Open : wire::Standing::Effective, {});
}

} // namespace countersign::server
