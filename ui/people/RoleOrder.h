#pragma once

#include "wire/Vocabulary.h"

#include <array>

namespace countersign::ui {

/// As the columns of the table stand.
inline constexpr std::array rolesInOrder{wire::Role::ExportOperator, wire::Role::SecurityApprover,
                                         wire::Role::ArtifactDownloader, wire::Role::Admin,
                                         wire::Role::ComplianceOfficer};

} // namespace countersign::ui
