#include "wire/Vocabulary.h"

#include <array>
#include <utility>

namespace countersign::wire {

namespace {

template <typename E>
struct Names;

#define COUNTERSIGN_NAMES(E, ...)                                                                            \
    template <>                                                                                              \
    struct Names<E>                                                                                          \
    {                                                                                                        \
        static constexpr auto table = std::to_array<std::pair<E, std::string_view>>(__VA_ARGS__);            \
    }

COUNTERSIGN_NAMES(Role, {{Role::ExportOperator, "export-operator"},
                         {Role::SecurityApprover, "security-approver"},
                         {Role::ArtifactDownloader, "artifact-downloader"},
                         {Role::Admin, "admin"},
                         {Role::ComplianceOfficer, "compliance-officer"}});
COUNTERSIGN_NAMES(Sensitivity, {{Sensitivity::Standard, "standard"}, {Sensitivity::High, "high"}});
COUNTERSIGN_NAMES(Level, {{Level::System, "system"}, {Level::Group, "group"}, {Level::Patient, "patient"}});
COUNTERSIGN_NAMES(Gate, {{Gate::Request, "request"}, {Gate::Release, "release"}, {Gate::Admin, "admin"}});
COUNTERSIGN_NAMES(Verdict, {{Verdict::Approve, "approve"}, {Verdict::Reject, "reject"}});
COUNTERSIGN_NAMES(StatementType, {{StatementType::Root, "root"},
                                  {StatementType::KeyRegistration, "key-registration"},
                                  {StatementType::RoleChange, "role-change"},
                                  {StatementType::ExportRequest, "export-request"},
                                  {StatementType::Release, "release"},
                                  {StatementType::Decision, "decision"},
                                  {StatementType::Withdrawal, "withdrawal"},
                                  {StatementType::Receipt, "receipt"},
                                  {StatementType::PolicyChange, "policy-change"},
                                  {StatementType::Revocation, "revocation"},
                                  {StatementType::LogRecovery, "log-recovery"}});
COUNTERSIGN_NAMES(RoleAction, {{RoleAction::Grant, "grant"},
                               {RoleAction::Withdraw, "withdraw"},
                               {RoleAction::Disable, "disable"},
                               {RoleAction::Enable, "enable"},
                               {RoleAction::ResetMfa, "reset-mfa"}});
COUNTERSIGN_NAMES(RevocationCause, {{RevocationCause::Replaced, "replaced"},
                                    {RevocationCause::Lost, "lost"},
                                    {RevocationCause::Compromised, "compromised"},
                                    {RevocationCause::Left, "left"}});
COUNTERSIGN_NAMES(JobState, {{JobState::AwaitingApproval, "awaiting-approval"},
                             {JobState::Approved, "approved"},
                             {JobState::KickingOff, "kicking-off"},
                             {JobState::Preparing, "preparing"},
                             {JobState::TakingIn, "taking-in"},
                             {JobState::AwaitingRelease, "awaiting-release"},
                             {JobState::Released, "released"},
                             {JobState::Retrieved, "retrieved"},
                             {JobState::Rejected, "rejected"},
                             {JobState::Withdrawn, "withdrawn"},
                             {JobState::Lapsed, "lapsed"},
                             {JobState::Failed, "failed"},
                             {JobState::Voided, "voided"},
                             {JobState::Destroyed, "destroyed"}});
COUNTERSIGN_NAMES(Standing, {{Standing::Open, "open"},
                             {Standing::Effective, "effective"},
                             {Standing::Rejected, "rejected"},
                             {Standing::Withdrawn, "withdrawn"},
                             {Standing::Lapsed, "lapsed"}});
COUNTERSIGN_NAMES(Purpose, {{Purpose::TREAT, "TREAT"},
                            {Purpose::HPAYMT, "HPAYMT"},
                            {Purpose::HOPERAT, "HOPERAT"},
                            {Purpose::HRESCH, "HRESCH"},
                            {Purpose::PUBHLTH, "PUBHLTH"},
                            {Purpose::HQUALIMP, "HQUALIMP"},
                            {Purpose::HSYSADMIN, "HSYSADMIN"},
                            {Purpose::PATADMIN, "PATADMIN"}});
COUNTERSIGN_NAMES(KeyState, {{KeyState::Active, "active"},
                             {KeyState::Retired, "retired"},
                             {KeyState::Destroyed, "destroyed"}});
COUNTERSIGN_NAMES(EnrolState, {{EnrolState::Invited, "invited"},
                               {EnrolState::Enrolled, "enrolled"},
                               {EnrolState::ResetPending, "reset-pending"}});
#undef COUNTERSIGN_NAMES

} // namespace

template <typename E>
std::string_view enumText(E value)
{
    for (const auto& [candidate, text] : Names<E>::table)
        if (candidate == value)
            return text;
    return {};
}

template <typename E>
std::optional<E> enumFromText(std::string_view text)
{
    for (const auto& [candidate, name] : Names<E>::table)
        if (name == text)
            return candidate;
    return std::nullopt;
}

#define COUNTERSIGN_INSTANTIATE(E)                                                                           \
    template std::string_view enumText<E>(E);                                                                \
    template std::optional<E> enumFromText<E>(std::string_view);
COUNTERSIGN_INSTANTIATE(Role)
COUNTERSIGN_INSTANTIATE(Sensitivity)
COUNTERSIGN_INSTANTIATE(Level)
COUNTERSIGN_INSTANTIATE(Gate)
COUNTERSIGN_INSTANTIATE(Verdict)
COUNTERSIGN_INSTANTIATE(StatementType)
COUNTERSIGN_INSTANTIATE(RoleAction)
COUNTERSIGN_INSTANTIATE(RevocationCause)
COUNTERSIGN_INSTANTIATE(JobState)
COUNTERSIGN_INSTANTIATE(Standing)
COUNTERSIGN_INSTANTIATE(Purpose)
COUNTERSIGN_INSTANTIATE(KeyState)
COUNTERSIGN_INSTANTIATE(EnrolState)
#undef COUNTERSIGN_INSTANTIATE

} // namespace countersign::wire
