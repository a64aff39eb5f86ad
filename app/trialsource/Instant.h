#pragma once

#include "base/Time.h"

namespace countersign::trialsource {

/// A FHIR `instant` or `dateTime` of at least day precision, with any offset: `2020-02-29`,
/// `2020-02-29T08:15:00.5-05:00`. A day alone begins at midnight UTC.
[[nodiscard]] Result<Time> instantFromText(std::string_view text);

} // namespace countersign::trialsource
