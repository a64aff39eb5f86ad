#include "server/download/Entitlement.h"

#include "server/approval/StatementRows.h"
#include "server/job/JobRows.h"

#include <algorithm>

namespace countersign::server {

namespace {

Result<void> checkState(soci::session& sql, const JobId& id)
{
    using enum wire::JobState;
    const auto job = findJob(sql, id);
    if (!job)
        return fail(ErrorCode::NotFound, "no such export");
    switch (job->state) {
    case Released:
    case Retrieved:
        return {};
    case Lapsed:
    case Destroyed:
        return fail(ErrorCode::Lapsed, "the export has ended");
    case Rejected:
    case Withdrawn:
    case Failed:
    case Voided:
        return fail(ErrorCode::NotOpen, "the export is over");
    default:
        return fail(ErrorCode::ApprovalMissing, "not released yet");
    }
}

Result<void> checkKey(const trust::TrustState& state, const PersonId& person, const KeyThumbprint& encryption)
{
    const auto* record = state.encryptionKey(encryption);
    if (!record || record->person != person)
        return fail(ErrorCode::KeyNotEndorsed, "nobody endorsed the key to deliver to");
    return state.keyAt(record->signing.thumbprint(), state.size()).map([](const auto*) {});
}

Result<void> checkRole(const trust::TrustState& state, const PersonId& person)
{
    if (!state.holds(person, wire::Role::ArtifactDownloader, state.size()))
        return fail(ErrorCode::RoleMissing, "not a downloader");
    return {};
}

Result<crypto::PublicKey> keyOf(const trust::TrustState& state, const wire::ReleaseBody& body,
                                const PersonId& person)
{
    std::optional<Error> why;
    for (const auto& fetcher : body.fetchers) {
        if (fetcher.person != person)
            continue;
        const auto good = checkKey(state, person, fetcher.key);
        if (good)
            return state.encryptionKey(fetcher.key)->encryption;
        why = good.error();
    }
    return tl::unexpected(why.value_or(Error{ErrorCode::NotRecipient, "the release does not name them"}));
}

Result<void> checkApproved(soci::session& sql, const trust::TrustState& state, const Jobs& jobs,
                           const Digest& release, const JobId& job, Time now)
{
    const auto theCase = jobs.exportCase(sql, job);
    if (!theCase)
        return tl::unexpected(theCase.error());
    if (!theCase->release || theCase->release->signedStatement.digest != release ||
        trust::standing(state, *theCase, wire::Gate::Release, now) != wire::Standing::Effective)
        return fail(ErrorCode::ApprovalMissing, "the release is not approved");
    return trust::checkNotVoid(state, *theCase, now);
}

} // namespace

Result<wire::ReleaseBody> releaseOf(soci::session& sql, const Digest& release)
{
    const auto row = findStatement(sql, release);
    if (!row || row->type != wire::StatementType::Release || row->job.empty())
        return fail(ErrorCode::NotFound, "no such release");
    const auto opened = wire::openStatement(row->signatures);
    const auto* body = opened ? opened->statement.as<wire::ReleaseBody>() : nullptr;
    if (!body || opened->digest != release || body->job != row->job)
        return fail(ErrorCode::Storage, "a release is not what was signed");
    return *body;
}

std::string jobNamed(const Store& store, const Digest& release)
{
    return readFor<std::string>(store,
                                [&](soci::session& sql) -> Result<std::string> {
                                    const auto row = findStatement(sql, release);
                                    return row ? row->job.text() : std::string();
                                })
        .value_or(std::string());
}

Result<const wire::ReleaseFile*> Entitlement::file(const FileId& id) const
{
    const auto found =
        std::find_if(body.files.begin(), body.files.end(), [&](const auto& file) { return file.id == id; });
    if (found == body.files.end())
        return fail(ErrorCode::NotFound, "not a file of this release");
    return &*found;
}

Result<Entitlement> entitlementOf(soci::session& sql, const trust::TrustState& state, const Jobs& jobs,
                                  const Digest& release, const PersonId& person, Time now)
{
    if (!state.founded())
        return fail(ErrorCode::RootMissing, "the admins have not founded this server yet");
    auto body = releaseOf(sql, release);
    if (!body)
        return tl::unexpected(body.error());
    auto key = keyOf(state, *body, person);
    if (!key)
        return tl::unexpected(key.error());
    Entitlement entitlement{release, std::move(*body), std::move(*key)};
    if (auto done = checkStillEntitled(sql, state, entitlement, person, now); !done)
        return tl::unexpected(done.error());
    if (auto done = checkApproved(sql, state, jobs, release, entitlement.body.job, now); !done)
        return tl::unexpected(done.error());
    return entitlement;
}

Result<void> checkKept(soci::session& sql, const trust::TrustState& state, const Jobs& jobs,
                       const Digest& release, const wire::ReleaseBody& body, const PersonId& person, Time now)
{
    if (std::none_of(body.fetchers.begin(), body.fetchers.end(),
                     [&](const wire::Fetcher& fetcher) { return fetcher.person == person; }))
        return fail(ErrorCode::NotRecipient, "the release does not name them");
    if (auto done = checkRole(state, person); !done)
        return done;
    return checkApproved(sql, state, jobs, release, body.job, now);
}

Result<void> checkStillEntitled(soci::session& sql, const trust::TrustState& state,
                                const Entitlement& entitlement, const PersonId& person, Time now)
{
    if (auto done = checkRole(state, person); !done)
        return done;
    if (auto done = checkKey(state, person, entitlement.encryption.thumbprint()); !done)
        return done;
    if (now >= entitlement.body.ends)
        return fail(ErrorCode::Lapsed, "the export has ended");
    return checkState(sql, entitlement.body.job);
}

} // namespace countersign::server
