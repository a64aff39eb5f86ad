#pragma once

#include "wire/Statement.h"

#include <QString>
#include <QStringList>

/// Root, policy and keys in words.
namespace countersign::ui {

/// A field of the policy, for a form or a table: what it is called, and its value.
struct PolicyLine
{
    QString name;
    QString value;
};
[[nodiscard]] std::vector<PolicyLine> policyLines(const wire::Policy& policy);
/// "approvals of a standard export: 1, then 2", a line each; that nothing changes is a line, too.
[[nodiscard]] QStringList policyDifferences(const wire::Policy& before, const wire::Policy& after);
/// Who joins and leaves, thresholds, keys.
[[nodiscard]] QStringList rootDifferences(const wire::RootBody& before, const wire::RootBody& after);
[[nodiscard]] QString revocationCauseText(wire::RevocationCause cause);
/// A thumbprint in groups of four: for reading aloud, and it can wrap.
[[nodiscard]] QString thumbprintText(const KeyThumbprint& thumbprint);
/// A C2SP verifier key: name and key id, the key in groups of four below; to be compared by eye.
[[nodiscard]] QString logKeyText(const std::string& vkey);

} // namespace countersign::ui
