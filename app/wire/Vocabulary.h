#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace countersign::wire {

/// An enumeration that travels as text. `enumText` and `enumFromText` are the only places that spell it.
template <typename E>
std::string_view enumText(E value);
template <typename E>
std::optional<E> enumFromText(std::string_view text);

enum class Role : std::uint8_t {
    ExportOperator,
    SecurityApprover,
    ArtifactDownloader,
    Admin,
    ComplianceOfficer
};

enum class Sensitivity : std::uint8_t { Standard, High };

/// FHIR Bulk Data export levels.
enum class Level : std::uint8_t { System, Group, Patient };

/// Where a decision stands in the life of an export; `Admin` for endorsements, roles and the like.
enum class Gate : std::uint8_t { Request, Release, Admin };

enum class Verdict : std::uint8_t { Approve, Reject };

enum class StatementType : std::uint8_t {
    Root,
    KeyRegistration,
    RoleChange,
    ExportRequest,
    Release,
    Decision,
    Withdrawal,
    Receipt,
    PolicyChange,
    Revocation,
    LogRecovery,
};

/// What a `role-change` does. `ResetMfa` also voids the person's keys: the next one needs two admins again.
enum class RoleAction : std::uint8_t { Grant, Withdraw, Disable, Enable, ResetMfa };

/// Why a key is revoked. What it does to decisions already made is `RevocationBody::voidFrom`'s to say.
enum class RevocationCause : std::uint8_t { Replaced, Lost, Compromised, Left };

/// The states of an export, in the order of its life. `jobs.md` of app/server/job is the page that documents
/// the legal transitions; `server/job/JobState.h` is the one function that knows them.
enum class JobState : std::uint8_t {
    AwaitingApproval, ///< the request waits at the first gate
    Approved,         ///< enough approvals; intake not yet begun
    KickingOff,       ///< token and kick-off at the source
    Preparing,        ///< the source answers 202
    TakingIn,         ///< files are fetched and sealed
    AwaitingRelease,  ///< the release waits at the second gate
    Released,         ///< fetchers may retrieve
    Retrieved,        ///< every file was receipted
    Rejected,
    Withdrawn,
    Lapsed,
    Failed,
    Voided,    ///< a revocation made void what it rested on
    Destroyed, ///< past its end: keys and objects are gone
};

/// Of a statement that others decide on.
enum class Standing : std::uint8_t { Open, Effective, Rejected, Withdrawn, Lapsed };

/// HL7 v3 PurposeOfUse codes that an export may carry (terminology.hl7.org/ValueSet/v3-PurposeOfUse).
enum class Purpose : std::uint8_t { TREAT, HPAYMT, HOPERAT, HRESCH, PUBHLTH, HQUALIMP, HSYSADMIN, PATADMIN };

enum class KeyState : std::uint8_t { Active, Retired, Destroyed };

/// Where somebody stands in enrolment.
enum class EnrolState : std::uint8_t { Invited, Enrolled, ResetPending };

} // namespace countersign::wire
