#include "client/WholeTrailParts.h"

#include "trust/JobName.h"

namespace countersign::client {

namespace {

bool namesStatement(const wire::AuditEntry& entry)
{
    return entry.outcome == "done" && trust::trailKindOf(entry.action) == trust::TrailKind::Statement;
}

// Read in passing: most of millions of entries call for nothing, and to parse each twice would take twice as
// long. One that is written otherwise, so that this misses it, costs a statement that then counts as unseen.
bool mayCall(const std::string& line)
{
    constexpr std::string_view member = "\"action\":\"";
    const auto at = line.find(member);
    if (at == std::string::npos)
        return false;
    const auto begin = at + member.size();
    const auto action = std::string_view(line).substr(begin, line.find('"', begin) - begin);
    return action == "download.receipt" || trust::trailKindOf(action) == trust::TrailKind::Statement;
}

std::string detailOf(const wire::AuditEntry& entry, const std::string& name)
{
    const auto found = entry.detail.find(name);
    return found == entry.detail.end() ? std::string() : found->second;
}

trust::TrailSources sourcesOf(const TrustEntries& trust, const Digest& root,
                              const TrailUnderCheck::Part& part,
                              const std::shared_ptr<NamedStatements>& named)
{
    trust::TrailSources sources{trust, root, {}, {}, part.first, part.head};
    sources.proved = !part.whole;
    sources.statement = [named](const Digest& digest) { return named->takeStatement(digest); };
    sources.receipt = [named](const Digest& digest) { return named->takeReceipt(digest); };
    sources.elsewhere = [named](const Digest& digest) { return named->elsewhere(digest); };
    return sources;
}

} // namespace

Result<TrustEntries> trustEntriesOf(const std::vector<std::string>& lines, const wire::SeenTree& head)
{
    crypto::CompactTree tree;
    TrustEntries entries;
    for (const auto& line : lines) {
        tree.append(crypto::leafHash(bytesOf(line)));
        auto entry = wire::decode<wire::TrustEntry>(line);
        if (!entry)
            return tl::unexpected(entry.error());
        entries.push_back(std::move(*entry));
    }
    if (tree.size() != head.size || tree.root() != head.root)
        return fail(ErrorCode::LogInconsistent, "the trust log is not the one that was proved");
    return entries;
}

std::optional<Time> timeOf(const std::string& line)
{
    const auto entry = wire::decode<wire::AuditEntry>(line);
    return entry ? std::optional(entry->time) : std::nullopt;
}

TrailUnderCheck::TrailUnderCheck(TrustEntries trust, Digest root, Part part,
                                 std::shared_ptr<NamedStatements> named)
    : m_trust(std::move(trust)), m_check(sourcesOf(m_trust, root, part, named))
{
    for (std::uint64_t i = 0; i < m_trust.size(); ++i) {
        const auto& entry = m_trust[i];
        m_places.emplace(entry.digest, i);
        if (entry.type == wire::StatementType::Release && entry.request)
            m_releases.emplace(trust::jobIdOf(*entry.request).text(), i);
    }
}

std::optional<std::uint64_t> TrailUnderCheck::placeNamedBy(const wire::AuditEntry& entry) const
{
    if (entry.action == "job.release-made") {
        const auto release = m_releases.find(entry.job);
        return release == m_releases.end() ? std::nullopt : std::optional(release->second);
    }
    const auto digest =
        Digest::fromText(entry.action == "session.enrol" ? detailOf(entry, "registration") : entry.object);
    const auto place = digest ? m_places.find(*digest) : m_places.end();
    return place == m_places.end() ? std::nullopt : std::optional(place->second);
}

bool TrailUnderCheck::knowsAll(const std::vector<std::string>& lines) const
{
    for (const auto& line : lines) {
        const auto entry = wire::decode<wire::AuditEntry>(line);
        if (entry && namesStatement(*entry) && !placeNamedBy(*entry))
            return false;
    }
    return true;
}

TrailUnderCheck::Wants TrailUnderCheck::wants(const std::vector<std::string>& lines)
{
    Wants wants;
    std::uint64_t through = m_wanted;
    std::set<JobId> jobs;
    Time last{};
    for (const auto& line : lines) {
        // The last one tells how late it is.
        if (!mayCall(line) && &line != &lines.back())
            continue;
        const auto entry = wire::decode<wire::AuditEntry>(line);
        if (!entry)
            continue;
        last = std::max(last, entry->time);
        if (namesStatement(*entry))
            if (const auto place = placeNamedBy(*entry))
                through = std::max(through, *place + 1);
        if (entry->action == "download.receipt" && entry->outcome == "done" && isIdText(entry->job))
            jobs.insert(JobId(entry->job));
    }
    // The check replays what entered before an entry, and what the entry names.
    while (through < m_trust.size() && m_trust[through].time <= last)
        ++through;
    for (; m_wanted < through; ++m_wanted)
        if (m_trust[m_wanted].statement.empty())
            wants.statements.push_back(m_trust[m_wanted].digest);
    wants.receiptsOf.assign(jobs.begin(), jobs.end());
    return wants;
}

void TrailUnderCheck::take(std::uint64_t first, const std::vector<std::string>& lines)
{
    for (const auto& line : lines)
        m_check.take(first++, line);
}

} // namespace countersign::client
