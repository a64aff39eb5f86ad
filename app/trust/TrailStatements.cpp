#include "trust/Entry.h"
#include "trust/JobName.h"
#include "trust/TrailParts.h"

#include <algorithm>

/// The trust log alongside the audit log: each statement enters once, and one entry names it.
namespace countersign::trust::trail {

namespace {

constexpr auto clockTolerance = std::chrono::minutes(5);

bool isOfExport(const wire::TrustEntry& entry)
{
    return entry.type == wire::StatementType::ExportRequest || entry.type == wire::StatementType::Release;
}

} // namespace

Statements::Statements(const TrailSources& sources, Findings& findings)
    : m_sources(sources),
      m_findings(findings),
      m_state(sources.root),
      m_exports(sources, m_state, findings),
      m_named(sources.trust.size())
{
    for (std::uint64_t i = 0; i < sources.trust.size(); ++i) {
        const auto& entry = sources.trust[i];
        m_places.emplace(entry.digest, i);
        if (entry.type == wire::StatementType::Release && entry.request)
            m_releases.emplace(jobIdOf(*entry.request).text(), entry.digest);
    }
}

void Statements::until(Time time)
{
    while (!m_broken && m_next < m_sources.trust.size() && m_sources.trust[m_next].time < time)
        replayNext();
}

std::optional<wire::SignedStatement> Statements::open(const wire::TrustEntry& entry)
{
    if (!entry.statement.empty()) {
        auto opened = wire::openStatement(entry.statement);
        return opened ? std::optional(std::move(*opened)) : std::nullopt;
    }
    const auto given = m_sources.statement ? m_sources.statement(entry.digest) : std::nullopt;
    auto opened = given ? wire::openStatement(*given) : fail(ErrorCode::NotFound);
    // Other bytes than those whose digest is logged are as good as none.
    if (!opened || opened->digest != entry.digest)
        return std::nullopt;
    return std::move(*opened);
}

void Statements::replayNext()
{
    const auto& entry = m_sources.trust[m_next];
    auto statement = open(entry);
    TrailFinding finding;
    finding.time = entry.time;
    finding.statement = entry.digest;
    finding.trustIndex = m_next;
    if (!statement && entry.statement.empty()) {
        finding.fault = TrailFault::StatementUnseen;
        finding.severity = TrailSeverity::Unseen;
        m_findings.add(finding);
        m_exports.unseen(entry);
    }
    if (statement && entry.statement.empty())
        checkElsewhere(finding, *statement);
    if (statement)
        m_exports.entered({*statement, m_next, entry.time});
    if (auto done = m_state.apply(entry); !done) {
        finding.fault = TrailFault::TrustLog;
        finding.severity = TrailSeverity::Wrong;
        Findings::because(finding, done.error());
        m_findings.add(finding);
        m_broken = true;
        return;
    }
    m_findings.count(entry.statement.size());
    if (statement)
        m_waiting.emplace(m_next, std::move(*statement));
    ++m_next;
}

void Statements::checkElsewhere(TrailFinding finding, const wire::SignedStatement& statement)
{
    const auto why = m_sources.elsewhere ? m_sources.elsewhere(statement.digest) : std::optional<Error>();
    if (!why)
        return;
    finding.fault = TrailFault::StatementSplit;
    finding.person = statement.statement.author.person.text();
    Findings::because(finding, *why);
    m_findings.add(std::move(finding));
}

std::optional<Digest> Statements::namedBy(const Line& line) const
{
    const auto& entry = line.entry;
    if (entry.action == "job.release-made") {
        const auto release = m_releases.find(entry.job);
        return release == m_releases.end() ? std::nullopt : std::optional(release->second);
    }
    const auto digest =
        Digest::fromText(entry.action == "session.enrol" ? line.detail("registration") : entry.object);
    return digest ? std::optional(*digest) : std::nullopt;
}

void Statements::named(const Line& line)
{
    // The root names the keys that were registered before there was one.
    if (line.entry.action == "session.enrol" && m_next == 0)
        return;
    const auto digest = namedBy(line);
    const auto found = digest ? m_places.find(*digest) : m_places.end();
    if (found == m_places.end()) {
        auto finding = Findings::at(line, TrailFault::StatementUnknown);
        finding.statement = digest;
        m_findings.add(std::move(finding));
        return;
    }
    place(line, found->second);
}

void Statements::place(const Line& line, std::uint64_t index)
{
    const auto& logged = m_sources.trust[index];
    while (!m_broken && m_next <= index)
        replayNext();
    const auto say = [&](TrailFault fault) {
        auto finding = Findings::at(line, fault);
        finding.statement = logged.digest;
        finding.trustIndex = index;
        m_findings.add(std::move(finding));
    };
    if (m_named[index]) {
        say(TrailFault::StatementTwice);
        return;
    }
    if (index < m_last)
        say(TrailFault::StatementOutOfOrder);
    m_named[index] = true;
    m_last = std::max(m_last, index + 1);
    m_findings.countStatement();
    const auto& time = line.entry.time;
    if (time > logged.time + clockTolerance || time + clockTolerance < logged.time)
        say(TrailFault::StatementTime);
    const auto waiting = m_waiting.find(index);
    if (waiting == m_waiting.end()) {
        m_exports.blind(line.entry.job);
        return;
    }
    compare(line, waiting->second);
    m_waiting.erase(waiting);
}

void Statements::compare(const Line& line, const wire::SignedStatement& statement)
{
    const auto& entry = line.entry;
    const auto telling = tellingOf(statement, m_state, m_exports);
    if (entry.action != telling.action)
        m_findings.differs(line, "action", telling.action, entry.action);
    if (entry.job != telling.job)
        m_findings.differs(line, "job", telling.job, entry.job);
    for (const auto& [name, expected] : telling.detail)
        if (const auto& found = line.detail(name); found != expected)
            m_findings.differs(line, name, expected, found);
    compareActor(line, statement);
}

void Statements::compareActor(const Line& line, const wire::SignedStatement& statement)
{
    const auto& actor = line.entry.actor.person;
    // The founding is told of by whoever signed last.
    if (line.entry.action == "founding.root") {
        const auto& admins = statement.statement.as<wire::RootBody>()
                                 ? statement.statement.as<wire::RootBody>()->admins
                                 : std::vector<wire::RootAdmin>();
        if (std::none_of(admins.begin(), admins.end(),
                         [&](const auto& admin) { return admin.person.text() == actor; }))
            m_findings.differs(line, "actor", "", actor, TrailFault::OtherActor);
        return;
    }
    // That a release is told of by the server is held with the other entries about its export.
    const auto& author = statement.statement.author.person.text();
    if (actor != author && !statement.statement.as<wire::ReleaseBody>())
        m_findings.differs(line, "actor", author, actor, TrailFault::OtherActor);
}

std::uint64_t Statements::finish(std::optional<Time> firstEntry, Time lastEntry)
{
    until(lastEntry + std::chrono::milliseconds(1));
    std::uint64_t later = 0;
    for (std::uint64_t i = 0; i < m_sources.trust.size(); ++i) {
        const auto& entry = m_sources.trust[i];
        if (m_named[i] || (m_sources.first > 0 && firstEntry && entry.time <= *firstEntry))
            continue;
        if (entry.time > lastEntry) {
            ++later;
            continue;
        }
        TrailFinding finding;
        finding.fault = TrailFault::StatementWithoutEntry;
        // Its entry may be the one behind the last.
        finding.severity = entry.time == lastEntry ? TrailSeverity::Unseen : TrailSeverity::Wrong;
        finding.time = entry.time;
        finding.statement = entry.digest;
        finding.trustIndex = i;
        if (isOfExport(entry))
            finding.job = jobIdOf(entry.request.value_or(entry.digest)).text();
        m_findings.add(std::move(finding));
    }
    return later;
}

} // namespace countersign::trust::trail
