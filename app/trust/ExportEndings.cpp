#include "trust/Checks.h"
#include "trust/TrustState.h"

/// What ends an export: rejections and withdrawals stand in the log in full, so that no server can keep
/// silent about one. (A withdrawal may be of an admin matter, too.)
namespace countersign::trust {

Result<void> TrustState::applyByDigest(const wire::TrustEntry& entry)
{
    const bool isRelease = entry.type == wire::StatementType::Release;
    if (isRelease != entry.request.has_value())
        return fail(ErrorCode::StatementRefused, "a release names its request, and nothing else does");
    if (!isRelease)
        return {};
    if (!requestOf(*entry.request, wire::Gate::Request))
        return fail(ErrorCode::NotFound, "the release of no request that stands here");
    // Else a release that was rejected could be shown again as another.
    if (!m_released.insert(*entry.request).second)
        return fail(ErrorCode::Conflict, "is released already");
    return {};
}

std::optional<Digest> TrustState::requestOf(const Digest& subject, wire::Gate gate) const
{
    const auto found = place(subject);
    if (found && gate == wire::Gate::Request && found->type == wire::StatementType::ExportRequest)
        return subject;
    if (found && gate == wire::Gate::Release && found->type == wire::StatementType::Release)
        return found->request;
    return std::nullopt;
}

Result<void> TrustState::applyRejection(const wire::TrustEntry& entry,
                                        const wire::SignedStatement& signedStatement)
{
    const auto& body = *signedStatement.statement.as<wire::DecisionBody>();
    if (body.decision != wire::Verdict::Reject)
        return fail(ErrorCode::StatementRefused, "an approval of an export enters by its digest alone");
    if (auto author = checkAuthor(*this, signedStatement, m_size, entry.time); !author)
        return tl::unexpected(author.error());
    if (auto done = checkDecisionBody(body); !done)
        return done;
    std::vector<Digest> requests;
    for (const auto& subject : body.subjects) {
        const auto request = requestOf(subject, body.gate);
        if (!request)
            return fail(ErrorCode::NotFound, "rejects no export that stands here");
        requests.push_back(*request);
    }
    for (const auto& request : requests)
        m_endings[request].push_back(HeldEnding{m_size, entry.time, signedStatement});
    return {};
}

Result<void> TrustState::applyWithdrawal(const wire::TrustEntry& entry,
                                         const wire::SignedStatement& signedStatement)
{
    if (auto author = checkAuthor(*this, signedStatement, m_size, entry.time); !author)
        return tl::unexpected(author.error());
    const auto& body = *signedStatement.statement.as<wire::WithdrawalBody>();
    if (body.reason.size() > reasonLimit)
        return fail(ErrorCode::StatementRefused, "the reason is too long");
    if (const auto found = m_matters.find(body.subject); found != m_matters.end()) {
        auto& matter = found->second;
        if (matter.signedStatement.statement.author.person != signedStatement.statement.author.person)
            return fail(ErrorCode::StatementRefused, "only its author withdraws a statement");
        if (matter.standing != wire::Standing::Open || lapsed(matter, entry.time))
            return fail(ErrorCode::NotOpen, "has ended");
        close(matter, wire::Standing::Withdrawn);
        return {};
    }
    if (!requestOf(body.subject, wire::Gate::Request))
        return fail(ErrorCode::NotFound, "no such statement that could be withdrawn");
    // The log holds the request by digest alone; `admitWithdrawal` compares the authors.
    m_endings[body.subject].push_back(HeldEnding{m_size, entry.time, signedStatement});
    return {};
}

const std::vector<HeldEnding>& TrustState::endingsOf(const Digest& request) const
{
    static const std::vector<HeldEnding> none;
    const auto found = m_endings.find(request);
    return found == m_endings.end() ? none : found->second;
}

} // namespace countersign::trust
