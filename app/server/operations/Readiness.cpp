#include "server/operations/Readiness.h"

namespace countersign::server {

namespace {

std::optional<ErrorCode> failureOf(const Result<void>& done)
{
    return done ? std::nullopt : std::optional(done.error().code);
}

// The root key opens what it sealed, and the database of keys can be read.
Result<void> checkKeys(KeyVault& keys)
{
    constexpr std::string_view probe = "readiness";
    const auto opened = keys.openSmall(keys.sealSmall(bytesOf(probe), probe), probe);
    if (!opened)
        return tl::unexpected(opened.error());
    return keys.rows().map([](const auto&) {});
}

} // namespace

Result<void> Readiness::checkLog(const Store::LogStanding& standing)
{
    if (standing.unpublishedFor < staleAfter)
        return {};
    return fail(ErrorCode::LogIncomplete, "entries without a checkpoint");
}

std::vector<Readiness::Part> Readiness::look()
{
    const std::unique_lock lock(m_mutex, patience);
    // Somebody looks, and it takes that long: that is an answer, too.
    if (!lock.owns_lock())
        return {{"store", ErrorCode::Timeout}};
    const auto now = std::chrono::steady_clock::now();
    if (m_last.empty() || now - m_looked >= goodFor) {
        m_last = lookNow();
        m_looked = std::chrono::steady_clock::now();
    }
    return m_last;
}

std::vector<Readiness::Part> Readiness::lookNow()
{
    std::vector<Part> parts{{"store", failureOf(commitNothing(m_store))},
                            {"keys", failureOf(checkKeys(m_keys))},
                            {"trust-log", failureOf(checkLog(m_store.standing(LogName::Trust)))},
                            {"audit-log", failureOf(checkLog(m_store.standing(LogName::Audit)))}};
    if (m_copy) {
        const auto fault = m_copy->fault();
        parts.push_back({"log-copy", fault ? std::optional(fault->code) : std::nullopt});
    }
    return parts;
}

} // namespace countersign::server
