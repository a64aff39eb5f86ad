#pragma once

#include "trust/TrustState.h"

#include <QString>

namespace countersign::client {

/// `name`, with the person's id where the trust log knows somebody else by it: "Ana Costa (ana.costa)".
/// Letters of two scripts that look alike are not told apart by it: where something is signed, the id stands
/// beside.
[[nodiscard]] QString toldApart(const trust::TrustState& state, const PersonId& person, const QString& name);

/// `name`, as `toldApart` may have it, always with the id: for what is signed, which names people by it.
[[nodiscard]] QString withId(const QString& name, const PersonId& person);

} // namespace countersign::client
