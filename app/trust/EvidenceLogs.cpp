#include "base/Base64.h"
#include "trust/EvidenceParts.h"

#include <algorithm>

/// The logs of a bundle: replay, checkpoints, witnesses.
namespace countersign::trust::evidence {

namespace {

// The trust log as far as it had come.
Result<void> hasSeen(const std::optional<wire::Seen>& seen, std::uint64_t index, const WholeTree& tree)
{
    if (seen && (seen->trust.size > index || !tree.begins(seen->trust)))
        return fail(ErrorCode::LogInconsistent, "its author had seen another trust log");
    return {};
}

bool namesTree(std::string_view note, std::uint64_t size, const Digest& root)
{
    const auto lines = '\n' + std::to_string(size) + '\n' + base64(root.bytes()) + '\n';
    return note.substr(std::min(note.find('\n'), note.size())).starts_with(lines);
}

Result<wire::TrustEntry> nextEntry(const std::string& line, Replay& so)
{
    auto entry = wire::decode<wire::TrustEntry>(line);
    if (!entry)
        return entry;
    if (auto done = so.state.apply(*entry); !done)
        return tl::unexpected(done.error());
    if (auto done = hasSeen(so.state.newestSeen(), so.times.size(), so.tree); !done)
        return tl::unexpected(done.error());
    so.times.push_back(entry->time);
    return entry;
}

Error atEntry(const Error& why, std::uint64_t index)
{
    return {why.code, "entry " + std::to_string(index) + ": " + why.detail};
}

} // namespace

void WholeTree::append(const Digest& leaf)
{
    auto node = leaf;
    for (std::size_t level = 0;; ++level) {
        if (level == m_levels.size())
            m_levels.emplace_back();
        auto& row = m_levels[level];
        row.push_back(node);
        if (row.size() % 2 == 1)
            return;
        node = crypto::nodeHash(row[row.size() - 2], node);
    }
}

std::optional<Digest> WholeTree::rootAt(std::uint64_t size) const
{
    if (size > this->size())
        return std::nullopt;
    const auto root = crypto::rootOf(size, [&](unsigned level, std::uint64_t index) -> Result<Digest> {
        return m_levels.at(level).at(index);
    });
    return *root;
}

Replay replay(const std::vector<std::string>& lines, std::string_view note, const Digest& root,
              const Digest& request)
{
    Replay so{TrustState(root), {}, {}, {}, {}};
    so.times.reserve(lines.size());
    if (lines.empty())
        so.fault = Error{ErrorCode::RootMissing, "no entries"};
    for (const auto& line : lines)
        so.tree.append(crypto::leafHash(bytesOf(line)));
    for (const auto& line : lines) {
        const auto index = so.state.size();
        const auto entry = nextEntry(line, so);
        if (!entry) {
            so.fault = atEntry(entry.error(), index);
            return so;
        }
        if (entry->request == request)
            so.release = index;
        if (index == 0 && !namesTree(note, lines.size(), so.tree.root())) {
            so.fault = Error{ErrorCode::LogInconsistent, "the lines are not those of the signed tree"};
            return so;
        }
    }
    return so;
}

Result<OpenedNote> openNote(std::string_view note, const crypto::NoteVerifier& log,
                            const std::vector<crypto::WitnessKey>& witnesses)
{
    auto checkpoint = crypto::openCheckpoint(note, log);
    if (!checkpoint)
        return tl::unexpected(checkpoint.error());
    const auto parsed = crypto::parseNote(note);
    if (!parsed)
        return tl::unexpected(parsed.error());
    OpenedNote opened{std::move(*checkpoint), {}};
    const auto& lines = parsed->signatures;
    if (lines.front().name != log.name() || lines.front().keyId != log.keyId())
        return fail(ErrorCode::LogSignature, "a log's own signature comes first");
    std::size_t next = 0;
    for (auto line = lines.begin() + 1; line != lines.end(); ++line, ++next) {
        while (next < witnesses.size() && !witnesses[next].named(*line))
            ++next;
        if (next == witnesses.size())
            return fail(ErrorCode::LogSignature,
                        "a signature by nobody whom the bundle names, or out of order");
        const auto time = witnesses[next].verify(parsed->text, *line);
        if (!time)
            return tl::unexpected(time.error());
        opened.cosigners[next] = *time;
    }
    return opened;
}

Check::Step Check::checkTrustLog()
{
    const auto request = m_evidence.request.payloadDigest();
    m_replay = replay(m_evidence.trust, m_evidence.trustCheckpoint, m_pins.root, request);
    const auto& state = m_replay.state;
    if (!state.founded()) {
        add(refuted(FindingId::Root, *m_replay.fault));
        return Step::Ends;
    }
    auto root = proven(FindingId::Root);
    root.digest = state.rootDigest();
    root.people.emplace();
    for (const auto& admin : state.roots().front().body.admins)
        root.people->push_back({admin.person, admin.name});
    add(std::move(root));
    m_report.server = state.server();
    m_report.serverName = state.root().serverName;
    m_report.environment = state.root().environment;
    if (m_pins.server) {
        const bool same = *m_pins.server == state.server();
        add(same ? proven(FindingId::Server)
                 : refuted(FindingId::Server, {ErrorCode::IdentityMismatch, state.server().text()}));
    }
    auto log = m_replay.fault ? refuted(FindingId::TrustLog, *m_replay.fault) : proven(FindingId::TrustLog);
    log.count = state.size();
    log.time = state.lastTime();
    log.digest = m_replay.tree.root();
    add(std::move(log));
    return m_replay.fault ? Step::Ends : Step::Goes;
}

Check::Step Check::openWitnesses()
{
    for (const auto& text : m_evidence.witnesses) {
        auto key = crypto::WitnessKey::fromText(text);
        if (!key) {
            add(refuted(FindingId::Witnesses, key.error()));
            return Step::Ends;
        }
        m_witnesses.push_back(std::move(*key));
    }
    const auto& texts = m_evidence.witnesses;
    if (std::adjacent_find(texts.begin(), texts.end(), std::greater_equal<>()) != texts.end()) {
        add(refuted(FindingId::Witnesses, {ErrorCode::LogSignature, "keys out of order, or one twice"}));
        return Step::Ends;
    }
    return Step::Goes;
}

Check::Step Check::checkCheckpoints()
{
    if (openWitnesses() == Step::Ends)
        return Step::Ends;
    const auto open = [&](FindingId id, const std::string& note, const std::string& vkey, OpenedNote& to) {
        auto opened = crypto::NoteVerifier::fromText(vkey).and_then(
            [&](const crypto::NoteVerifier& log) { return openNote(note, log, m_witnesses); });
        if (opened)
            to = std::move(*opened);
        auto finding = opened ? proven(id) : refuted(id, opened.error());
        finding.size = to.checkpoint.size;
        finding.digest = to.checkpoint.root;
        add(std::move(finding));
        return opened.has_value();
    };
    const auto& keys = m_replay.state.logKeys().back();
    if (!open(FindingId::TrustCheckpoint, m_evidence.trustCheckpoint, keys.trust, m_trust) ||
        !open(FindingId::AuditCheckpoint, m_evidence.auditCheckpoint, keys.audit, m_audit))
        return Step::Ends;
    // `replay` compared the text; this is what the signature covers.
    if (m_trust.checkpoint.size != m_evidence.trust.size() ||
        m_trust.checkpoint.root != m_replay.tree.root()) {
        add(refuted(FindingId::TrustLog,
                    {ErrorCode::LogInconsistent, "the lines are not those of the signed tree"}));
        return Step::Ends;
    }
    checkPinnedWitnesses();
    return Step::Goes;
}

void Check::checkPinnedWitnesses()
{
    for (std::size_t i = 0; i < m_witnesses.size(); ++i)
        if (!m_trust.cosigners.contains(i) && !m_audit.cosigners.contains(i))
            add(refuted(FindingId::Witnesses, {ErrorCode::LogSignature, "a key of nobody who cosigned"}));
    m_witnessed = m_pins.witnesses.needed > 0;
    countWitnesses("trust", m_trust);
    countWitnesses("audit", m_audit);
}

void Check::countWitnesses(const char* log, const OpenedNote& note)
{
    Finding finding;
    finding.id = FindingId::Witnesses;
    finding.log = log;
    finding.needed = static_cast<std::uint64_t>(m_pins.witnesses.needed);
    finding.names.emplace();
    const auto& pinned = m_pins.witnesses.keys;
    for (const auto& [place, time] : note.cosigners) {
        const auto& cosigner = m_evidence.witnesses[place];
        if (std::none_of(pinned.begin(), pinned.end(),
                         [&](const auto& key) { return key.text() == cosigner; }))
            continue;
        finding.names->push_back(m_witnesses[place].name());
        const Time at{std::chrono::seconds(std::min<std::uint64_t>(time, 253402300799))}; // year 9999
        finding.time = std::max(finding.time.value_or(at), at);
    }
    finding.count = finding.names->size();
    const bool enough = *finding.needed > 0 && *finding.count >= *finding.needed;
    finding.state = enough ? FindingState::Proven : FindingState::NotProven;
    m_witnessed = m_witnessed && enough;
    add(std::move(finding));
}

} // namespace countersign::trust::evidence
