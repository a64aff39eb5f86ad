#include "base/Quotes.h"
#include "client/Strings.h"
#include "ui/audit/TrailWords.h"
#include "ui/shell/LogWords.h"
#include "ui/shell/RuleWords.h"
#include "ui/shell/Sentences.h"

#include <QCoreApplication>

namespace countersign::ui {

using trust::TrailFault;
using trust::TrailFinding;
using trust::TrailSeverity;

namespace {

class FindingWords
{
    Q_DECLARE_TR_FUNCTIONS(countersign::ui::TrailWords)

public:
    FindingWords(const TrailFinding& finding, Time now) : f(finding), m_now(now) {}

    [[nodiscard]] QString text() const
    {
        if (f.fault <= TrailFault::OtherActor)
            return ofForm();
        if (f.fault <= TrailFault::StatementUnseen)
            return ofStatement();
        return f.fault <= TrailFault::NotDestroyed ? ofExport() : ofRetrieval();
    }

private:
    [[nodiscard]] QString ofForm() const;
    [[nodiscard]] QString ofStatement() const;
    [[nodiscard]] QString ofNaming() const;
    [[nodiscard]] QString ofExport() const;
    [[nodiscard]] QString ofRetrieval() const;

    [[nodiscard]] QString entry() const
    {
        const auto number = countText(f.index.value_or(0));
        return f.action ? tr("Entry %1 (%2)").arg(number, actionText(*f.action)) : tr("Entry %1").arg(number);
    }
    [[nodiscard]] QString statement() const
    {
        return f.trustIndex ? tr("statement %1 of the trust log").arg(countText(*f.trustIndex))
                            : tr("a statement");
    }
    [[nodiscard]] QString at() const { return f.time ? whenText(*f.time, m_now) : QString(); }
    [[nodiscard]] QString why() const
    {
        return f.code ? ruleWords(codeFromText(*f.code)) : ruleWords(ErrorCode::Internal);
    }
    /// As where it stops all actions.
    [[nodiscard]] QString split() const
    {
        Error error{codeFromText(f.code.value_or("")), {}};
        error.about = f.found.value_or("");
        return headMeaning(error);
    }
    [[nodiscard]] QString gate() const
    {
        return f.gate == wire::Gate::Release ? tr("the release") : tr("the request");
    }
    [[nodiscard]] static QString shown(const std::optional<std::string>& text)
    {
        return client::shownText(withinQuotes(text.value_or(std::string())));
    }
    /// A state, a standing or a role as a word of its own.
    [[nodiscard]] static QString word(const std::optional<std::string>& text);

