#include "ui/shell/PolicyWords.h"

#include "client/PersonNames.h"
#include "client/Strings.h"
#include "ui/shell/Sentences.h"

#include <algorithm>

#include <QCoreApplication>
#include <QLocale>

namespace countersign::ui {

namespace {

struct PolicyWords
{
    Q_DECLARE_TR_FUNCTIONS(countersign::ui::PolicyWords)

public:
    static std::vector<PolicyLine> lines(const wire::Policy& policy);
    static QStringList differences(const wire::Policy& before, const wire::Policy& after);
    static QStringList differences(const wire::RootBody& before, const wire::RootBody& after);
    static QString cause(wire::RevocationCause cause);
};

QString inFours(const QString& text)
{
    QString spaced;
    for (qsizetype i = 0; i < text.size(); i += 4)
        spaced += (i > 0 ? QStringLiteral(" ") : QString()) + text.mid(i, 4);
    return spaced;
}

QString number(int value)
{
    return QLocale().toString(value);
}

std::vector<PolicyLine> PolicyWords::lines(const wire::Policy& policy)
{
    QStringList types;
    for (const auto& type : policy.highTypes)
        types << client::shownText(type);
    return {{tr("Approvals of a standard export, at each gate"), number(policy.approvalsStandard)},
            {tr("Approvals of a highly sensitive export, at each gate"), number(policy.approvalsHigh)},
            {tr("Admins who endorse a first key"), number(policy.endorsements)},
            {tr("Admins besides the author, for roles, keys and policy"), number(policy.countersignatures)},
            {tr("Undecided matters lapse after"), tr("%n hour(s)", nullptr, policy.lapseHours)},
            {tr("Most downloads of a file"), number(policy.downloads)},
            {tr("An export ends at the latest after"), tr("%n day(s)", nullptr, policy.retentionDays)},
            {tr("Encryption keys are rotated every"), tr("%n day(s)", nullptr, policy.rotationDays)},
            {tr("Highly sensitive types"), types.isEmpty() ? tr("none") : listText(types)}};
}

QStringList PolicyWords::differences(const wire::Policy& before, const wire::Policy& after)
{
    QStringList changed;
    const auto old = lines(before);
    const auto fresh = lines(after);
    for (std::size_t i = 0; i < old.size(); ++i)
        if (old[i].value != fresh[i].value)
            changed << tr("%1: %2, before %3", "policy field, new value, old value")
                           .arg(fresh[i].name, fresh[i].value, old[i].value);
    if (changed.isEmpty())
        changed << tr("changes nothing but its number");
    return changed;
}

// Named by the id, too: two people may be called alike, and this is what is signed.
QString named(const wire::RootAdmin& admin)
{
    return client::withId(client::shownText(admin.name), admin.person);
}

QStringList namesOf(const std::vector<wire::RootAdmin>& admins, const std::vector<wire::RootAdmin>& without)
{
    QStringList names;
    for (const auto& admin : admins)
        if (std::none_of(without.begin(), without.end(),
                         [&](const auto& other) { return other.person == admin.person; }))
            names << named(admin);
    return names;
}

QStringList rekeyed(const wire::RootBody& before, const wire::RootBody& after)
{
    QStringList names;
    for (const auto& admin : after.admins)
        for (const auto& other : before.admins)
            if (other.person == admin.person && other.signing.thumbprint() != admin.signing.thumbprint())
                names << named(admin);
    return names;
}

QStringList PolicyWords::differences(const wire::RootBody& before, const wire::RootBody& after)
{
    QStringList lines;
    if (const auto names = namesOf(after.admins, before.admins); !names.isEmpty())
        lines << tr("joins: %1").arg(listText(names));
    if (const auto names = namesOf(before.admins, after.admins); !names.isEmpty())
        lines << tr("leaves, and is no admin from then on: %1").arg(listText(names));
    if (const auto names = rekeyed(before, after); !names.isEmpty())
        lines << tr("named with another key: %1").arg(listText(names));
    for (const auto& admin : after.admins)
        for (const auto& other : before.admins)
            if (other.person == admin.person && other.name != admin.name)
                lines << tr("is called %1 from then on: %2", "new name, name (person's id)")
                             .arg(client::shownText(admin.name), named(other));
    if (before.threshold != after.threshold)
        lines << tr("%1 admins sign for the next root, before %2").arg(after.threshold).arg(before.threshold);
    if (before.serverName != after.serverName)
        lines << tr("the server is called %1").arg(client::shownText(after.serverName));
    if (before.serverKey.thumbprint() != after.serverKey.thumbprint())
        lines
            << tr("the server signs with another key: %1").arg(thumbprintText(after.serverKey.thumbprint()));
    if (before.trustLog != after.trustLog || before.auditLog != after.auditLog)
        lines << tr("the logs are signed with other keys");
    if (lines.isEmpty())
        lines << tr("changes nothing but its number");
    return lines;
}

QString PolicyWords::cause(wire::RevocationCause cause)
{
    switch (cause) {
    case wire::RevocationCause::Replaced:
        return tr("no longer needed");
    case wire::RevocationCause::Lost:
        return tr("lost");
    case wire::RevocationCause::Compromised:
        return tr("in other hands");
    case wire::RevocationCause::Left:
        return tr("its holder has left");
    }
    return {};
}

} // namespace

std::vector<PolicyLine> policyLines(const wire::Policy& policy)
{
    return PolicyWords::lines(policy);
}

QStringList policyDifferences(const wire::Policy& before, const wire::Policy& after)
{
    return PolicyWords::differences(before, after);
}

QStringList rootDifferences(const wire::RootBody& before, const wire::RootBody& after)
{
    return PolicyWords::differences(before, after);
}

QString revocationCauseText(wire::RevocationCause cause)
{
    return PolicyWords::cause(cause);
}

QString thumbprintText(const KeyThumbprint& thumbprint)
{
    return inFours(client::shownText(thumbprint.text()));
}

QString logKeyText(const std::string& vkey)
{
    const auto text = client::shownText(vkey);
    const auto id = text.indexOf(u'+');
    const auto key = text.indexOf(u'+', id + 1);
    return key < 0 ? text : text.left(key) + u'\n' + inFours(text.mid(key + 1));
}

} // namespace countersign::ui
