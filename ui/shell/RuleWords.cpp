#include "ui/shell/RuleWords.h"

#include <QCoreApplication>

namespace countersign::ui {

namespace {

using client::Lack;

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(RuleWords)

public:
    static QString ofLack(Lack lack);
    static QString ofAuthor(ErrorCode code);
    static QString ofPlace(ErrorCode code);
    static QString ofSubject(ErrorCode code);
    static QString ofWider(trust::Wider wider);
};

QString Words::ofLack(Lack lack)
{
    switch (lack) {
    case Lack::KeyUnknown:
        return tr("the log knows no such key");
    case Lack::KeyUnendorsed:
        return tr("its key has not been endorsed by as many admins as policy asks for");
    case Lack::KeyLater:
        return tr("its key was endorsed only afterwards");
    case Lack::KeyRevoked:
        return tr("its key had been revoked before");
    case Lack::KeyVoid:
        return tr("its key was revoked afterwards, and what it signed from then on is void");
    case Lack::RoleNever:
        return tr("its author never held the role for it");
    case Lack::RoleLater:
        return tr("its author was given the role for it only afterwards");
    case Lack::RoleEnded:
        return tr("its author's role for it had ended before");
    case Lack::AsksFor:
        return tr("nobody decides on what they asked for themselves");
    case Lack::Receives:
        return tr("nobody decides on what they receive themselves");
    case Lack::Other:
        break;
    }
    return {};
}

QString Words::ofAuthor(ErrorCode code)
{
    switch (code) {
    case ErrorCode::SignatureInvalid:
        return tr("it is not signed by the key of the one whom it names");
    case ErrorCode::KeyNotEndorsed:
        return tr("its key was not endorsed");
    case ErrorCode::KeyRevoked:
        return tr("its key was no longer in force");
    case ErrorCode::RoleMissing:
        return tr("its author did not hold the role for it");
    case ErrorCode::OwnStatement:
        return tr("nobody decides on what they wrote or on what concerns them");
    case ErrorCode::AlreadyDecided:
        return tr("the same person decided before, and counts once");
    default:
        return {};
    }
}

QString Words::ofPlace(ErrorCode code)
{
    switch (code) {
    case ErrorCode::StatementExpired:
        return tr("it had expired before it was put into the log");
    case ErrorCode::StatementDated:
        return tr("its date and that of its entry in the log are more than five minutes apart");
    case ErrorCode::Lapsed:
        return tr("the time for it was over");
    case ErrorCode::NotOpen:
        return tr("it came when this did not wait for it");
    case ErrorCode::ReleaseUnseen:
        return tr("its author had not yet seen the release in the log");
    case ErrorCode::Conflict:
        return tr("something else had come first");
    case ErrorCode::ApprovalMissing:
        return tr("the request had not been approved before");
    case ErrorCode::LogInconsistent:
        return tr("it does not agree with the log around it");
    default:
        return {};
    }
}

QString Words::ofSubject(ErrorCode code)
{
    switch (code) {
    case ErrorCode::OtherSubject:
        return tr("it is about another export");
    case ErrorCode::SensitivityTooLow:
        return tr("policy asks for high sensitivity with these types of data");
    case ErrorCode::ReleaseWider:
        return tr("it holds more than was asked for");
    case ErrorCode::RootAdminsExchanged:
        return tr("it puts somebody among the root's admins who was none, or a key that did not count");
    case ErrorCode::RecoveryWithoutLoss:
        return tr("it tells of a loss that never was");
    case ErrorCode::NotFound:
        return tr("it is about nothing that stands in the log");
    case ErrorCode::StatementMalformed:
        return tr("it is not well-formed");
    default:
        return tr("it does not keep to the rules that everybody checks");
    }
}

QString Words::ofWider(trust::Wider wider)
{
    switch (wider) {
    case trust::Wider::Types:
        return tr("it holds types of data that were not asked for");
    case trust::Wider::Fetchers:
        return tr("it names somebody to fetch it whom the request does not name");
    case trust::Wider::Downloads:
        return tr("it allows more downloads than were asked for");
    case trust::Wider::Ends:
        break;
    }
    return tr("it lasts longer than was asked for");
}

} // namespace

QString ruleWords(ErrorCode code, Lack lack)
{
    if (const auto text = Words::ofLack(lack); !text.isEmpty())
        return text;
    if (const auto text = Words::ofAuthor(code); !text.isEmpty())
        return text;
    const auto text = Words::ofPlace(code);
    return text.isEmpty() ? Words::ofSubject(code) : text;
}

QString widerWords(trust::Wider wider)
{
    return Words::ofWider(wider);
}

} // namespace countersign::ui
