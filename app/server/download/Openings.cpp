#include "server/download/Openings.h"

#include "server/download/Entitlement.h"
#include "server/session/Privileged.h"

#include <algorithm>

namespace countersign::server {

namespace {

constexpr auto askedFor = "download.unseal";
constexpr auto opened = "download.unsealed";

Result<void> checkFetched(soci::session& sql, const FileId& file, const PersonId& person)
{
    int receipts = 0;
    sql << "SELECT count(*) FROM receipts WHERE file = :file AND person = :person", soci::into(receipts),
        soci::use(file.text()), soci::use(person.text());
    return receipts > 0 ? Result<void>() : fail(ErrorCode::NotOpen, "this person did not fetch the file");
}

Result<void> checkAnyFetched(soci::session& sql, const wire::ReleaseBody& release, const PersonId& person)
{
    Result<void> fetched = fail(ErrorCode::NotOpen, "the release has no files");
    for (const auto& file : release.files)
        if (fetched = checkFetched(sql, file.id, person); fetched)
            break;
    return fetched;
}

// Whether that entry let this person open files of this release.
Result<void> checkAllowed(soci::session& sql, const wire::OpeningReport& report, const PersonId& person)
{
    int found = 0;
    const auto index = static_cast<long long>(report.allowed);
    const std::string action = askedFor;
    const auto release = report.release.text();
    sql << "SELECT count(*) FROM audit_entries WHERE idx = :idx AND json_extract(line, '$.action') = :action"
           " AND json_extract(line, '$.outcome') = 'done' AND json_extract(line, '$.actor.person') = :person"
           " AND json_extract(line, '$.object') = :release",
        soci::into(found), soci::use(index), soci::use(action), soci::use(person.text()), soci::use(release);
    return found > 0 ? Result<void>() : fail(ErrorCode::Conflict, "that entry did not allow it");
}

// The entry of this very report, where it was taken before and the answer was lost.
std::optional<std::uint64_t> toldBefore(soci::session& sql, const wire::AuditEntry& attempt)
{
    long long found = -1;
    soci::indicator there = soci::i_null;
    sql << "SELECT min(idx) FROM audit_entries WHERE job = :job AND job <> ''"
           " AND json_extract(line, '$.action') = :action AND json_extract(line, '$.outcome') = 'done'"
           " AND json_extract(line, '$.actor.person') = :person AND json_extract(line, '$.object') = :file"
           " AND json_extract(line, '$.detail.allowed') = :allowed"
           " AND json_extract(line, '$.detail.opened') = :opened",
        soci::use(attempt.job), soci::use(attempt.action), soci::use(attempt.actor.person),
        soci::use(attempt.object), soci::use(attempt.detail.at("allowed")),
        soci::use(attempt.detail.at("opened")), soci::into(found, there);
    return there == soci::i_ok ? std::optional(static_cast<std::uint64_t>(found)) : std::nullopt;
}

} // namespace

Result<http::Response> Openings::allow(Call& call)
{
    const auto body = bodyOf<wire::OpeningAsk>(call);
    if (!body)
        return tl::unexpected(body.error());
    const auto attempt = call.entry(askedFor, body->release.text(), jobNamed(*m_rooms.store, body->release));
    const auto& person = call.caller->person;
    Privileged privileged(*m_rooms.store, *m_rooms.stepUp);
    const auto done = privileged.run<std::uint64_t>(
        call, attempt, body->code,
        [&](Transaction& transaction, std::uint64_t entry) -> Result<std::uint64_t> {
            auto& sql = transaction.sql();
            const auto release = releaseOf(sql, body->release);
            if (!release)
                return tl::unexpected(release.error());
            if (auto stands = checkKept(sql, transaction.trustState(), *m_rooms.jobs, body->release, *release,
                                        person, transaction.now());
                !stands)
                return tl::unexpected(stands.error());
            return checkAnyFetched(sql, *release, person).map([&] { return entry; });
        });
    if (!done)
        return tl::unexpected(m_rooms.refusals->log(attempt, done.error()));
    return answer(wire::Done{*done});
}

Result<std::uint64_t> Openings::enter(Transaction& transaction, const Call& call,
                                      const wire::OpeningReport& report,
                                      const wire::AuditEntry& attempt) const
{
    auto& sql = transaction.sql();
    const FileId file(call.path.at(0));
    const auto& person = call.caller->person;
    const auto release = releaseOf(sql, report.release);
    if (!release)
        return tl::unexpected(release.error());
    if (std::none_of(release->files.begin(), release->files.end(),
                     [&](const auto& one) { return one.id == file; }))
        return fail(ErrorCode::NotFound, "not a file of this release");
    if (auto fetched = checkFetched(sql, file, person); !fetched)
        return tl::unexpected(fetched.error());
    if (auto allowed = checkAllowed(sql, report, person); !allowed)
        return tl::unexpected(allowed.error());
    if (const auto entry = toldBefore(sql, attempt))
        return *entry;
    return transaction.audit(attempt);
}

Result<http::Response> Openings::report(Call& call)
{
    const auto body = bodyOf<wire::OpeningReport>(call);
    if (!body)
        return tl::unexpected(body.error());
    auto attempt = call.entry(opened, call.path.at(0), jobNamed(*m_rooms.store, body->release));
    attempt.detail["allowed"] = std::to_string(body->allowed);
    attempt.detail["opened"] = timeText(body->opened);
    const auto entry = writeFor<std::uint64_t>(
        *m_rooms.store, [&](Transaction& transaction) { return enter(transaction, call, *body, attempt); });
    if (!entry)
        return tl::unexpected(m_rooms.refusals->log(attempt, entry.error()));
    return answer(wire::Done{*entry});
}

} // namespace countersign::server
