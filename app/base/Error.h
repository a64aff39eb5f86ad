#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

namespace countersign {

/// Every way in which something can fail, with the stable `code` that travels in RFC 9457 problems and its
/// HTTP status. The sentence that a person reads is made from the code in `ui/shell` alone.
#define COUNTERSIGN_ERRORS(X)                                                                                \
    X(BadRequest, "bad-request", 400)                                                                        \
    X(MalformedJson, "malformed-json", 400)                                                                  \
    X(UnknownField, "unknown-field", 400)                                                                    \
    X(TooLarge, "too-large", 413)                                                                            \
    X(UnsupportedContent, "unsupported-content", 415)                                                        \
    X(NotFound, "not-found", 404)                                                                            \
    X(MethodNotAllowed, "method-not-allowed", 405)                                                           \
    X(TooManyRequests, "too-many-requests", 429)                                                             \
    X(SignInRefused, "sign-in-refused", 401)                                                                 \
    X(SignInLapsed, "sign-in-lapsed", 401)                                                                   \
    X(SessionEnded, "session-ended", 401)                                                                    \
    X(RefreshReused, "refresh-reused", 401)                                                                  \
    X(NonceNeeded, "use-dpop-nonce", 401)                                                                    \
    X(ProofRefused, "dpop-refused", 401)                                                                     \
    X(AccountLocked, "account-locked", 403)                                                                  \
    X(AccountDisabled, "account-disabled", 403)                                                              \
    X(CodeNeeded, "code-needed", 401)                                                                        \
    X(CodeRefused, "code-refused", 403)                                                                      \
    X(CodeUsed, "code-used", 403)                                                                            \
    X(ActionMismatch, "action-mismatch", 403)                                                                \
    X(PasswordTooWeak, "password-too-weak", 422)                                                             \
    X(RoleMissing, "role-missing", 403)                                                                      \
    X(OwnStatement, "own-statement", 403)                                                                    \
    X(NotRecipient, "not-recipient", 403)                                                                    \
    X(StatementMalformed, "statement-malformed", 422)                                                        \
    X(StatementRefused, "statement-refused", 422)                                                            \
    X(StatementExpired, "statement-expired", 422)                                                            \
    X(StatementDated, "statement-dated", 422)                                                                \
    X(OtherSubject, "other-subject", 422)                                                                    \
    X(RootAdminsExchanged, "root-admins-exchanged", 422)                                                     \
    X(RecoveryWithoutLoss, "recovery-without-loss", 422)                                                     \
    X(SignatureInvalid, "signature-invalid", 422)                                                            \
    X(KeyNotEndorsed, "key-not-endorsed", 403)                                                               \
    X(KeyRevoked, "key-revoked", 403)                                                                        \
    X(SensitivityTooLow, "sensitivity-too-low", 422)                                                         \
    X(AlreadyDecided, "already-decided", 409)                                                                \
    X(NotOpen, "not-open", 409)                                                                              \
    X(Conflict, "conflict", 409)                                                                             \
    X(Lapsed, "lapsed", 410)                                                                                 \
    X(ApprovalMissing, "approval-missing", 403)                                                              \
    X(ReleaseWider, "release-wider", 422)                                                                    \
    X(ReleaseUnseen, "release-unseen", 422)                                                                  \
    X(StatementNotLogged, "statement-not-logged", 422)                                                       \
    X(NotInLog, "not-in-log", 422)                                                                           \
    X(LoggedOtherwise, "logged-otherwise", 422)                                                              \
    X(IdentityMismatch, "identity-mismatch", 422)                                                            \
    X(ClockSkew, "clock-skew", 422)                                                                          \
    X(RootMissing, "root-missing", 409)                                                                      \
    X(RootMismatch, "root-mismatch", 422)                                                                    \
    X(RecoveryPending, "recovery-pending", 409)                                                              \
    X(TicketUsed, "ticket-used", 410)                                                                        \
    X(TicketExpired, "ticket-expired", 410)                                                                  \
    X(TicketOtherDevice, "ticket-other-device", 403)                                                         \
    X(DownloadsExhausted, "downloads-exhausted", 403)                                                        \
    X(RetrievalClosed, "retrieval-closed", 403)                                                              \
    X(SourceUnreachable, "source-unreachable", 502)                                                          \
    X(SourceRefused, "source-refused", 502)                                                                  \
    X(SourceData, "source-data", 502)                                                                        \
    X(SourceSlow, "source-slow", 504)                                                                        \
    X(SourceCut, "source-cut", 502)                                                                          \
    X(SourceBusy, "source-busy", 503)                                                                        \
    X(SourceCertificate, "source-certificate", 502)                                                          \
    X(SourceFailed, "source-failed", 502)                                                                    \
    X(SourceGone, "source-gone", 502)                                                                        \
    X(SourceUnfinished, "source-unfinished", 502)                                                            \
    X(SourceElsewhere, "source-elsewhere", 502)                                                              \
    X(SourceEncoded, "source-encoded", 502)                                                                  \
    X(SourceNothing, "source-nothing", 502)                                                                  \
    X(SourceIncomplete, "source-incomplete", 502)                                                            \
    X(SourceOtherType, "source-other-type", 502)                                                             \
    X(SourceCount, "source-count", 502)                                                                      \
    X(SourceNoResource, "source-no-resource", 502)                                                           \
    X(SourceNotUtf8, "source-not-utf8", 502)                                                                 \
    X(SourceLineTooLong, "source-line-too-long", 502)                                                        \
    X(SealBroken, "seal-broken", 422)                                                                        \
    X(SealForeign, "seal-foreign", 422)                                                                      \
    X(SealReordered, "seal-reordered", 422)                                                                  \
    X(TicketOtherFile, "ticket-other-file", 422)                                                             \
    X(KeyOtherFile, "key-other-file", 422)                                                                   \
    X(DigestMismatch, "digest-mismatch", 422)                                                                \
    X(LengthMismatch, "length-mismatch", 422)                                                                \
    X(LogInconsistent, "log-inconsistent", 422)                                                              \
    X(LogRolledBack, "log-rolled-back", 422)                                                                 \
    X(LogForked, "log-forked", 422)                                                                          \
    X(LogSplit, "log-split", 422)                                                                            \
    X(LogHidden, "log-hidden", 422)                                                                          \
    X(LogGone, "log-gone", 422)                                                                              \
    X(LogTileBroken, "log-tile-broken", 422)                                                                 \
    X(LogTileMissing, "log-tile-missing", 422)                                                               \
    X(LogEntryAltered, "log-entry-altered", 422)                                                             \
    X(LogEntryMoved, "log-entry-moved", 422)                                                                 \
    X(LogEntryAdded, "log-entry-added", 422)                                                                 \
    X(LogEntryLacking, "log-entry-lacking", 422)                                                             \
    X(LogEntryForeign, "log-entry-foreign", 422)                                                             \
    X(LogEntryRefused, "log-entry-refused", 422)                                                             \
    X(LogSignature, "log-signature", 422)                                                                    \
    X(LogOrigin, "log-origin", 422)                                                                          \
    X(LogIncomplete, "log-incomplete", 422)                                                                  \
    X(KeyStoreMissing, "key-store-missing", 500)                                                             \
    X(KeyStoreLocked, "key-store-locked", 500)                                                               \
    X(KeyMissing, "key-missing", 500)                                                                        \
    X(PassphraseWrong, "passphrase-wrong", 403)                                                              \
    X(DiskFull, "disk-full", 507)                                                                            \
    X(FileAccess, "file-access", 500)                                                                        \
    X(FileExists, "file-exists", 409)                                                                        \
    X(Storage, "storage", 500)                                                                               \
    X(Configuration, "configuration", 500)                                                                   \
    X(ServerUnreachable, "server-unreachable", 503)                                                          \
    X(CertificateRefused, "certificate-refused", 495)                                                        \
    X(Timeout, "timeout", 504)                                                                               \
    X(ShuttingDown, "shutting-down", 503)                                                                    \
    X(Cancelled, "cancelled", 499)                                                                           \
    X(Crypto, "crypto", 500)                                                                                 \
    X(Internal, "internal", 500)                                                                             \
    X(ServerDiskFull, "server-disk-full", 507)                                                               \
    X(CertificateExpired, "certificate-expired", 495)

enum class ErrorCode {
#define COUNTERSIGN_ERROR(name, text, status) name,
    COUNTERSIGN_ERRORS(COUNTERSIGN_ERROR)
#undef COUNTERSIGN_ERROR
};

/// The stable code as it travels, e.g. `ticket-used`.
std::string_view codeText(ErrorCode code);
/// The code of a text; `Internal` for one that this version does not know.
ErrorCode codeFromText(std::string_view text);
/// The HTTP status under which the admin API reports the code.
int httpStatus(ErrorCode code);

/// A failure: what happened, and detail for the log. The detail never holds a secret or patient data.
struct Error
{
    ErrorCode code = ErrorCode::Internal;
    std::string detail;
    /// The server's log id for this failure, where it came over the wire.
    std::string incident = {};
    /// How long whoever failed asks to be left alone; zero where it does not say.
    std::chrono::seconds retryAfter{};
    /// What narrows the code down for the sentence, never shown as it is: which log (`trust`, `audit`), which
    /// type of statement, or the code of the rule that an entry breaks.
    std::string about = {};
};

template <typename T>
using Result = tl::expected<T, Error>;

[[nodiscard]] inline tl::unexpected<Error> fail(ErrorCode code, std::string detail = {})
{
    return tl::unexpected<Error>(Error{code, std::move(detail)});
}

} // namespace countersign
