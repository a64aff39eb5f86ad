#pragma once

#include "client/Lack.h"
#include "trust/ExportChain.h"
#include "wire/Job.h"

#include <QByteArray>
#include <QMetaType>
#include <QString>
#include <QStringList>

/// What the console knows of one export, and from whom: parsed from signed bytes and judged by the replayed
/// trust log.
namespace countersign::client {

struct SignatureView
{
    PersonId person;
    QString personName; ///< as the trust log registers the person
    KeyThumbprint key;
    bool rootKey = false;
    QStringList endorsers;      ///< names, for a key that is not the root's
    std::optional<Error> fault; ///< nothing: signature, key and place were checked here and hold
    Lack lack = Lack::Other;    ///< with the fault, or with that of the link of the chain
    std::optional<std::uint64_t> trustIndex;
    Time entered;
};

struct DecisionView
{
    Digest digest;
    QByteArray payload; ///< the exact signed bytes
    SignatureView signature;
    wire::Gate gate = wire::Gate::Request;
    wire::Verdict verdict = wire::Verdict::Reject;
    QString reason;
    bool counts = false;            ///< by the rules of trust
    std::optional<wire::Seen> seen; ///< what its author says to have seen of the logs
};

struct GateView
{
    int needed = 1;
    int given = 0;
    wire::Standing standing = wire::Standing::Open;
    std::optional<Time> lapses;
    std::optional<Error> whyNotMe; ///< why the person signed in may not decide now; nothing: may
    QStringList whoCan;            ///< names of those who may
};

struct ExportView
{
    JobId job;
    wire::JobState state = wire::JobState::AwaitingApproval;
    Time since;
    std::uint64_t revision = 0;

    Digest requestDigest;
    QByteArray requestPayload; ///< the exact signed bytes
    wire::Statement requestStatement;
    wire::ExportRequestBody request;
    SignatureView requestSignature;
    QStringList fetcherNames;

    std::optional<Digest> releaseDigest;
    QByteArray releasePayload;
    std::optional<wire::ReleaseBody> release;
    std::optional<SignatureView> releaseSignature;
    std::optional<trust::Wider> releaseWider; ///< in what it offers more than was asked for

    std::vector<DecisionView> decisions;
    GateView requestGate;
    GateView releaseGate;
    trust::ChainReport chain; ///< for the person signed in where they may fetch; else without the last link
    trust::ClaimedExport claimed;

    wire::Intake intake;
    std::vector<wire::FileReceipts> receipts;
    std::optional<Error> failure;
    /// Set when the statements themselves could not be read or placed: nothing else of the view is to be
    /// believed.
    std::optional<Error> fault;
    /// Ready to be decided upon by the person signed in.
    [[nodiscard]] bool waitsForMe() const;
    /// The gate at which it stands, if at one.
    [[nodiscard]] std::optional<wire::Gate> openGate() const;
};

/// Builds the view of `job` for `me` at `now`.
[[nodiscard]] ExportView viewOf(const wire::Job& job, const trust::TrustState& state, const PersonId& me,
                                const std::optional<KeyThumbprint>& myEncryptionKey, Time now);
/// A person's name as the trust log knows it, else the id.
[[nodiscard]] QString nameOf(const trust::TrustState& state, const PersonId& person);

} // namespace countersign::client

Q_DECLARE_METATYPE(countersign::client::ExportView)
