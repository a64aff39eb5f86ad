#pragma once

#include "server/source/SourceExchange.h"

namespace countersign::server {

/// Plain text of at most `most` bytes for a screen, never for a disk or a log: control and bidirectional
/// characters become blanks, blanks in a row are one; empty for what is not UTF-8.
[[nodiscard]] std::string plainExcerpt(std::string_view text, std::size_t most = 200);

/// What a source says against a request, as a code alone: `issue.code` of an OperationOutcome's first issue
/// (FHIR R4 and R5, value set issue-type) or an OAuth error (RFC 6749 §5.2); `unknown` for one of no such
/// list, empty where there is neither. Its sentences are free text, and may name a patient: they are dropped.
[[nodiscard]] std::string reasonCode(std::string_view body);

/// The error for an answer that is not the wished one, by its status (Bulk Data 2.0.0, "Error
/// Considerations"): `SourceBusy` for 429, 502, 503, 504 and for 5xx whose OperationOutcome says `transient`,
/// with the source's `Retry-After`; `SourceFailed` for other 5xx; `SourceGone` for 410; `SourceElsewhere` for
/// a redirect that is not followed; `SourceData` for a success of another kind; otherwise `SourceRefused`.
/// `what` names the step: "kick-off". The detail is that, the status and the `reasonCode`.
[[nodiscard]] tl::unexpected<Error> refusalOf(const SourceReply& reply, std::string_view what,
                                              std::chrono::sys_seconds now);
/// The same for what was there when its address was given: 404 is `SourceGone`, too.
[[nodiscard]] tl::unexpected<Error> refusalOfKnown(const SourceReply& reply, std::string_view what,
                                                   std::chrono::sys_seconds now);

/// `Retry-After` (RFC 9110 §10.2.3) as seconds or as a date, or as the seconds since 1970 that some sources
/// send, within 1 s and 10 min; nothing where it is missing or unreadable.
[[nodiscard]] std::optional<std::chrono::seconds> retryAfter(std::string_view field,
                                                             std::chrono::sys_seconds now);

} // namespace countersign::server
