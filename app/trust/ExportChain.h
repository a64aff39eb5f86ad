#pragma once

#include "trust/Admission.h"

/// What the downloader's console (and anybody with the trust log) checks before it believes that people
/// approved an export: protocols.md §2, invariant.
namespace countersign::trust {

enum class Link : std::uint8_t {
    RequestSigned,   ///< by an operator's endorsed key, at its entry
    RequestApproved, ///< as many as policy asks, by approvers
    ReleaseSigned,   ///< by the root's server key, within the request
    ReleaseApproved, ///< as many as policy asks, each having seen the release in the log
    InTheLog,        ///< every statement's digest stands in the replayed trust log
    FetcherNamed,    ///< this person and key may fetch, until now
};

struct LinkCheck
{
    Link link = Link::RequestSigned;
    std::optional<Error> error; ///< nothing: holds
    std::vector<Digest> statements;
};

struct ChainReport
{
    std::vector<LinkCheck> links; ///< all six, in order
    [[nodiscard]] bool holds() const;
    [[nodiscard]] std::optional<Error> firstFault() const;
};

/// Statements as the server gave them, in any order; nothing about them is believed. Places are looked up in
/// `state`.
struct ClaimedExport
{
    std::vector<crypto::Jws> request;
    std::vector<std::vector<crypto::Jws>> decisions;
    std::vector<crypto::Jws> release; ///< empty: none yet
    std::vector<std::vector<crypto::Jws>> withdrawals;
};

/// Orders the claimed statements by their places, with the withdrawals and rejections that the log holds in
/// full. `NotInLog` for one that it does not hold, `LoggedOtherwise` for one that it holds as another,
/// or a rejection by digest alone.
[[nodiscard]] Result<ExportCase> placeExport(const TrustState& state, const ClaimedExport& claimed);

/// The six links, for `fetcher` (absent: nobody fetches, the last link is left out) at `now`.
[[nodiscard]] ChainReport checkChain(const TrustState& state, const ClaimedExport& claimed,
                                     const std::optional<wire::Fetcher>& fetcher, Time now);

} // namespace countersign::trust
