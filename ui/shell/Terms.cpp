#include "ui/shell/Terms.h"

#include "client/Strings.h"

#include <QCoreApplication>

namespace countersign::ui {

namespace {

struct TermWords
{
    Q_DECLARE_TR_FUNCTIONS(Sentences)

public:
    static QString action(const std::string& code);
    static QString role(wire::Role role);
    static QString state(wire::JobState state);
    static QString purpose(wire::Purpose purpose);
    static QString sensitivity(wire::Sensitivity sensitivity);
    static QString statement(wire::StatementType type);
    static QString decision(wire::Gate gate, bool approved);
    static QString standing(wire::Standing standing);
    static QString environment(const QString& name);
};

QString TermWords::action(const std::string& code)
{
    static const std::pair<const char*, const char*> names[] = {
        {"server.init", QT_TR_NOOP("server set up")},
        {"server.next-keys", QT_TR_NOOP("next keys made on the host")},
        {"server.recover", QT_TR_NOOP("recovery of the logs begun on the host")},
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
        {"job.recovered", QT_TR_NOOP("source answers again")},
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
        {"download.unseal", QT_TR_NOOP("sealed files: opening asked for")},
        {"download.unsealed", QT_TR_NOOP("sealed file opened")},
        {"audit.tile", QT_TR_NOOP("audit log asked for")},
        {"audit.checkpoint", QT_TR_NOOP("checkpoint asked for")},
        {"audit.trail", QT_TR_NOOP("trail asked for")},
        {"approval.read", QT_TR_NOOP("statement asked for")},
        {"founding.read", QT_TR_NOOP("founding asked for")},
        {"job.list", QT_TR_NOOP("exports asked for")},
        {"job.read", QT_TR_NOOP("export asked for")},
        {"key.list", QT_TR_NOOP("keys asked for")},
        {"people.list", QT_TR_NOOP("people asked for")},
        {"request.sources", QT_TR_NOOP("sources asked for")},
        {"session.events", QT_TR_NOOP("news asked for")},
    };
    for (const auto& [name, text] : names)
        if (code == name)
            return tr(text);
    return client::shownText(code);
}

QString TermWords::role(wire::Role role)
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

QString TermWords::state(wire::JobState state)
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
    case Voided:
        return tr("void");
    case Destroyed:
        return tr("destroyed");
    }
    return {};
}

QString TermWords::purpose(wire::Purpose purpose)
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

QString TermWords::sensitivity(wire::Sensitivity sensitivity)
{
    return sensitivity == wire::Sensitivity::High ? tr("high") : tr("standard");
}

QString TermWords::statement(wire::StatementType type)
{
    using enum wire::StatementType;
    switch (type) {
    case Root:
        return tr("root");
    case KeyRegistration:
        return tr("key registered");
    case RoleChange:
        return tr("role changed");
    case ExportRequest:
        return tr("export requested");
    case Release:
        return tr("release put forward");
    case Decision:
        return tr("decision signed");
    case Withdrawal:
        return tr("withdrawal");
    case Receipt:
        return tr("receipt signed");
    case PolicyChange:
        return tr("policy changed");
    case Revocation:
        return tr("key revoked");
    case LogRecovery:
        return tr("recovery of the logs");
    }
    return {};
}

QString TermWords::decision(wire::Gate gate, bool approved)
{
    switch (gate) {
    case wire::Gate::Request:
        return approved ? tr("request approved") : tr("request rejected");
    case wire::Gate::Release:
        return approved ? tr("release approved") : tr("release rejected");
    case wire::Gate::Admin:
        return approved ? tr("countersigned by an admin") : tr("rejected by an admin");
    }
    return {};
}

QString TermWords::standing(wire::Standing standing)
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

QString TermWords::environment(const QString& name)
{
    if (name == u"production")
        return tr("Production");
    if (name == u"test")
        return tr("Test");
    if (name == u"training")
        return tr("Training");
    return name;
}

} // namespace

QString roleText(wire::Role role)
{
    return TermWords::role(role);
}

QString stateText(wire::JobState state)
{
    return TermWords::state(state);
}

QString purposeText(wire::Purpose purpose)
{
    return TermWords::purpose(purpose);
}

QString sensitivityText(wire::Sensitivity sensitivity)
{
    return TermWords::sensitivity(sensitivity);
}

QString actionText(const std::string& auditAction)
{
    return TermWords::action(auditAction);
}

QString statementText(wire::StatementType type)
{
    return TermWords::statement(type);
}

QString decisionText(wire::Gate gate, wire::Verdict verdict)
{
    return TermWords::decision(gate, verdict == wire::Verdict::Approve);
}

QString standingText(wire::Standing standing)
{
    return TermWords::standing(standing);
}

QString environmentText(const QString& environment)
{
    return TermWords::environment(environment);
}

QString environmentHtml(const QString& environment)
{
    const bool known = environment == u"test" || environment == u"training";
    return QStringLiteral("<span class=\"%1\">%2</span>")
        .arg(known ? environment : QStringLiteral("production"),
             environmentText(environment).toUpper().toHtmlEscaped());
}

} // namespace countersign::ui
