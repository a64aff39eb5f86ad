#pragma once

#include "base/Time.h"

namespace countersign::trialsource {

/// A FHIR `instant` or `dateTime` of at least day precision, with any offset: `2020-02-29`,
/// `2020-02-29T08:15:00.5-05:00`. A day alone begins at midnight UTC.
[[nodiscard]] Result<Time> instantFromText(std::string_view text);

/// RFC 9110 §5.6.7, e.g. `Tue, 24 Nov 2026 08:00:00 GMT`.
[[nodiscard]] std::string httpDate(Time time);

} // namespace countersign::trialsource
