#include "trust/TrailParts.h"

#include <algorithm>

/// Retrievals: what was given to whom, and whether it might be.
namespace countersign::trust::trail {

namespace {

using enum wire::JobState;

bool isGiving(const wire::JobState state)
{
    return state == Released || state == Retrieved;
}

const wire::ReleaseFile* fileOf(const wire::ReleaseBody& release, const std::string& id)
{
    const auto found = std::find_if(release.files.begin(), release.files.end(),
                                    [&](const auto& file) { return file.id.text() == id; });
    return found == release.files.end() ? nullptr : &*found;
}

} // namespace

void Exports::retrieved(const Line& line)
{
    const auto& action = line.entry.action;
    auto* one = find(line.entry.job);
    if (!one) {
        m_findings.add(line, TrailFault::JobUnknown);
        return;
    }
    const auto* release = one->release();
    if (!release) {
        auto finding = about(line, *one, TrailFault::DownloadUnreleased);
        finding.found = one->state ? std::string(wire::enumText(*one->state)) : std::string();
        m_findings.add(std::move(finding));
        return;
    }
    // What was begun in time may come to its end, and be receipted, when the export is over.
    const bool begins = action == "download.open" || action == "download.ticket" ||
                        action == "download.begin" || action == "download.resume";
    if (begins || !one->wasReleased)
        checkReleased(line, *one, *release);
    checkFetcher(line, *one, *release);
    if (action == "download.open" || action == "download.unseal") {
        const auto expected = one->theCase->release->signedStatement.digest.text();
        if (line.entry.object != expected)
            m_findings.differs(line, "object", expected, line.entry.object);
        return;
    }
    countFile(line, *one, *release);
}

void Exports::checkReleased(const Line& line, const ExportTrail& one, const wire::ReleaseBody& release)
{
    const auto stands = standing(m_state, *one.theCase, wire::Gate::Release, line.entry.time);
    const bool gives = one.state ? isGiving(*one.state) : true;
    if (stands != wire::Standing::Effective || !gives ||
        !checkNotVoid(m_state, *one.theCase, line.entry.time)) {
        auto finding = about(line, one, TrailFault::DownloadUnreleased);
        finding.found = std::string(one.state ? wire::enumText(*one.state) : wire::enumText(stands));
        m_findings.add(std::move(finding));
    } else if (line.entry.time >= release.ends) {
        m_findings.add(about(line, one, TrailFault::DownloadAfterEnd));
    }
}

void Exports::checkFetcher(const Line& line, const ExportTrail& one, const wire::ReleaseBody& release)
{
    const auto& who = line.entry.actor.person;
    const auto& key = line.detail("key"); // a ticket's: the one that the file key is wrapped to
    const bool ofTicket = line.entry.action == "download.ticket";
    const bool named =
        std::any_of(release.fetchers.begin(), release.fetchers.end(), [&](const auto& fetcher) {
            return fetcher.person.text() == who && (!ofTicket || fetcher.key.text() == key);
        });
    const bool begins =
        line.entry.action == "download.open" || line.entry.action == "download.unseal" || ofTicket;
    // Whose role ends meanwhile is cut off within a second; only what begins needs it.
    const bool may = !begins || (isIdText(who) && m_state.holds(PersonId(who), wire::Role::ArtifactDownloader,
                                                                m_state.size()));
    if (!named || !may)
        m_findings.add(about(line, one, TrailFault::DownloadStranger));
}

void Exports::countFile(const Line& line, ExportTrail& one, const wire::ReleaseBody& release)
{
    const auto& action = line.entry.action;
    const auto* released = fileOf(release, line.entry.object);
    if (!released) {
        m_findings.add(about(line, one, TrailFault::DownloadOtherFile));
        return;
    }
    auto& file = one.files[released->id];
    if (action == "download.ticket")
        ++file.tickets;
    if (action == "download.begin" && ++file.begun > file.tickets && !one.partial)
        m_findings.add(about(line, one, TrailFault::DownloadUnasked));
    if (action == "download.unsealed" && file.receipts == 0 && !one.partial)
        m_findings.add(about(line, one, TrailFault::DownloadUnasked)); // opened, but never fetched
    if (action != "download.receipt")
        return;
    takeReceipt(line, one, release, file);
    const bool all = std::all_of(release.files.begin(), release.files.end(), [&](const auto& each) {
        const auto found = one.files.find(each.id);
        return found != one.files.end() && found->second.receipts > 0;
    });
    if (all && one.state == Released)
        one.state = Retrieved;
    else if (one.partial && one.state == Released)
        one.state.reset(); // earlier receipts may have made it so
}

void Exports::takeReceipt(const Line& line, ExportTrail& one, const wire::ReleaseBody& release,
                          FileTrail& file)
{
    m_findings.countReceipt();
    if (++file.receipts > file.begun && !one.partial)
        m_findings.add(about(line, one, TrailFault::DownloadUnasked));
    if (file.receipts > static_cast<std::uint64_t>(std::max(0, release.downloads))) {
        auto finding = about(line, one, TrailFault::DownloadTooMany);
        finding.expected = std::to_string(release.downloads);
        finding.found = std::to_string(file.receipts);
        m_findings.add(std::move(finding));
    }
    const auto digest = Digest::fromText(line.detail("receipt"));
    const auto say = [&](TrailFault fault, TrailSeverity severity, const std::optional<Error>& why) {
        auto finding = Findings::at(line, fault, severity);
        if (digest)
            finding.statement = *digest;
        if (why)
            Findings::because(finding, *why);
        m_findings.add(std::move(finding));
    };
    if (digest && !m_receipts.insert(*digest).second) {
        say(TrailFault::ReceiptTwice, TrailSeverity::Wrong, {});
        return;
    }
    const auto given = digest && m_sources.receipt ? m_sources.receipt(*digest) : std::nullopt;
    if (digest && !given) {
        say(TrailFault::ReceiptUnseen, TrailSeverity::Unseen, {});
        return;
    }
    const auto receipt = given ? wire::openStatement(*given)
                               : fail(ErrorCode::StatementMalformed, "the entry names no receipt");
    const auto done =
        receipt ? checkReceipt(line, *receipt, *digest, release) : tl::unexpected(receipt.error());
    if (!done) {
        say(TrailFault::ReceiptRefused, TrailSeverity::Wrong, done.error());
        return;
    }
    m_findings.count(1);
    if (const auto why = m_sources.elsewhere ? m_sources.elsewhere(*digest) : std::optional<Error>())
        say(TrailFault::ReceiptSplit, TrailSeverity::Wrong, why);
}

Result<void> Exports::checkReceipt(const Line& line, const wire::SignedStatement& receipt,
                                   const Digest& digest, const wire::ReleaseBody& release) const
{
    const auto* body = receipt.statement.as<wire::ReceiptBody>();
    if (!body || receipt.digest != digest)
        return fail(ErrorCode::StatementRefused, "not the receipt that the entry names");
    if (receipt.statement.author.person.text() != line.entry.actor.person)
        return fail(ErrorCode::StatementRefused, "another person's receipt");
    const auto* file = fileOf(release, line.entry.object);
    const auto named = m_state.place(body->release);
    if (!named || named->type != wire::StatementType::Release || jobOf(body->release) != release.job)
        return fail(ErrorCode::OtherSubject, "a receipt for another release");
    if (!file || file->id != body->file || file->length != body->length || file->sha256 != body->sha256)
        return fail(ErrorCode::DigestMismatch, "a receipt for another file or other content");
    return checkAuthor(m_state, receipt, m_state.size(), line.entry.time).map([](const auto*) {});
}

} // namespace countersign::trust::trail
