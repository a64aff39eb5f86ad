#include "ui/shell/Sentences.h"

#include <QCoreApplication>
#include <QLocale>
#include <QTimeZone>

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
    static QString action(const std::string& code);
    static QString role(wire::Role role);
    static QString state(wire::JobState state);
    static QString purpose(wire::Purpose purpose);
    static QString standing(wire::Standing standing);
    static QString environment(const QString& name);
    static QString span(std::chrono::milliseconds span);
    static QString list(const QStringList& items);
    static QString clocks(Time ours, Time theirs);
    static QString withIncident(const QString& text, const QString& incident);
    static QString sensitivity(wire::Sensitivity sensitivity);
    static QString thousands(double value);
    static QString millions(double value);
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
    case SourceUnreachable:
        return tr("The source does not answer. Tell the people who run it.");
    case SourceRefused:
        return tr(
            "The source refused the export. Ask its operator whether this server may still read there.");
    case SourceData:
        return tr(
            "The source sent data that cannot be right. Nothing of it was released; tell its operator.");
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

QString Words::action(const std::string& code)
{
    static const std::pair<const char*, const char*> names[] = {
        {"server.init", QT_TR_NOOP("server set up")},
        {"server.start", QT_TR_NOOP("server started")},
        {"server.stop", QT_TR_NOOP("server stopped")},
        {"session.sign-in", QT_TR_NOOP("signed in")},
        {"session.code-refused", QT_TR_NOOP("code refused")},
        {"session.password-refused", QT_TR_NOOP("password refused")},
        {"session.enrol", QT_TR_NOOP("enrolled")},
        {"session.refresh", QT_TR_NOOP("session renewed")},
        {"session.refresh-reused", QT_TR_NOOP("session token used twice")},
        {"session.sign-out", QT_TR_NOOP("signed out")},
        {"session.lock", QT_TR_NOOP("console locked")},
        {"session.locked-out", QT_TR_NOOP("account locked")},
        {"founding.sign", QT_TR_NOOP("root signed by an admin")},
        {"founding.root", QT_TR_NOOP("root founded")},
        {"request.sign", QT_TR_NOOP("export requested")},
        {"request.withdraw", QT_TR_NOOP("request withdrawn")},
        {"approval.decide", QT_TR_NOOP("decision signed")},
        {"people.invite", QT_TR_NOOP("person invited")},
        {"people.unlock", QT_TR_NOOP("account unlocked")},
        {"people.code", QT_TR_NOOP("enrolment code issued")},
        {"people.role-change", QT_TR_NOOP("role changed")},
        {"people.endorse", QT_TR_NOOP("key endorsed")},
        {"key.create", QT_TR_NOOP("key created")},
        {"key.wrap", QT_TR_NOOP("key wrapped")},
        {"key.unwrap", QT_TR_NOOP("key unwrapped")},
        {"key.retire", QT_TR_NOOP("key retired")},
        {"key.destroy", QT_TR_NOOP("key destroyed")},
        {"job.approved", QT_TR_NOOP("request approved")},
        {"job.kick-off", QT_TR_NOOP("source asked")},
        {"job.kick-off-again", QT_TR_NOOP("source asked anew; an export may be left there")},
        {"job.accepted", QT_TR_NOOP("source accepted the export")},
        {"job.poll", QT_TR_NOOP("source polled")},
        {"job.retry", QT_TR_NOOP("source to be asked again")},
        {"job.manifest", QT_TR_NOOP("file list received")},
        {"job.file-sealed", QT_TR_NOOP("file sealed")},
        {"job.release-made", QT_TR_NOOP("release put forward")},
        {"job.source-delete", QT_TR_NOOP("export deleted at the source")},
        {"job.released", QT_TR_NOOP("released")},
        {"job.rejected", QT_TR_NOOP("rejected")},
        {"job.lapsed", QT_TR_NOOP("lapsed")},
        {"job.failed", QT_TR_NOOP("failed")},
        {"job.resumed", QT_TR_NOOP("resumed")},
        {"job.destroyed", QT_TR_NOOP("destroyed")},
        {"download.open", QT_TR_NOOP("retrieval opened")},
        {"download.ticket", QT_TR_NOOP("download ticket issued")},
        {"download.begin", QT_TR_NOOP("download begun")},
        {"download.resume", QT_TR_NOOP("download resumed")},
        {"download.progress", QT_TR_NOOP("download goes on")},
        {"download.end", QT_TR_NOOP("download ended")},
        {"download.receipt", QT_TR_NOOP("receipt signed")},
        {"audit.tile", QT_TR_NOOP("audit log asked for")},
    };
    for (const auto& [name, text] : names)
        if (code == name)
            return tr(text);
    return QString::fromStdString(code);
}

QString Words::role(wire::Role role)
{
    switch (role) {
    case wire::Role::ExportOperator:
        return tr("Export operator");
    case wire::Role::SecurityApprover:
        return tr("Security approver");
    case wire::Role::ArtifactDownloader:
        return tr("Artifact downloader");
    case wire::Role::Admin:
        return tr("Admin");
    case wire::Role::ComplianceOfficer:
        return tr("Compliance officer");
    }
    return {};
}

QString Words::state(wire::JobState state)
{
    using enum wire::JobState;
    switch (state) {
    case AwaitingApproval:
        return tr("awaiting approval");
    case Approved:
        return tr("approved");
    case KickingOff:
        return tr("asking the source");
    case Preparing:
        return tr("source prepares");
    case TakingIn:
        return tr("taking in");
    case AwaitingRelease:
        return tr("awaiting release");
    case Released:
        return tr("released");
    case Retrieved:
        return tr("retrieved");
    case Rejected:
        return tr("rejected");
    case Withdrawn:
        return tr("withdrawn");
    case Lapsed:
        return tr("lapsed");
    case Failed:
        return tr("failed");
    case Destroyed:
        return tr("destroyed");
    }
    return {};
}

