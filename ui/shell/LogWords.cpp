#include "ui/shell/LogWords.h"

#include "ui/shell/Amounts.h"
#include "ui/shell/RuleWords.h"

#include <QCoreApplication>

namespace countersign::ui {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(LogWords)

public:
    static QString found(ErrorCode code);
    static QString ofCheckpoint(ErrorCode code, const QString& log);
    static QString ofEntry(ErrorCode code, const QString& log);
    static QString ofRest(const Error& error);
    static QString meaning(const Error& error);
    static QString logName(const std::string& log);
    static QString toDo(const QString& meaning);
    static QString entries(const client::LogDifference& where);
    static QString ofPlace(const client::LogDifference& where, const QString& when);
    static QString placeInTitle(const client::LogDifference& where, const QString& when);
    static QString seen(std::optional<Time> time, Time now);
};

QString Words::found(ErrorCode code)
{
    switch (code) {
    case ErrorCode::LogInconsistent:
        return tr("The log was rewritten.");
    case ErrorCode::LogRolledBack:
    case ErrorCode::LogGone:
        return tr("The log has lost entries.");
    case ErrorCode::LogForked:
    case ErrorCode::LogSplit:
        return tr("The log was forked.");
    case ErrorCode::LogHidden:
    case ErrorCode::LogTileMissing:
        return tr("The log lacks entries that it promised.");
    case ErrorCode::LogTileBroken:
    case ErrorCode::LogEntryAltered:
    case ErrorCode::LogEntryMoved:
    case ErrorCode::LogEntryAdded:
    case ErrorCode::LogEntryLacking:
        return tr("What the server shows is not the log that it signed.");
    case ErrorCode::LogEntryRefused:
        return tr("The log holds an entry against the rules.");
    case ErrorCode::RootMismatch:
        return tr("The log begins with another root.");
    default:
        return tr("The log cannot be believed.");
    }
}

// What is wrong with the signed head of the log, or with what led to it.
QString Words::ofCheckpoint(ErrorCode code, const QString& log)
{
    switch (code) {
    case ErrorCode::LogInconsistent:
        return tr("What the server shows now of the %1 does not continue what this console verified before. "
                  "The "
                  "server, or somebody who controls it, has changed the past.")
            .arg(log);
    case ErrorCode::LogRolledBack:
        return tr("The %1 is shorter now than this console has seen it: its newest entries are gone.")
            .arg(log);
    case ErrorCode::LogForked:
        return tr("The %1 has as many entries as this console verified before, and they are others now.")
            .arg(log);
    case ErrorCode::LogSplit:
        return tr("Somebody signed that they saw another %1 than the one shown here: the server shows "
                  "different "
                  "people different logs.")
            .arg(log);
    case ErrorCode::LogHidden:
        return tr("Somebody signed that they saw more of the %1 than the server shows here: it hides "
                  "entries.")
            .arg(log);
    case ErrorCode::LogGone:
        return tr("The server shows no %1 any more, and did before.").arg(log);
    case ErrorCode::LogSignature:
        return tr("The %1 is not signed by the key that the root names for it.").arg(log);
    case ErrorCode::LogOrigin:
        return tr("The server shows the head of another log as that of the %1.").arg(log);
    default:
        return {};
    }
}

QString Words::ofEntry(ErrorCode code, const QString& log)
{
    switch (code) {
    case ErrorCode::LogTileBroken:
        return tr("A part of the %1 that the server sent is none of the state of it that it signed.")
            .arg(log);
    case ErrorCode::LogTileMissing:
        return tr("The server signed a state of the %1 and does not show all of it.").arg(log);
    case ErrorCode::LogEntryAltered:
        return tr("An entry that the server shows was altered: its signed %1 holds another.").arg(log);
    case ErrorCode::LogEntryMoved:
        return tr("The server shows entries in another order than its signed %1 holds them.").arg(log);
    case ErrorCode::LogEntryAdded:
        return tr("The server shows an entry that its signed %1 does not hold.").arg(log);
    case ErrorCode::LogEntryLacking:
        return tr("The server leaves out an entry that its signed %1 holds.").arg(log);
    default:
        return {};
    }
}

