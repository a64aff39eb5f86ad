#include "trust/Checks.h"

#include "base/Text.h"

#include <algorithm>

namespace countersign::trust {

namespace {

constexpr auto clockTolerance = std::chrono::minutes(5);
constexpr std::size_t mostSubjects = 64;

// Nothing but what has the property White_Space (Unicode 15, PropList.txt); of plain text, where controls and
// separators of lines do not occur.
bool isBlank(std::string_view text)
{
    static constexpr std::string_view spaces[] = {" ",      "\u00a0", "\u1680", "\u2000", "\u2001", "\u2002",
                                                  "\u2003", "\u2004", "\u2005", "\u2006", "\u2007", "\u2008",
                                                  "\u2009", "\u200a", "\u202f", "\u205f", "\u3000"};
    while (!text.empty()) {
        const auto* space =
            std::ranges::find_if(spaces, [&](std::string_view one) { return text.starts_with(one); });
        if (space == std::end(spaces))
            return false;
        text.remove_prefix(space->size());
    }
    return true;
}

bool within(int value, int least, int most)
{
    return value >= least && value <= most;
}

} // namespace

bool textWithin(std::string_view text, std::size_t least, std::size_t most)
{
    if (!isPlainText(text))
        return false;
    // Bytes that do not continue a character begin one.
    const auto characters = static_cast<std::size_t>(std::count_if(
        text.begin(), text.end(), [](char c) { return (static_cast<std::uint8_t>(c) & 0xc0) != 0x80; }));
    return characters >= least && characters <= most && (least == 0 || !isBlank(text));
}

Result<void> checkEnvelope(const wire::SignedStatement& statement, const ServerId& server,
                           std::uint64_t index, Time entered)
{
    const auto& what = statement.statement;
    if (statement.signatures.size() != 1)
        return fail(ErrorCode::StatementRefused, "signed by other than its one author");
    if (statement.signatures.front().kid != what.author.key)
        return fail(ErrorCode::SignatureInvalid, "signed with another key than the author's");
    if (what.server != server)
        return fail(ErrorCode::StatementRefused, "for another server");
    if (what.issued > entered + clockTolerance || what.issued < entered - clockTolerance)
        return fail(ErrorCode::StatementDated, "issued more than five minutes from its entry");
    if (what.expires <= entered)
        return fail(ErrorCode::StatementExpired, "expired before its entry");
    if (what.seen && what.seen->trust.size > index)
        return fail(ErrorCode::LogInconsistent, "has seen more of the trust log than there was");
    return {};
}

Result<void> checkDecisionBody(const wire::DecisionBody& body)
{
    if (body.subjects.empty() || body.subjects.size() > mostSubjects || !allDifferent(body.subjects))
        return fail(ErrorCode::StatementRefused, "no subject, too many, or one twice");
    if (body.reason.size() > reasonLimit || !textWithin(body.reason, 1, reasonLimit))
        return fail(ErrorCode::StatementRefused, "a decision needs a reason");
    return {};
}

Result<void> checkPolicyFits(const wire::Policy& policy, std::size_t admins)
{
    const int all = static_cast<int>(admins);
    if (!within(policy.endorsements, 2, all))
        return fail(ErrorCode::StatementRefused, "policy: endorsements");
    if (!within(policy.countersignatures, 1, all - 1))
        return fail(ErrorCode::StatementRefused, "policy: countersignatures");
    return {};
}

Result<void> checkPolicy(const wire::Policy& policy, std::size_t admins)
{
    const auto refuse = [](const char* what) { return fail(ErrorCode::StatementRefused, what); };
    if (!within(policy.approvalsStandard, 1, 16) ||
        !within(policy.approvalsHigh, policy.approvalsStandard, 16))
        return refuse("policy: approvals");
    if (auto done = checkPolicyFits(policy, admins); !done)
        return done;
    if (!within(policy.lapseHours, 1, 24 * 365) || !within(policy.downloads, 1, 1000) ||
        !within(policy.retentionDays, 1, 3660) || !within(policy.rotationDays, 1, 3660))
        return refuse("policy: a period or number is out of range");
    if (policy.highTypes.size() > 200 || !allDifferent(policy.highTypes) ||
        !std::all_of(policy.highTypes.begin(), policy.highTypes.end(), isResourceType))
        return refuse("policy: types");
    return {};
}

bool isResourceType(std::string_view text)
{
    const auto upper = [](char c) { return c >= 'A' && c <= 'Z'; };
    const auto letter = [&](char c) { return upper(c) || (c >= 'a' && c <= 'z'); };
    return text.size() >= 2 && text.size() <= 64 && upper(text.front()) &&
           std::all_of(text.begin(), text.end(), letter);
}

} // namespace countersign::trust
