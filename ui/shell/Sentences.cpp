#include "ui/shell/Sentences.h"

#include "ui/shell/SourceSentences.h"

#include <QCoreApplication>

namespace countersign::ui {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(Sentences)

public:
    static QString ofAccess(ErrorCode code);
    static QString ofStatement(ErrorCode code);
    static QString ofData(ErrorCode code);
    static QString ofMachine(ErrorCode code);
    static QString clocks(Time ours, Time theirs);
    static QString withIncident(const QString& text, const QString& incident);
};

QString Words::ofAccess(ErrorCode code)
{
    using enum ErrorCode;
    switch (code) {
    case SignInRefused:
        return tr("Name, password or code is wrong. Check them and try again.");
    case SessionEnded:
        return tr("Your session has ended. Sign in again; what you typed is kept.");
    case RefreshReused:
        return tr("The session was ended because its token was used twice. Sign in again and tell an admin.");
    case NonceNeeded:
    case ProofRefused:
        return tr("The server refused this computer's proof. Check the computer's clock and try again.");
    case AccountLocked:
        return tr("This account is locked after too many failed attempts. Ask an admin to unlock it.");
    case AccountDisabled:
        return tr("This account is disabled. Ask an admin.");
    case CodeNeeded:
        return tr("A fresh code from your authenticator is needed. Type it and try again.");
    case CodeRefused:
        return tr("The code is wrong. Wait for the next one and type it.");
    case CodeUsed:
        return tr("This code was used already. Wait for the next one; each code works once.");
    case ActionMismatch:
        return tr("The code was given for another action. Look at the page again and type a new code.");
    case PasswordTooWeak:
        return tr("The password is too easy to guess. Choose a longer one.");
    case RoleMissing:
        return tr("Your roles do not allow this. Ask an admin if you need it.");
    case OwnStatement:
        return tr("You wrote this or receive it, so somebody else has to decide.");
    case NotRecipient:
        return tr("You are not named as a person who may fetch this. Ask the one who requested it.");
    default:
        return {};
    }
}

QString Words::ofStatement(ErrorCode code)
{
    using enum ErrorCode;
    switch (code) {
    case StatementMalformed:
        return tr("What was to be signed is not well-formed. Nothing was sent on; tell an admin.");
    case StatementRefused:
        return tr("The rules do not allow this statement. Open the page anew and look at what changed.");
    case SignatureInvalid:
        return tr("The signature does not fit. Do not act on this; tell your compliance officer.");
    case KeyNotEndorsed:
        return tr("The signing key has not been endorsed yet. Read its thumbprint to an admin.");
    case KeyRevoked:
        return tr("The signing key was revoked. A new key has to be registered and endorsed.");
    case SensitivityTooLow:
        return tr("These types of data ask for high sensitivity. Raise it and sign again.");
    case AlreadyDecided:
        return tr("You have decided on this already. Nothing more is to be done.");
    case NotOpen:
        return tr("This no longer waits for a decision. Open the page anew to see where it stands.");
    case Conflict:
        return tr("Somebody else changed this meanwhile. Look at it anew, then try again.");
    case Lapsed:
        return tr("Nobody decided in time, so it lapsed. Make a new request if it is still needed.");
    case ApprovalMissing:
        return tr("An approval is still missing. Wait for the approvers.");
    case ReleaseWider:
        return tr("The release holds more than was requested. Reject it and tell your compliance officer.");
    case StatementNotLogged:
        return tr("The server took what you signed, but has not shown that its log holds it. Do not sign it "
                  "again: look at the page in a minute, and tell your compliance officer in person if it is "
                  "not there.");
    case IdentityMismatch:
        return tr("The server takes you for somebody else, or says that it is another server. Nothing was "
                  "signed: sign out and tell an admin in person.");
    case ClockSkew:
        return tr(
            "The clocks of this computer and of the server differ by more than five minutes, so nothing "
            "was signed. Set the one that is wrong, then try again.");
    case RootMissing:
        return tr("This server has not been founded yet. Its admins have to sign the root first.");
    case RootMismatch:
        return tr("The server's root is not the one that this console trusts. Do not go on; tell an admin in "
                  "person.");
    default:
        return {};
    }
}