QString Words::ofRest(const Error& error)
{
    switch (error.code) {
    case ErrorCode::RootMismatch:
        return tr("It is not the root that this console's profile pins: this may not be the server that you "
                  "mean.");
    case ErrorCode::LogEntryRefused:
        return tr("A statement in the trust log must not stand there: %1. No server that keeps the rules "
                  "would "
                  "have taken it.")
            .arg(ruleWords(codeFromText(error.about)));
    case ErrorCode::LogIncomplete:
        return tr("The server signed a state of the log and does not show all of its entries.");
    default:
        return tr("An entry does not keep to the rules that everybody checks.");
    }
}

QString Words::logName(const std::string& log)
{
    return log == "audit" ? tr("audit log") : log == "trust" ? tr("trust log") : tr("log");
}

QString Words::toDo(const QString& meaning)
{
    return tr("%1 Nothing you do here is sent until this is cleared. Save the evidence, and tell your "
              "compliance "
              "officer in person.")
        .arg(meaning);
}

QString Words::meaning(const Error& error)
{
    const auto log = logName(error.about);
    auto text = ofCheckpoint(error.code, log);
    if (text.isEmpty())
        text = ofEntry(error.code, log);
    if (text.isEmpty())
        text = ofRest(error);
    return toDo(text);
}

QString Words::entries(const client::LogDifference& where)
{
    return where.end == where.first + 1
               ? tr("Entry %1").arg(countText(where.first))
               : tr("Entries %1 to %2").arg(countText(where.first), countText(where.end - 1));
}

QString Words::ofPlace(const client::LogDifference& where, const QString& when)
{
    const auto log = logName(where.log);
    if (where.kind == client::LogDifference::Kind::Gone) {
        //: e.g. "Entries 8 to 9 of the audit log, verified by this console at 10:48, are gone."
        const auto gone = where.end == where.first + 1
                              ? tr("%1 of the %2, verified by this console %3, is gone.")
                              : tr("%1 of the %2, verified by this console %3, are gone.");
        return tr("%1 The server was restored, or somebody who controls it has cut off the past.")
            .arg(gone.arg(entries(where), log, when));
    }
    if (where.exact())
        //: e.g. "Entry 8 of the audit log is not what this console verified on Mon 23 Nov 10:48."
        return tr("%1 of the %2 is not what this console verified %3. The server, or somebody who controls "
                  "it, "
                  "has changed the past.")
            .arg(entries(where), log, when);
    return tr("%1 of the %2 are not all what this console verified %3; it kept too little of them to tell "
              "which "
              "is another. The server, or somebody who controls it, has changed the past.")
        .arg(entries(where), log, when);
}

QString Words::placeInTitle(const client::LogDifference& where, const QString& when)
{
    const auto place = entries(where).toLower();
    if (where.kind == client::LogDifference::Kind::Gone)
        //: after "The log has lost entries"
        return (where.end == where.first + 1 ? tr("%1, seen by this console %2, is gone")
                                             : tr("%1, seen by this console %2, are gone"))
            .arg(place, when);
    return where.exact() ? tr("%1 is not what this console saw %2").arg(place, when)
                         : tr("%1 are not all what this console saw %2").arg(place, when);
}

QString Words::seen(std::optional<Time> time, Time now)
{
    if (!time)
        return tr("before");
    const auto text = whenText(*time, now);
    const bool today = toQDateTime(*time).toLocalTime().date() == toQDateTime(now).toLocalTime().date();
    //: a time, or a day with a time
    return today ? tr("at %1").arg(text) : tr("on %1").arg(text);
}

} // namespace

QString brokenTitle(const Error& error)
{
    //: e.g. "The log was forked." and that nothing goes on
    return Words::tr("%1 All actions are stopped.").arg(Words::found(error.code));
}

QString brokenTitle(const Error& error, const client::LogDifference& where, const QString& when)
{
    auto found = Words::found(error.code);
    if (found.endsWith(u'.'))
        found.chop(1);
    //: e.g. "The log was rewritten: entry 8 is not what this console saw at 10:48. All actions are stopped."
    return Words::tr("%1: %2. All actions are stopped.").arg(found, Words::placeInTitle(where, when));
}

QString brokenMeaning(const client::LogDifference& where, const QString& when)
{
    return Words::toDo(Words::ofPlace(where, when));
}

QString whenSeen(std::optional<Time> time, Time now)
{
    return Words::seen(time, now);
}

QString entriesText(const client::LogDifference& where)
{
    return Words::entries(where);
}

QString headMeaning(const Error& error)
{
    return Words::ofCheckpoint(error.code, Words::logName(error.about));
}

QString brokenMeaning(const Error& error)
{
    return Words::meaning(error);
}

} // namespace countersign::ui
