#pragma once

#include "trust/ExportChain.h"

#include <map>

namespace countersign::client {

/// An export as its valid statements made it, one after the other in the log's order, by the rules of
/// `trust/Admission.h`; and why each of the others does not count.
struct JudgedExport
{
    trust::ExportCase counted;
    std::optional<Error> requestFault;
    std::optional<Error> releaseFault;
    std::map<std::uint64_t, Error> refused; ///< decisions, by their index in the trust log
};
/// `placed`: as `trust::placeExport` answers, with nothing but places checked.
[[nodiscard]] JudgedExport judged(const trust::TrustState& state, const trust::ExportCase& placed);

} // namespace countersign::client
