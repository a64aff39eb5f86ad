#include "ui/audit/EvidenceWords.h"

#include "base/Quotes.h"
#include "client/Strings.h"
#include "ui/shell/RuleWords.h"
#include "ui/shell/Sentences.h"
#include "ui/shell/Wording.h"

#include <QCoreApplication>

namespace countersign::ui {

using trust::Finding;
using trust::FindingId;
using trust::FindingState;

namespace {

QString shown(const std::optional<std::string>& text)
{
    return client::shownText(withinQuotes(text.value_or(std::string())));
}

QString nameOf(const std::optional<trust::NamedPerson>& person)
{
    return person ? client::shownText(person->name.empty() ? person->person.text() : person->name)
                  : QString();
}

QString namesOf(const std::optional<std::vector<trust::NamedPerson>>& people)
{
    QStringList names;
    for (const auto& person : people.value_or(std::vector<trust::NamedPerson>()))
        names << nameOf(person);
    return listText(names);
}

/// One finding in words, at `now`.
class EvidenceWords
{
    Q_DECLARE_TR_FUNCTIONS(countersign::ui::EvidenceWords)

public:
    EvidenceWords(const Finding& finding, Time now) : f(finding), m_now(now) {}

    [[nodiscard]] QString text() const;

private:
    [[nodiscard]] QString logs() const;
    [[nodiscard]] QString statement() const;
    [[nodiscard]] QString witnesses() const;
    [[nodiscard]] QString request() const;
    [[nodiscard]] QString decision() const;
    [[nodiscard]] QString gate() const;
    [[nodiscard]] QString release() const;
    [[nodiscard]] QString receipt() const;
    [[nodiscard]] QString ending() const;
    [[nodiscard]] QString limit() const;
    [[nodiscard]] QString key() const;
    [[nodiscard]] bool holds() const { return f.state == FindingState::Proven; }
    [[nodiscard]] static int numberOf(std::optional<std::uint64_t> count)
    {
        return static_cast<int>(count.value_or(0));
    }
    [[nodiscard]] QString at() const { return f.time ? whenText(*f.time, m_now) : QString(); }
    [[nodiscard]] QString gateName() const
    {
        return f.gate == wire::Gate::Release ? tr("the release") : tr("the request");
    }
    [[nodiscard]] QString why(const QString& sentenceText) const
    {
        // Not the sentences of a log that is followed: no action is stopped by a file.
        return holds() || !f.code
                   ? sentenceText
                   : sentenceText + u' ' + tr("Why: %1.").arg(ruleWords(codeFromText(*f.code)));
    }