QString Words::ofData(ErrorCode code)
{
    using enum ErrorCode;
    switch (code) {
    case TicketUsed:
        return tr("This download was used already. Begin a new one if downloads are left.");
    case TicketExpired:
        return tr("The download was not begun in time. Begin it again.");
    case TicketOtherDevice:
        return tr("The download belongs to another computer. Begin it on this one.");
    case DownloadsExhausted:
        return tr("All allowed downloads of this file are used. Ask for a new export if it is still needed.");
    case RetrievalClosed:
        return tr("The retrieval is closed. Open it again with a new code.");
    case SealBroken:
        return tr("The file's seal is broken and nothing of it was kept. Fetch it again; tell an admin if it "
                  "recurs.");
    case DigestMismatch:
        return tr("The content is not what was released and was not kept. Tell your compliance officer.");
    case LengthMismatch:
        return tr("The file is shorter or longer than released and was not kept. Fetch it again.");
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
    default:
        return {};
    }
}

QString Words::ofMachine(ErrorCode code)
{
    using enum ErrorCode;
    switch (code) {
    case BadRequest:
    case MalformedJson:
    case UnknownField:
    case MethodNotAllowed:
        return tr("The server did not understand this console. Check that both have the same version.");
    case TooLarge:
        return tr("This is larger than the server takes. Make it smaller and try again.");
    case NotFound:
        return tr("This does not exist, or you may not see it. Go back to the list.");
    case TooManyRequests:
        return tr("Too many attempts. Wait a minute, then try again.");
    case KeyStoreMissing:
        return tr("This computer has no key store that works. Start the console with --key-store file.");
    case KeyStoreLocked:
        return tr("The key store is locked. Unlock it and try again.");
    case KeyMissing:
        return tr("Your signing key is not on this computer. Use the computer where you enrolled, or "
                  "register a new key.");
    case PassphraseWrong:
        return tr("The passphrase is wrong. Try again.");
    case DiskFull:
        return tr("The disk is full and the unfinished file was removed. Make room, then begin again.");
    case FileAccess:
        return tr("A file could not be read or written. Check the folder and its permissions.");
    case FileExists:
        return tr(
            "A file of that name lies in the folder already and was left alone. Choose an empty folder.");
    case Storage:
        return tr("The server could not store this; nothing was done. Try again, then tell an admin.");
    case Configuration:
        return tr("A setting or profile is not right. Check the file, or ask an admin.");
    case ServerUnreachable:
        return tr("The server does not answer. Check the network; the console tries again by itself.");
    case CertificateRefused:
        return tr(
            "The server's certificate is not the one that this profile trusts. Do not go on; tell an admin.");
    case Timeout:
        return tr("The server took too long. Look whether it was done, then try again.");
    case ShuttingDown:
        return tr("The server is shutting down. Try again in a minute.");
    case Cancelled:
        return tr("Stopped before it was done. Start it again if you still want it.");
    case Crypto:
        return tr("A cryptographic operation failed and nothing was done. Tell an admin.");
    default:
        return tr("Something went wrong that should not. Try again; if it recurs, tell an admin.");
    }
}

QString Words::clocks(Time ours, Time theirs)
{
    return tr("This computer's clock says %1, the server's %2: more than five minutes apart, so nothing was "
              "signed. Set the one that is wrong (an admin sets the server's), then try again.")
        .arg(whenText(ours, theirs), whenText(theirs, ours));
}

QString Words::withIncident(const QString& text, const QString& incident)
{
    return tr("%1 Incident to quote: %2").arg(text, incident);
}

QString sentenceOf(ErrorCode code)
{
    for (const auto of : {&Words::ofAccess, &Words::ofStatement, &Words::ofData, &sourceSentence})
        if (const auto text = of(code); !text.isEmpty())
            return text;
    return Words::ofMachine(code);
}

// With what both clocks say, where the error tells it: `Connection::signingTime`.
QString sentenceOfClocks(const std::string& detail)
{
    const auto space = detail.find(' ');
    const auto ours = timeFromText(std::string_view(detail).substr(0, space));
    const auto theirs = timeFromText(space == std::string::npos ? std::string_view()
                                                                : std::string_view(detail).substr(space + 1));
    return ours && theirs ? Words::clocks(*ours, *theirs) : sentenceOf(ErrorCode::ClockSkew);
}

} // namespace

QString sentence(const Error& error)
{
    const auto text =
        error.code == ErrorCode::ClockSkew ? sentenceOfClocks(error.detail) : sentenceOf(error.code);
    return error.incident.empty() ? text : Words::withIncident(text, QString::fromStdString(error.incident));
}

QString sentenceForCode(const QString& code)
{
    return sentenceOf(codeFromText(code.toStdString()));
}

} // namespace countersign::ui
