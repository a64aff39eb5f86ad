#pragma once

#include "wire/Statement.h"

#include <string>

/// Addresses at a source. A source's answers name further ones: what may be done with them is decided here.
namespace countersign::server {

/// `https://host:port` with the port always there. `SourceElsewhere` for what is not https, or has a user,
/// a password or a fragment; `SourceData` for what is no address.
[[nodiscard]] Result<std::string> originOf(const std::string& url);
/// A `Location` as seen from the address that gave it (RFC 3986 §5), https again.
[[nodiscard]] Result<std::string> resolvedUrl(const std::string& base, const std::string& reference);
/// `[A-Za-z0-9.-]{1,64}` (FHIR R4, id), but no dot segment.
[[nodiscard]] bool isFhirId(std::string_view id);
/// Whatever is not unreserved in RFC 3986, percent-encoded.
[[nodiscard]] std::string percentEncoded(std::string_view text);

/// The kick-off URL of a request (Bulk Data 2.0.0, "Bulk Data Kick-off Request"). `base` has no slash at its
/// end. `BadRequest` for a group id or a type that FHIR does not allow: they become parts of the URL.
[[nodiscard]] Result<std::string> kickOffUrl(const std::string& base, const wire::ExportRequestBody& request);

} // namespace countersign::server