    const TrailFinding& f;
    Time m_now;
};

QString FindingWords::word(const std::optional<std::string>& text)
{
    if (!text || text->empty())
        return tr("nothing");
    if (const auto state = wire::enumFromText<wire::JobState>(*text))
        return stateText(*state);
    if (const auto standing = wire::enumFromText<wire::Standing>(*text))
        return standingText(*standing);
    if (const auto role = wire::enumFromText<wire::Role>(*text))
        return roleText(*role);
    return shown(text);
}

QString FindingWords::ofForm() const
{
    switch (f.fault) {
    case TrailFault::Malformed:
        return f.member ? tr("%1 has an outcome that nobody knows: %2.").arg(entry(), shown(f.found))
                        : tr("%1 is no entry that can be read.").arg(entry());
    case TrailFault::EntryMissing:
        return tr("Entries are missing: %1 was to come, and %2 came.").arg(shown(f.expected), shown(f.found));
    case TrailFault::TreeDiffers:
        return tr("The entries are not those that the log's key signed: together they have the digest %1, "
                  "and %2 is signed.")
            .arg(shown(f.found), shown(f.expected));
    case TrailFault::TimeBack:
        return tr("%1 bears a time before that of the entry in front of it.").arg(entry());
    case TrailFault::UnknownAction:
        return tr("%1 is of a kind that no server of this version writes.").arg(entry());
    default:
        break;
    }
    const bool byAdmin = f.expected && f.expected->empty();
    return byAdmin
               ? tr("%1 is by “%2”, and is for the admins whom the root names.").arg(entry(), shown(f.found))
               : tr("%1 is by “%2”, and is for “%3”.").arg(entry(), shown(f.found), word(f.expected));
}

QString FindingWords::ofStatement() const
{
    switch (f.fault) {
    case TrailFault::TrustLog:
        return tr("The trust log breaks its own rules at %1: %2. Nothing behind it was judged.")
            .arg(statement(), why());
    case TrailFault::StatementWithoutEntry:
        return f.severity == TrailSeverity::Wrong
                   ? tr("No entry names %1, which entered %2: the audit log is silent about a change.")
                         .arg(statement(), at())
                   : tr("No entry that was checked names %1, which entered %2: it may be the next one.")
                         .arg(statement(), at());
    case TrailFault::StatementRefused:
        return tr("The rules do not allow %1, which entered %2: %3.").arg(statement(), at(), why());
    case TrailFault::StatementSplit:
        return tr("What is shown here is not what the author of %1, which entered %2, had seen. %3")
            .arg(statement(), at(), split());
    case TrailFault::StatementUnseen:
        return tr("The server did not give out %1, which entered %2, so its signature and what it says were "
                  "not checked.")
            .arg(statement(), at());
    default:
        return ofNaming();
    }
}

// What is wrong with how an entry names a statement.
QString FindingWords::ofNaming() const
{
    switch (f.fault) {
    case TrailFault::StatementUnknown:
        return tr("%1 tells of a statement that the trust log does not hold: nobody is known to have signed "
                  "it.")
            .arg(entry());
    case TrailFault::StatementTwice:
        return tr("%1 names %2, which an entry before it has named already.").arg(entry(), statement());
    case TrailFault::StatementOutOfOrder:
        return tr("%1 names %2 behind an entry that names a later one.").arg(entry(), statement());
    case TrailFault::StatementTime:
        return tr("%1 names %2, which entered more than five minutes before or after.")
            .arg(entry(), statement());
    default:
        return tr("%1 says “%2” as its %3, and the statement says “%4”.")
            .arg(entry(), shown(f.found), shown(f.member), shown(f.expected));
    }
}

QString FindingWords::ofExport() const
{
    const auto job = shown(f.job);
    switch (f.fault) {
    case TrailFault::JobUnknown:
        return tr("%1 is about an export that nobody asked for.").arg(entry());
    case TrailFault::JobOutOfOrder:
        return tr("%1 cannot follow on what is told before of %2: %3.").arg(entry(), job, word(f.found));
    case TrailFault::JobNotMoved:
        return tr("The statements have made %1 “%2”, and no entry tells of it: it is left as “%3”.")
            .arg(job, word(f.expected), word(f.found));
    case TrailFault::Standing:
        return tr("%1 rests on %2 being “%3”, and by what people signed it was “%4”.")
            .arg(entry(), gate(), word(f.expected), word(f.found));
    case TrailFault::NotVoid:
        return tr("%1 tells that %2 is void, and it rests on nothing that was revoked.").arg(entry(), job);
    case TrailFault::DestroyedEarly:
        return tr("%1 destroyed the files of %2 before it had ended.").arg(entry(), job);
    default:
        return tr("The files of %1 were not destroyed, though it ended more than a day before.").arg(job);
    }
}

QString FindingWords::ofRetrieval() const
{
    switch (f.fault) {
    case TrailFault::DownloadUnreleased:
        return tr("%1 gave out what was not released then: the export was “%2”.").arg(entry(), word(f.found));
    case TrailFault::DownloadAfterEnd:
        return tr("%1 gave out what was no longer to be fetched.").arg(entry());
    case TrailFault::DownloadStranger:
        return tr("%1 is by “%2”, whom the release does not name or who was no downloader then.")
            .arg(entry(), shown(f.person));
    case TrailFault::DownloadOtherFile:
        return tr("%1 is about a file that the release does not name.").arg(entry());
    case TrailFault::DownloadTooMany:
        return tr("%1 is the receipt number %2 of a file that was released for %3.")
            .arg(entry(), shown(f.found), shown(f.expected));
    case TrailFault::DownloadUnasked:
        return tr("%1 has nothing that went before it: more was begun or received than was asked for.")
            .arg(entry());
    case TrailFault::ReceiptRefused:
        return tr("%1 names a receipt that does not count: %2.").arg(entry(), why());
    case TrailFault::ReceiptTwice:
        return tr("%1 names a receipt that an entry before it has named already.").arg(entry());
    case TrailFault::ReceiptSplit:
        return tr("%1 names a receipt whose author had seen something else than is shown here. %2")
            .arg(entry(), split());
    default:
        return tr("%1 names a receipt that the server did not give out, so it was not checked.").arg(entry());
    }
}

struct SeverityWords
{
    Q_DECLARE_TR_FUNCTIONS(countersign::ui::TrailWords)

public:
    static QString of(TrailSeverity severity)
    {
        switch (severity) {
        case TrailSeverity::Wrong:
            return tr("wrong");
        case TrailSeverity::Unseen:
            return tr("not checked");
        case TrailSeverity::Note:
            break;
        }
        return tr("note");
    }
};

} // namespace

QString trailFindingText(const TrailFinding& finding, Time now)
{
    return FindingWords(finding, now).text();
}

QString trailSeverityText(TrailSeverity severity)
{
    return SeverityWords::of(severity);
}

Tone trailSeverityTone(TrailSeverity severity)
{
    return severity == TrailSeverity::Wrong    ? Tone::Bad
           : severity == TrailSeverity::Unseen ? Tone::Warn
                                               : Tone::Neutral;
}

} // namespace countersign::ui
