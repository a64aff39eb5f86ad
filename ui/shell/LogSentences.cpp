#include "ui/shell/LogSentences.h"

#include <QCoreApplication>

namespace countersign::ui {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(LogSentences)

public:
    static QString of(ErrorCode code);
};

QString Words::of(ErrorCode code)
{
    using enum ErrorCode;
    switch (code) {
    case LogInconsistent:
        return tr("The log was rewritten. All actions are stopped: save the evidence and tell your "
                  "compliance officer "
                  "in person.");
    case LogSignature:
        return tr("The log is not signed by the key of this server. All actions are stopped: save the "
                  "evidence and tell "
                  "your compliance officer in person.");
    case LogIncomplete:
        return tr("The server does not show the whole log. Try again; save the evidence if it lasts.");
    case LogRolledBack:
        return tr("The log is shorter than it was. All actions are stopped: save the evidence and tell your "
                  "compliance officer in person.");
    case LogForked:
        return tr("The log holds other entries than it did, and as many. All actions are stopped: save the "
                  "evidence and tell your compliance officer in person.");
    case LogSplit:
        return tr("Somebody signed that they saw another log than this one. All actions are stopped: save "
                  "the evidence and tell your compliance officer in person.");
    case LogHidden:
        return tr("Somebody signed that they saw more of the log than the server shows here, so nothing was "
                  "done. Try again in a minute; if it lasts, save the evidence and tell your compliance "
                  "officer in person.");
    case LogGone:
        return tr("The server shows no log any more, and did before. All actions are stopped: save the "
                  "evidence and tell your compliance officer in person.");
    case LogTileBroken:
        return tr("A part of the log is not the one that the server signed. All actions are stopped: save "
                  "the evidence and tell your compliance officer in person.");
    case LogTileMissing:
        return tr("A part of the log that the server signed is missing. All actions are stopped: save the "
                  "evidence and tell your compliance officer in person.");
    case LogEntryAltered:
        return tr("An entry of the log was altered. All actions are stopped: save the evidence and tell your "
                  "compliance officer in person.");
    case LogEntryMoved:
        return tr("Entries of the log are shown in another order. All actions are stopped: save the evidence "
                  "and tell your compliance officer in person.");
    case LogEntryAdded:
        return tr("An entry is shown that the log does not hold, so nothing of it was believed. Save the "
                  "evidence and tell your compliance officer in person.");
    case LogEntryLacking:
        return tr("An entry of the log is left out. All actions are stopped: save the evidence and tell your "
                  "compliance officer in person.");
    case LogEntryForeign:
        return tr("The server shows an entry of another export, or one that nobody can read, as part of this "
                  "one, so the trail is not shown. Tell your compliance officer.");
    case LogEntryRefused:
        return tr("The log holds an entry that the rules forbid. All actions are stopped: save the evidence "
                  "and tell your compliance officer in person.");
    case LogOrigin:
        return tr("The server shows another log in place of its own. All actions are stopped: save the "
                  "evidence and tell your compliance officer in person.");
    default:
        return {};
    }
}

} // namespace

QString logSentence(ErrorCode code)
{
    return Words::of(code);
}

} // namespace countersign::ui
