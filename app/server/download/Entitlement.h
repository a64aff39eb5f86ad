#pragma once

#include "server/job/Jobs.h"

namespace countersign::server {

/// What a person may fetch now, and to which of their keys it is delivered.
struct Entitlement
{
    Digest release;
    wire::ReleaseBody body;
    crypto::PublicKey encryption; ///< as the trust log endorses it

    /// `NotFound` for a file that the release does not name.
    [[nodiscard]] Result<const wire::ReleaseFile*> file(const FileId& id) const;
};

/// What people released, found by its digest and read from the signed bytes. `NotFound`, `Storage`.
[[nodiscard]] Result<wire::ReleaseBody> releaseOf(soci::session& sql, const Digest& release);

/// The export whose release that is, for the entry of an attempt, refused or not; empty for none.
[[nodiscard]] std::string jobNamed(const Store& store, const Digest& release);

/// The whole question, for opening a retrieval and each ticket: the release is approved by the rules of
/// `trust` (not by a column), the export is released or retrieved and has not ended, and the person is a
/// downloader whom it names, by an encryption key in force. Where several of theirs are named, the first in
/// force. `NotFound`, `ApprovalMissing`, `NotOpen`, `Lapsed`, `NotRecipient`, `RoleMissing`, `KeyRevoked`.
[[nodiscard]] Result<Entitlement> entitlementOf(soci::session& sql, const trust::TrustState& state,
                                                const Jobs& jobs, const Digest& release,
                                                const PersonId& person, Time now);

/// For files that were fetched and kept sealed: the release stands as it did, and the person is a downloader
/// whom it names. By which key, and until when they might be fetched, is no matter any more.
[[nodiscard]] Result<void> checkKept(soci::session& sql, const trust::TrustState& state, const Jobs& jobs,
                                     const Digest& release, const wire::ReleaseBody& body,
                                     const PersonId& person, Time now);

/// The part of it that may end while bytes travel; cheap enough to be asked every second.
[[nodiscard]] Result<void> checkStillEntitled(soci::session& sql, const trust::TrustState& state,
                                              const Entitlement& entitlement, const PersonId& person,
                                              Time now);

} // namespace countersign::server
