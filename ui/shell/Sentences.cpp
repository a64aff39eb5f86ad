#include "ui/shell/Sentences.h"

#include "base/Quotes.h"
#include "client/SealedState.h"
#include "client/Strings.h"
#include "ui/shell/LogSentences.h"
#include "ui/shell/SourceSentences.h"

#include <algorithm>
#include <initializer_list>

#include <QCoreApplication>

namespace countersign::ui {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(Sentences)

public:
    static QString ofAccess(ErrorCode code);
    static QString ofStatement(ErrorCode code);
    static QString revocationMissed();
    static QString ofData(ErrorCode code);
    static QString ofMachine(ErrorCode code);
    static QString sealedState(const QString& file);
    static QString fileAccess(const std::string& file);
    static QString clocks(Time ours, Time theirs);
    static QString clocksApart(Time ours, Time theirs);
    static QString withIncident(const QString& text, const QString& incident);
};

QString Words::ofAccess(ErrorCode code)
{
    using enum ErrorCode;
    switch (code) {
    case SignInRefused:
        return tr("Name, password or code is wrong. Check them and try again.");
    case SignInLapsed:
        return tr(
            "This sign-in took too long or had too many wrong codes. Type your name and password again.");
    case SessionEnded:
        return tr("Your session has ended. Sign in again; what you typed is kept.");
    case RefreshReused:
        return tr("The session was ended because its token was used twice. Sign in again and tell an admin.");
    case NonceNeeded:
        return tr(
            "The server does not take this computer's proof for a fresh one. Try again; if it recurs, check "
            "the computer's clock.");
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
    case StatementExpired:
        return tr("This was signed too long ago and has expired, so it was not taken. Open the page anew and "
                  "sign it again.");
    case StatementDated:
        return tr("The date of what was signed is more than five minutes off, so it was not taken. Check the "
                  "clock and sign it again.");
    case OtherSubject:
        return tr("What was signed is about something else than what stands here, so it does not count. Do "
                  "not act on this; tell your compliance officer.");
    case ReleaseUnseen:
        return tr("The release was approved by somebody who had not yet seen it in the log, so that does not "
                  "count. Open the page anew and decide again.");
    case NotInLog:
        return tr("The log does not hold what the server shows as signed, so it does not count. Try again in "
                  "a minute; if it lasts, tell your compliance officer in person.");
    case LoggedOtherwise:
        return tr("The log holds what the server shows here as something else, so it does not count. Do not "
                  "act on this; tell your compliance officer in person.");
    case RootAdminsExchanged:
        return tr(
            "This root names an admin who is none, or a key of theirs that does not count. Have the key "
            "endorsed and grant the role first.");
    case RecoveryWithoutLoss:
        return tr(
            "This recovery names no loss: both logs are as long as they were. There is nothing to sign; "
            "tell your compliance officer who asked for it.");
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
    case RecoveryPending:
        return tr(
            "The server was restored from a backup, and admins have yet to sign for what was lost. Until "
            "then nothing can be changed here; nothing of what you entered was taken.");
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

QString Words::revocationMissed()
{
    return tr(
        "The server took the revocation, but its log does not hold it: for everybody else the key still "
        "counts. Tell an admin and your compliance officer in person, at once.");
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
    case SealForeign:
        return tr("What was sent is not what was sealed as this file: it belongs to another file or export, "
                  "or was changed from the start. Nothing of it was kept; tell your compliance officer.");
    case SealReordered:
        return tr("Parts of the file were sent in another order than they were sealed in, and nothing of it "
                  "was kept. Fetch it again; tell your compliance officer if it recurs.");
    case TicketOtherFile:
        return tr("The server gave a download of another file than the one asked for. Nothing was fetched by "
                  "it; tell your compliance officer.");
    case KeyOtherFile:
        return tr("The key that the server sent was wrapped for another file or release, so nothing was "
                  "fetched. Tell your compliance officer.");
    case DigestMismatch:
        return tr("The content is not what was released and was not kept. Tell your compliance officer.");
    case LengthMismatch:
        return tr("The file is shorter or longer than released and was not kept. Fetch it again.");
    default:
        return {};
    }
}

QString Words::ofMachine(ErrorCode code)
{
    using enum ErrorCode;
    switch (code) {
    case BadRequest:
        return tr(
            "Console and server do not understand each other here. Check what you typed; if nothing is wrong "
            "with it, check that both have the same version.");
    case MalformedJson:
        return tr(
            "What arrived is not what was sent. Try again; if it recurs, tell an admin that something may "
            "stand between this computer and the server.");
    case UnknownField:
        return tr("Console and server do not know the same things. Check that both have the same version.");
    case MethodNotAllowed:
        return tr(
            "The server does not offer what this console asked for. Check that both have the same version.");
    case UnsupportedContent:
        return tr(
            "The server does not take content of this kind, so nothing was done. Check that console and "
            "server have the same version.");
    case TooLarge:
        return tr("This is larger than the server takes. Make it smaller and try again.");
    case NotFound:
        return tr("This does not exist, or you may not see it. Go back to the list.");
    case TooManyRequests:
        return tr("Too many attempts. Wait a minute, then try again.");
    case KeyStoreMissing:
        return tr("This computer has no key store that works. Start the console with --key-store file.");
    case KeyStoreLocked:
        return tr("This computer's key store is locked or does not answer. Unlock it, then try again.");
    case KeyMissing:
        return tr("Your signing key is not on this computer. Use the computer where you enrolled, or "
                  "register a new key.");
    case PassphraseWrong:
        return tr("The passphrase is wrong. Try again.");
    case DiskFull:
        return tr("The disk is full. Make room or choose another folder, then begin again.");
    case ServerDiskFull:
        return tr(
            "The server's disk is full, so nothing was done. Tell an admin, and try again once there is "
            "room.");
    case FileAccess:
        return tr(
            "A file or folder could not be read or written. Check that it is there and may be written to, "
            "or choose another one.");
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
    case CertificateExpired:
        return tr(
            "The server's certificate has expired, or this computer's clock is wrong. Check the clock; tell "
            "an admin to renew the certificate.");
    case Timeout:
        return tr("The server took too long. Look whether it was done, then try again.");
    case ShuttingDown:
        return tr("The server is shutting down. Try again in a minute.");
    case Cancelled:
        return tr("Stopped before it was done. Start it again if you still want it.");
    case Crypto:
        return tr("A cryptographic operation failed and nothing was done. Tell an admin.");
    case Internal:
        return tr("Something went wrong that should not. Try again; if it recurs, tell an admin.");
    default:
        return {};
    }
}

QString Words::sealedState(const QString& file)
{
    return tr("%1 can't be read, and openings that the server has not heard of may be written there alone: "
              "so nothing is opened, and no folder is added, until it can. Make it readable, or restore it "
              "from a backup; if neither can be done, tell your compliance officer before it is moved away.")
        .arg(file);
}

QString Words::fileAccess(const std::string& file)
{
    return tr("“%1” could not be read or written. Check that it is there and may be written to, or choose "
              "another one.")
        .arg(client::shownText(withinQuotes(file)));
}

QString Words::clocks(Time ours, Time theirs)
{
    return tr("This computer's clock says %1, the server's %2: more than five minutes apart, so nothing was "
              "signed. Set the one that is wrong (an admin sets the server's), then try again.")
        .arg(whenText(ours, theirs), whenText(theirs, ours));
}

QString Words::clocksApart(Time ours, Time theirs)
{
    return tr("This computer's clock says %1, the server's %2. A code is only good by the server's: set the "
              "clock that "
              "is wrong (an admin sets the server's).")
        .arg(momentText(ours, theirs), momentText(theirs, ours));
}

QString Words::withIncident(const QString& text, const QString& incident)
{
    return tr("%1 Incident to quote: %2").arg(text, incident);
}

QString sentenceOf(ErrorCode code)
{
    for (const auto of :
         {&Words::ofAccess, &Words::ofStatement, &Words::ofData, &logSentence, &sourceSentence})
        if (const auto text = of(code); !text.isEmpty())
            return text;
    return Words::ofMachine(code);
}

struct Clocks
{
    Time ours, theirs;
};

// Where the error tells what both clocks say: `Connection`.
std::optional<Clocks> clocksOf(const Error& error)
{
    // Of these alone the detail is our own; of others it is whatever the server said.
    const std::initializer_list<ErrorCode> ofTime{ErrorCode::ClockSkew, ErrorCode::SignInRefused,
                                                  ErrorCode::CodeRefused, ErrorCode::ProofRefused};
    if (std::ranges::find(ofTime, error.code) == ofTime.end())
        return std::nullopt;
    const std::string_view detail = error.detail;
    const auto space = detail.find(' ');
    if (space == std::string_view::npos)
        return std::nullopt;
    const auto ours = timeFromText(detail.substr(0, space));
    const auto theirs = timeFromText(detail.substr(space + 1));
    return ours && theirs ? std::optional(Clocks{*ours, *theirs}) : std::nullopt;
}

QString textOf(const Error& error)
{
    if (error.code == ErrorCode::StatementNotLogged &&
        error.about == wire::enumText(wire::StatementType::Revocation))
        return Words::revocationMissed();
    if (error.code == ErrorCode::FileAccess && error.about == client::sealedStateUnreadable)
        return Words::sealedState(client::shownText(error.detail));
    // Of this computer: the path, and why after a colon. What a server's path would be is not for people.
    if (error.code == ErrorCode::FileAccess && error.incident.empty() && error.detail.starts_with('/'))
        return Words::fileAccess(error.detail.substr(0, error.detail.find(": ")));
    const auto clocks = clocksOf(error);
    if (!clocks)
        return sentenceOf(error.code);
    if (error.code == ErrorCode::ClockSkew)
        return Words::clocks(clocks->ours, clocks->theirs);
    return sentenceOf(error.code) + u' ' + clocksSentence(clocks->ours, clocks->theirs);
}

} // namespace

QString sentence(const Error& error)
{
    const auto text = textOf(error);
    return error.incident.empty() ? text : Words::withIncident(text, client::shownText(error.incident));
}

QString clocksSentence(Time ours, Time theirs)
{
    return Words::clocksApart(ours, theirs);
}

QString sentenceForCode(const QString& code)
{
    return sentenceOf(codeFromText(code.toStdString()));
}

} // namespace countersign::ui
