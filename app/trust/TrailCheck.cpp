#include "trust/TrailCheck.h"

#include "trust/TrailParts.h"

#include <array>

namespace countersign::trust {

namespace trail {

const std::string& Line::detail(const std::string& name) const
{
    static const std::string none;
    const auto found = entry.detail.find(name);
    return found == entry.detail.end() ? none : found->second;
}

void Findings::add(TrailFinding finding)
{
    auto& total = finding.severity == TrailSeverity::Wrong    ? m_report.wrong
                  : finding.severity == TrailSeverity::Unseen ? m_report.unseen
                                                              : m_report.notes;
    ++total;
    auto& faults = m_report.faults;
    auto place = faults.begin();
    while (place != faults.end() && (place->fault != finding.fault || place->severity != finding.severity))
        ++place;
    if (place == faults.end())
        place = faults.insert(place, {finding.fault, finding.severity, 0});
    ++place->count;
    if (m_report.findings.size() < m_most)
        m_report.findings.push_back(std::move(finding));
}

TrailFinding Findings::at(const Line& line, TrailFault fault, TrailSeverity severity)
{
    TrailFinding finding;
    finding.fault = fault;
    finding.severity = severity;
    finding.index = line.index;
    finding.entry = line.entry.id;
    finding.action = line.entry.action;
    finding.time = line.entry.time;
    finding.person = line.entry.actor.person;
    if (!line.entry.job.empty())
        finding.job = line.entry.job;
    return finding;
}

void Findings::differs(const Line& line, const std::string& member, std::string expected, std::string found,
                       TrailFault fault)
{
    auto finding = at(line, fault);
    finding.member = member;
    finding.expected = std::move(expected);
    finding.found = std::move(found);
    add(std::move(finding));
}

void Findings::because(TrailFinding& finding, const Error& why)
{
    finding.code = codeText(why.code);
    finding.detail = why.detail;
    if (!why.about.empty())
        finding.found = why.about;
}

} // namespace trail

struct TrailCheck::Parts
{
    explicit Parts(TrailSources given)
        : sources(std::move(given)),
          findings(report, sources.mostFindings),
          statements(sources, findings),
          next(sources.first)
    {
        report.first = sources.first;
    }

    void hash(std::uint64_t index, std::string_view text);
    void judge(const trail::Line& line);
    void account(const trail::Line& line, TrailKind kind);
    void checkPerson(const trail::Line& line);
    void finishTree();
    void add(TrailFault fault, std::uint64_t index, std::string expected, std::string found);

    TrailSources sources;
    TrailReport report;
    trail::Findings findings;
    trail::Statements statements;
    crypto::CompactTree tree;
    std::array<std::uint64_t, 6> kinds{};
    std::uint64_t next;
    bool begun = false;
};

TrailCheck::TrailCheck(TrailSources sources) : m_parts(std::make_unique<Parts>(std::move(sources))) {}
TrailCheck::~TrailCheck() = default;

void TrailCheck::Parts::add(TrailFault fault, std::uint64_t index, std::string expected, std::string found)
{
    TrailFinding finding;
    finding.fault = fault;
    finding.index = index;
    finding.expected = std::move(expected);
    finding.found = std::move(found);
    findings.add(std::move(finding));
}

void TrailCheck::Parts::hash(std::uint64_t index, std::string_view text)
{
    if (index != next)
        add(TrailFault::EntryMissing, index, std::to_string(next), std::to_string(index));
    next = index + 1;
    ++report.entries;
    if (sources.hashes())
        tree.append(crypto::leafHash(bytesOf(text)));
}

void TrailCheck::take(std::uint64_t index, std::string_view text)
{
    m_parts->hash(index, text);
    auto entry = wire::decode<wire::AuditEntry>(text);
    if (!entry) {
        TrailFinding finding;
        finding.fault = TrailFault::Malformed;
        finding.index = index;
        finding.code = codeText(entry.error().code);
        finding.detail = entry.error().detail;
        m_parts->findings.add(std::move(finding));
        return;
    }
    m_parts->judge({index, std::move(*entry)});
}

void TrailCheck::Parts::judge(const trail::Line& line)
{
    const auto& entry = line.entry;
    if (report.ends && entry.time < *report.ends)
        findings.add(line, TrailFault::TimeBack);
    report.ends = std::max(report.ends.value_or(entry.time), entry.time);
    statements.until(entry.time);
    if (!begun) {
        report.begins = entry.time;
        if (sources.first > 0)
            statements.exports().begin();
        begun = true;
    }
    const auto known = trailKindOf(entry.action);
    if (!known)
        findings.add(line, TrailFault::UnknownAction);
    // A failure is what the server tells of an export, not an attempt.
    const bool done = entry.outcome == "done" || (entry.outcome == "failed" && known == TrailKind::Server);
    if (entry.outcome != "done" && entry.outcome != "denied" && entry.outcome != "failed")
        findings.differs(line, "outcome", "done", entry.outcome, TrailFault::Malformed);
    const auto kind = done ? known.value_or(TrailKind::Attempt) : TrailKind::Attempt;
    ++kinds.at(static_cast<std::size_t>(kind));
    account(line, kind);
}

void TrailCheck::Parts::account(const trail::Line& line, TrailKind kind)
{
    switch (kind) {
    case TrailKind::Statement:
        statements.named(line);
        if (line.entry.action == "job.release-made")
            statements.exports().moved(line);
        return;
    case TrailKind::Server:
        statements.exports().moved(line);
        return;
    case TrailKind::Host:
        if (line.entry.actor.person != wire::serverAuthor.text())
            findings.differs(line, "actor", wire::serverAuthor.text(), line.entry.actor.person,
                             TrailFault::OtherActor);
        return;
    case TrailKind::Person:
        checkPerson(line);
        return;
    case TrailKind::Reading:
    case TrailKind::Attempt:
        return;
    }
}

void TrailCheck::Parts::checkPerson(const trail::Line& line)
{
    const auto& action = line.entry.action;
    if (action.starts_with("download.")) {
        statements.exports().retrieved(line);
        return;
    }
    // On the host by the server's account, in the console by an admin; before the founding there are none.
    const auto& who = line.entry.actor.person;
    const auto& state = statements.state();
    if (!action.starts_with("people.") || who == wire::serverAuthor.text() || !state.founded())
        return;
    if (!isIdText(who) || !state.holds(PersonId(who), wire::Role::Admin, state.size()))
        findings.differs(line, "actor", std::string(wire::enumText(wire::Role::Admin)), who,
                         TrailFault::OtherActor);
}

void TrailCheck::Parts::finishTree()
{
    const auto& head = sources.head;
    if (next != head.size)
        add(TrailFault::EntryMissing, next, std::to_string(head.size), std::to_string(next));
    else if (sources.hashes() && tree.root() != head.root)
        add(TrailFault::TreeDiffers, next, head.root.text(), tree.root().text());
    report.hashed = sources.hashes() && next == head.size && tree.root() == head.root;
}

const TrailReport& TrailCheck::soFar() const
{
    return m_parts->report;
}

TrailReport TrailCheck::finish()
{
    auto& parts = *m_parts;
    parts.finishTree();
    const auto last = parts.report.ends.value_or(Time{});
    parts.report.later = parts.statements.finish(parts.report.begins, last);
    parts.statements.exports().finish(last);
    for (std::size_t i = 0; i < parts.kinds.size(); ++i)
        if (parts.kinds.at(i) > 0)
            parts.report.kinds.push_back({static_cast<TrailKind>(i), parts.kinds.at(i)});
    return std::move(parts.report);
}

} // namespace countersign::trust
