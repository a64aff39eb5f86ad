#include "ui/people/MatterWords.h"

#include "client/Strings.h"
#include "ui/shell/PolicyWords.h"
#include "ui/shell/Sentences.h"

#include <QCoreApplication>

namespace countersign::ui {

namespace {

struct MatterWords
{
    Q_DECLARE_TR_FUNCTIONS(countersign::ui::MatterWords)

public:
    static QStringList revocation(const client::AdminMatterView& matter);
    static QStringList details(const client::AdminMatterView& matter);
};

QStringList MatterWords::revocation(const client::AdminMatterView& matter)
{
    const auto& body = *matter.revocation;
    QStringList lines{tr("cause: %1").arg(revocationCauseText(body.cause))};
    lines << tr("void is what it signed from trust log entry %1 on (%2)")
                 .arg(body.voidFrom)
                 .arg(dayText(matter.voidSince));
    lines << tr(
        "Exports that rest on an approval or request that becomes void end; their files are destroyed.");
    return lines;
}

QStringList MatterWords::details(const client::AdminMatterView& matter)
{
    QStringList lines;
    // What is signed names the person by the id: two people may be called alike.
    if (!matter.subject.empty())
        lines << tr("person %1").arg(client::shownText(matter.subject.text()));
    if (matter.isRegistration() && matter.registeredName != matter.subjectName)
        lines << tr("to be shown as %1").arg(matter.registeredName);
    lines << matterStandingText(matter);
    if (matter.vouched)
        lines << tr("its holder signed for it with another key that counts");
    if (!matter.device.isEmpty())
        lines << tr("device %1").arg(matter.device);
    if (matter.thumbprint)
        lines << tr("thumbprint %1").arg(thumbprintText(*matter.thumbprint));
    if (matter.revocation)
        lines << revocation(matter);
    if (matter.policyChange)
        lines << policyDifferences(matter.policyNow, matter.policyChange->policy);
    if (matter.root && matter.rootNow)
        lines << rootDifferences(*matter.rootNow, *matter.root);
    if (!matter.reason.empty())
        lines << tr("reason: %1").arg(client::shownText(matter.reason));
    if (matter.whyNotMe)
        lines << sentence(*matter.whyNotMe);
    return lines;
}

} // namespace

QString matterText(const client::AdminMatterView& matter)
{
    if (matter.revocation)
        return MatterWords::tr("Revoke a signing key of %1").arg(matter.subjectName);
    if (matter.policyChange)
        return MatterWords::tr("Change the policy to version %1").arg(matter.policyChange->policy.version);
    if (matter.root)
        return MatterWords::tr("Change the root to version %1").arg(matter.root->version);
    if (matter.recovery)
        return MatterWords::tr("Go on after a log that lost its end");
    if (!matter.roleChange)
        return matter.vouched ? MatterWords::tr("Endorse a further signing key of %1").arg(matter.subjectName)
                              : MatterWords::tr("Endorse the signing key of %1").arg(matter.subjectName);
    const auto& change = *matter.roleChange;
    const auto role = change.role ? roleText(*change.role) : QString();
    switch (change.action) {
    case wire::RoleAction::Grant:
        return MatterWords::tr("Give %1 the role %2").arg(matter.subjectName, role);
    case wire::RoleAction::Withdraw:
        return MatterWords::tr("Take the role %2 from %1").arg(matter.subjectName, role);
    case wire::RoleAction::Disable:
        return MatterWords::tr("Disable %1").arg(matter.subjectName);
    case wire::RoleAction::Enable:
        return MatterWords::tr("Enable %1").arg(matter.subjectName);
    case wire::RoleAction::ResetMfa:
        return MatterWords::tr("Reset the second factor of %1 and void the signing key")
            .arg(matter.subjectName);
    }
    return {};
}

QString matterStandingText(const client::AdminMatterView& matter)
{
    auto signers = matter.approvedBy;
    // Whoever asks for a role change has signed it; a registration is signed by its own subject.
    if (!matter.thumbprint && !matter.authorName.isEmpty() && !signers.contains(matter.authorName))
        signers.prepend(matter.authorName);
    const int left = matter.needed - static_cast<int>(matter.approvedBy.size());
    const auto waits = MatterWords::tr("waits for %n more admin(s)", nullptr, std::max(left, 0));
    return signers.isEmpty() ? waits : MatterWords::tr("signed by %1, %2").arg(listText(signers), waits);
}

QString matterDetails(const client::AdminMatterView& matter)
{
    return MatterWords::details(matter).join(u'\n');
}

} // namespace countersign::ui
