#include "trust/TrailParts.h"

#include "trust/JobName.h"
#include "trust/TrailActions.h"

/// What the server's entry of a statement says of it (`app/server/approval/Admitting.cpp`).
namespace countersign::trust::trail {

namespace {

std::string joined(const std::vector<std::string>& words)
{
    std::string text;
    for (const auto& word : words)
        text += (text.empty() ? "" : " ") + word;
    return text.substr(0, 1000);
}

void tell(Telling& telling, const wire::RoleChangeBody& change)
{
    telling.detail["person"] = change.person.text();
    telling.detail["change"] = wire::enumText(change.action);
    if (change.role)
        telling.detail["role"] = wire::enumText(*change.role);
}

void tell(Telling& telling, const wire::RevocationBody& revocation)
{
    telling.detail["person"] = revocation.person.text();
    telling.detail["key"] = revocation.key.text();
    telling.detail["cause"] = wire::enumText(revocation.cause);
    telling.detail["voidFrom"] = std::to_string(revocation.voidFrom);
}

void tell(Telling& telling, const wire::ExportRequestBody& request)
{
    telling.detail["types"] = joined(request.types);
    telling.detail["recipient"] = request.recipient.substr(0, 300);
    telling.detail["sensitivity"] = wire::enumText(request.sensitivity);
}

void tellProposal(Telling& telling, const wire::Statement& statement, bool first)
{
    telling.action = first ? "founding.root" : adminActionOf(statement.type());
    if (const auto* change = statement.as<wire::RoleChangeBody>())
        tell(telling, *change);
    else if (const auto* revocation = statement.as<wire::RevocationBody>())
        tell(telling, *revocation);
    else if (const auto* policy = statement.as<wire::PolicyChangeBody>())
        telling.detail["version"] = std::to_string(policy->policy.version);
    else if (const auto* root = statement.as<wire::RootBody>(); root && !first)
        telling.detail["version"] = std::to_string(root->version);
}

// A decision or withdrawal: of an export, or of an admin matter.
void tellSubject(Telling& telling, const Digest& subject, const TrustState& state, const Exports& exports,
                 const char* ofExport)
{
    telling.detail["subject"] = subject.text();
    if (const auto* matter = state.matter(subject)) {
        telling.action = adminActionOf(matter->signedStatement.statement.type());
        return;
    }
    telling.action = ofExport;
    if (const auto job = exports.jobOf(subject))
        telling.job = job->text();
}

} // namespace

Telling tellingOf(const wire::SignedStatement& signedStatement, const TrustState& state,
                  const Exports& exports)
{
    const auto& statement = signedStatement.statement;
    Telling telling;
    if (const auto* request = statement.as<wire::ExportRequestBody>()) {
        telling.action = "request.sign";
        telling.job = jobIdOf(signedStatement.digest).text();
        tell(telling, *request);
    } else if (const auto* release = statement.as<wire::ReleaseBody>()) {
        telling.action = "job.release-made";
        telling.job = jobIdOf(release->request).text();
    } else if (const auto* registration = statement.as<wire::KeyRegistrationBody>()) {
        telling.action = "session.enrol";
        telling.detail["registration"] = signedStatement.digest.text();
        telling.detail["key"] = registration->signing.thumbprint().text();
    } else if (const auto* decision = statement.as<wire::DecisionBody>()) {
        tellSubject(telling, decision->subjects.front(), state, exports, "approval.decide");
        telling.detail["decision"] = wire::enumText(decision->decision);
        telling.detail["gate"] = wire::enumText(decision->gate);
    } else if (const auto* withdrawal = statement.as<wire::WithdrawalBody>()) {
        tellSubject(telling, withdrawal->subject, state, exports, "request.withdraw");
        telling.detail["decision"] = "withdraw";
    } else {
        tellProposal(telling, statement, state.rootDigest() == signedStatement.digest);
    }
    return telling;
}

} // namespace countersign::trust::trail