QString Words::purpose(wire::Purpose purpose)
{
    using enum wire::Purpose;
    switch (purpose) {
    case TREAT:
        return tr("treatment");
    case HPAYMT:
        return tr("healthcare payment");
    case HOPERAT:
        return tr("healthcare operations");
    case HRESCH:
        return tr("healthcare research");
    case PUBHLTH:
        return tr("public health");
    case HQUALIMP:
        return tr("quality improvement");
    case HSYSADMIN:
        return tr("health system administration");
    case PATADMIN:
        return tr("patient administration");
    }
    return {};
}

QString Words::sensitivity(wire::Sensitivity sensitivity)
{
    return sensitivity == wire::Sensitivity::High ? tr("high") : tr("standard");
}

QString Words::standing(wire::Standing standing)
{
    switch (standing) {
    case wire::Standing::Open:
        return tr("open");
    case wire::Standing::Effective:
        return tr("in force");
    case wire::Standing::Rejected:
        return tr("rejected");
    case wire::Standing::Withdrawn:
        return tr("withdrawn");
    case wire::Standing::Lapsed:
        return tr("lapsed");
    }
    return {};
}

QString Words::environment(const QString& name)
{
    if (name == u"production")
        return tr("Production");
    if (name == u"test")
        return tr("Test");
    if (name == u"training")
        return tr("Training");
    return name;
}

QString Words::span(std::chrono::milliseconds span)
{
    using namespace std::chrono;
    const auto total = duration_cast<seconds>(span < milliseconds{} ? milliseconds{} : span).count();
    const auto days = total / 86400;
    const auto hours = total / 3600 % 24;
    const auto minutes = total / 60 % 60;
    if (days > 0)
        return hours > 0 ? tr("%1 d %2 h").arg(days).arg(hours) : tr("%1 d").arg(days);
    if (hours > 0)
        return minutes > 0 ? tr("%1 h %2 min").arg(hours).arg(minutes) : tr("%1 h").arg(hours);
    if (minutes > 0)
        return tr("%1 min").arg(minutes);
    return tr("%1 s").arg(total);
}

QString Words::list(const QStringList& items)
{
    if (items.size() < 2)
        return items.join(QString());
    return tr("%1 and %2").arg(items.mid(0, items.size() - 1).join(QStringLiteral(", ")), items.back());
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

QString Words::thousands(double value)
{
    return tr("%1 k").arg(QLocale().toString(value, 'f', value < 10 ? 1 : 0));
}

QString Words::millions(double value)
{
    return tr("%1 M").arg(QLocale().toString(value, 'f', value < 100 ? 1 : 0));
}

QString sentenceOf(ErrorCode code)
{
    for (const auto of : {&Words::ofAccess, &Words::ofStatement, &Words::ofData})
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

QString roleText(wire::Role role)
{
    return Words::role(role);
}

QString stateText(wire::JobState state)
{
    return Words::state(state);
}

QString purposeText(wire::Purpose purpose)
{
    return Words::purpose(purpose);
}

QString sensitivityText(wire::Sensitivity sensitivity)
{
    return Words::sensitivity(sensitivity);
}

QString actionText(const std::string& auditAction)
{
    return Words::action(auditAction);
}

QString standingText(wire::Standing standing)
{
    return Words::standing(standing);
}

QString environmentText(const QString& environment)
{
    return Words::environment(environment);
}

QString environmentHtml(const QString& environment)
{
    const bool known = environment == u"test" || environment == u"training";
    return QStringLiteral("<span class=\"%1\">%2</span>")
        .arg(known ? environment : QStringLiteral("production"),
             environmentText(environment).toUpper().toHtmlEscaped());
}

QString whenText(Time time, Time now)
{
    const QLocale locale;
    const auto then = toQDateTime(time).toLocalTime();
    const auto today = toQDateTime(now).toLocalTime().date();
    // The short time of the C locale has seconds.
    const auto clock = locale.language() == QLocale::C ? locale.toString(then.time(), QStringLiteral("HH:mm"))
                                                       : locale.toString(then.time(), QLocale::ShortFormat);
    if (then.date() == today)
        return clock;
    if (then.date().year() == today.year())
        return locale.toString(then.date(), QStringLiteral("ddd d MMM")) + u' ' + clock;
    return dayText(time) + u' ' + clock;
}

QString dayText(Time time)
{
    return QLocale().toString(toQDateTime(time).toLocalTime().date(), QStringLiteral("d MMM yyyy"));
}

QString spanText(std::chrono::milliseconds span)
{
    return Words::span(span);
}

QString sizeText(std::uint64_t bytes)
{
    return QLocale().formattedDataSize(static_cast<qint64>(bytes), 2, QLocale::DataSizeSIFormat);
}

QString countText(std::uint64_t count)
{
    return QLocale().toString(static_cast<qulonglong>(count));
}

QString shortCountText(std::uint64_t count)
{
    const auto value = static_cast<double>(count);
    if (count < 1000)
        return countText(count);
    // 999 500 and more would round to "1000 k".
    return count < 999'500 ? Words::thousands(value / 1e3) : Words::millions(value / 1e6);
}

QString listText(const QStringList& items)
{
    return Words::list(items);
}

QDateTime toQDateTime(Time time)
{
    return QDateTime::fromMSecsSinceEpoch(time.time_since_epoch().count(), Qt::UTC);
}

Time fromQDateTime(const QDateTime& time)
{
    return Time(std::chrono::milliseconds(time.toMSecsSinceEpoch()));
}

} // namespace countersign::ui
