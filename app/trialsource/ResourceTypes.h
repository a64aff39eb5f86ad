#pragma once

#include <string_view>

namespace countersign::trialsource {

/// Whether FHIR R4 (4.0.1) defines a resource of this name.
bool isResourceType(std::string_view name);

} // namespace countersign::trialsource