    const Finding& f;
    Time m_now;
};

QString EvidenceWords::text() const
{
    switch (f.id) {
    case FindingId::Root:
    case FindingId::Server:
    case FindingId::TrustLog:
    case FindingId::TrustCheckpoint:
    case FindingId::AuditCheckpoint:
        return why(logs());
    case FindingId::Witnesses:
        return why(witnesses());
    case FindingId::Statement:
    case FindingId::Seen:
    case FindingId::AuditEntries:
        return why(statement());
    case FindingId::Request:
        return why(request());
    case FindingId::Decision:
        return why(decision());
    case FindingId::RequestGate:
    case FindingId::ReleaseGate:
        // How many there are says it all.
        return f.code == codeText(ErrorCode::ApprovalMissing) ? gate() : why(gate());
    case FindingId::Release:
        return why(release());
    case FindingId::Receipt:
        return why(receipt());
    case FindingId::Ending:
        return ending();
    default:
        return limit();
    }
}

QString EvidenceWords::logs() const
{
    const auto count = countText(f.count.value_or(0));
    switch (f.id) {
    case FindingId::Root:
        return holds() ? tr("The root is the one that this profile pins, signed by all its admins: %1.")
                             .arg(namesOf(f.people))
                       : tr("It does not begin with the root that this profile pins.");
    case FindingId::Server:
        return holds() ? tr("It is this profile's server.") : tr("It is another server than this profile's.");
    case FindingId::TrustLog:
        return holds() ? tr("The trust log is whole: %1 entries up to %2 give the signed head, and every "
                            "statement "
                            "in it obeys the rules.")
                             .arg(count, at())
                       : tr("The trust log does not hold.");
    default:
        break;
    }
    const auto log = f.id == FindingId::TrustCheckpoint ? tr("trust log") : tr("audit log");
    return holds() ? tr("The head of the %1, of %2 entries, is signed by that log's key.")
                         .arg(log, countText(f.size.value_or(0)))
                   : tr("The head of the %1 does not hold.").arg(log);
}

QString EvidenceWords::witnesses() const
{
    if (f.state == FindingState::Refuted)
        return tr("A witness's cosignature does not hold.");
    const auto log = f.log == "trust" ? tr("trust log") : tr("audit log");
    if (f.needed.value_or(0) == 0)
        return tr("This profile pins no witness, so none vouches for the head of the %1.").arg(log);
    QStringList names;
    for (const auto& name : f.names.value_or(std::vector<std::string>()))
        names << client::shownText(name);
    return tr("%1 of the %2 witnesses that this profile asks for cosigned the head of the %3: %4.")
        .arg(countText(f.count.value_or(0)), countText(*f.needed), log,
             names.isEmpty() ? tr("none") : listText(names));
}

QString EvidenceWords::statement() const
{
    if (f.id == FindingId::Statement)
        return tr("A statement in the file is not what belongs there.");
    if (f.id == FindingId::Seen)
        return holds() ? tr("What the signers of %n statement(s) had seen of both logs is the beginning of "
                            "these.",
                            nullptr, numberOf(f.count))
                       : tr("A signer had seen something else than these logs.");
    if (f.state == FindingState::Refuted)
        return tr("An entry of the audit log does not hold.");
    return holds() ? tr("%n entry(s) of this export stand in the audit log, the last of %1; by %2.", nullptr,
                        numberOf(f.count))
                         .arg(at(), namesOf(f.people))
                   : tr("The file holds no entry of the audit log.");
}

QString EvidenceWords::key() const
{
    if (!f.key)
        return {};
    QStringList endorsers;
    for (const auto& person : f.key->endorsers)
        endorsers << nameOf(person);
    return u' ' + (f.key->root ? tr("The key is named by the root.")
                               : tr("The key was endorsed by %1.").arg(listText(endorsers)));
}

QString EvidenceWords::request() const
{
    const auto text = tr("%1 asked for “%2” (trust log %3, %4), for “%5”, to be fetched by %6.")
                          .arg(nameOf(f.person), shown(f.title), countText(f.index.value_or(0)), at(),
                               shown(f.recipient), namesOf(f.people));
    return text + key() + (holds() ? QString() : u' ' + tr("The request does not count."));
}

QString EvidenceWords::decision() const
{
    const auto text = f.decision == wire::Verdict::Approve ? tr("%1 approved %2 (trust log %3, %4): “%5”.")
                                                           : tr("%1 rejected %2 (trust log %3, %4): “%5”.");
    return text.arg(nameOf(f.person), gateName(), countText(f.index.value_or(0)), at(), shown(f.reason)) +
           key() + (holds() ? QString() : u' ' + tr("This decision does not count."));
}

QString EvidenceWords::gate() const
{
    const auto what = f.id == FindingId::RequestGate ? tr("The request") : tr("The release");
    const int needed = numberOf(f.needed);
    const auto text =
        holds() ? tr("%1 is approved: %2 of %n approval(s) that policy %3 asks for.", nullptr, needed)
                : tr("%1 is not shown to be approved: %2 of %n approval(s) that policy %3 asks for.", nullptr,
                     needed);
    return text.arg(what, countText(f.count.value_or(0)), countText(f.policy.value_or(0)));
}

QString EvidenceWords::release() const
{
    if (!f.files)
        return tr("The file holds no release.");
    auto text = tr("The server released %n file(s) (trust log %1, %2) to %3, each for %4 at most.", nullptr,
                   numberOf(f.files->size()))
                    .arg(countText(f.index.value_or(0)), at(), namesOf(f.people),
                         tr("%n download(s)", nullptr, numberOf(f.count)));
    text += u' ' + (holds() ? tr("It is signed by the root's server key and no wider than the request.")
                            : tr("The release does not count."));
    for (const auto& file : *f.files)
        text += u'\n' + tr("%1: %2, %3, SHA-256 %4", "file name, resources, size, digest")
                            .arg(client::shownText(file.name), resourcesText(file.count),
                                 sizeText(file.length), client::shownText(file.sha256.hexText()));
    return text;
}

QString EvidenceWords::receipt() const
{
    if (!f.files || f.files->empty())
        return tr("A receipt does not hold.");
    return tr("%1 retrieved %2 at %3 and signed for its digest.")
        .arg(nameOf(f.person), client::shownText(f.files->front().name), at());
}

QString EvidenceWords::ending() const
{
    switch (f.standing.value_or(wire::Standing::Open)) {
    case wire::Standing::Effective:
        return tr("The export was released.");
    case wire::Standing::Rejected:
        return tr("The export ended: %1 was rejected.").arg(gateName());
    case wire::Standing::Withdrawn:
        return tr("The export ended: %1 withdrew it, “%2”.").arg(nameOf(f.person), shown(f.reason));
    case wire::Standing::Lapsed:
        return tr("By %1 %2 had lapsed, unless there are approvals that the file leaves out.")
            .arg(at(), gateName());
    case wire::Standing::Open:
        break;
    }
    return tr("At %1 %2 was not decided, unless there are approvals that the file leaves out.")
        .arg(at(), gateName());
}

QString EvidenceWords::limit() const
{
    switch (f.id) {
    case FindingId::SourceData:
        return tr("That the source's data are true or complete.");
    case FindingId::ServerSecrecy:
        return tr("That the server leaked nothing: it sees the data in clear while it seals them.");
    case FindingId::Clocks:
        return tr("That times are more exact than five minutes of the signers' clocks, or that a statement "
                  "was shown to anybody at its entry's time: the server may have held it back until the next "
                  "one.");
    case FindingId::AllEntries:
        return tr("That these are all entries of the export: only a verification of the whole audit log "
                  "shows that.");
    case FindingId::Afterwards:
        return tr("What happened later: this shows the logs as of %1.").arg(at());
    case FindingId::LostEntries:
        return tr("What else was once seen of these logs: of the trust log the server lost %1 entries and "
                  "of the audit log %2, and nobody can show them. Admins signed for the loss, the last time "
                  "at %3.")
            .arg(countText(f.count.value_or(0)), countText(f.size.value_or(0)), at());
    case FindingId::KeyHolders:
        return tr("Who in fact held a key when it signed.");
    default:
        return tr("That nobody else was shown other logs: no witnesses are pinned, or not enough of them "
                  "cosigned.");
    }
}

struct VerdictWords
{
    Q_DECLARE_TR_FUNCTIONS(countersign::ui::VerdictWords)

public:
    static QString of(const trust::EvidenceReport& report);
    static QString unchecked(const Error& error);
};

QString VerdictWords::of(const trust::EvidenceReport& report)
{
    const auto* request = report.find(FindingId::Request);
    const auto title = request ? shown(request->title) : QString();
    const auto* release = report.find(FindingId::Release);
    switch (report.verdict) {
    case trust::EvidenceVerdict::Proven:
        return tr("Proven: “%1” was released to %2 by all that policy asks for.")
            .arg(title, namesOf(release ? release->people : std::nullopt));
    case trust::EvidenceVerdict::Partly:
        return tr("Partly proven: what the file holds about “%1” is valid, but it does not prove a release "
                  "by all "
                  "that policy and this profile ask for.")
            .arg(title);
    case trust::EvidenceVerdict::Refuted:
        break;
    }
    return tr("Refuted: something in this file does not hold, so believe nothing of it.");
}

// The codes are those of what arrives from a server, whose sentences speak of the way here.
QString VerdictWords::unchecked(const Error& error)
{
    switch (error.code) {
    case ErrorCode::MalformedJson:
    case ErrorCode::BadRequest:
    case ErrorCode::UnknownField:
    case ErrorCode::UnsupportedContent:
    case ErrorCode::TooLarge:
        return tr(
            "This is no whole evidence file: it was cut short or altered, or is something else. Nothing "
            "of it was checked. Get it again from who made it.");
    default:
        return sentence(error);
    }
}

} // namespace

QString uncheckedText(const Error& error)
{
    return VerdictWords::unchecked(error);
}

QString verdictText(const trust::EvidenceReport& report)
{
    return VerdictWords::of(report);
}

QString findingText(const trust::Finding& finding, Time now)
{
    return EvidenceWords(finding, now).text();
}

} // namespace countersign::ui
