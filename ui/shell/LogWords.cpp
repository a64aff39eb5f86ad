#include "ui/shell/LogWords.h"

#include <QCoreApplication>

namespace countersign::ui {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(LogWords)

public:
    static QString title(ErrorCode code);
    static QString meaning(ErrorCode code);
};

QString Words::title(ErrorCode code)
{
    switch (code) {
    case ErrorCode::LogInconsistent:
        return tr("The log was rewritten. All actions are stopped.");
    case ErrorCode::LogIncomplete:
        return tr("The log lacks entries that it promised. All actions are stopped.");
    case ErrorCode::RootMismatch:
        return tr("The log begins with another root. All actions are stopped.");
    default:
        return tr("The log cannot be believed. All actions are stopped.");
    }
}

QString Words::meaning(ErrorCode code)
{
    const auto next = tr("Nothing you do here is sent until this is cleared. Save the evidence, and tell "
                         "your compliance officer in person.");
    switch (code) {
    case ErrorCode::LogInconsistent:
        return tr("What the server shows now does not continue what this console verified before. The "
                  "server, "
                  "or somebody who controls it, has changed the past. %1")
            .arg(next);
    case ErrorCode::LogIncomplete:
        return tr("The server signed a state of the log and does not show all of its entries. %1").arg(next);
    case ErrorCode::RootMismatch:
        return tr("It is not the root that this console's profile pins: this may not be the server that you "
                  "mean. %1")
            .arg(next);
    case ErrorCode::LogSignature:
        return tr("The log is not signed by the key that the root names. %1").arg(next);
    default:
        return tr("An entry does not keep to the rules that everybody checks. %1").arg(next);
    }
}

} // namespace

QString brokenTitle(const Error& error)
{
    return Words::title(error.code);
}

QString brokenMeaning(const Error& error)
{
    return Words::meaning(error.code);
}

} // namespace countersign::ui
