#pragma once

#include "trust/ExportChain.h"

#include <map>

namespace countersign::trust {

/// An export as its valid statements made it, one after the other in the log's order, by the rules of
/// `Admission.h`; and why each of the others does not count.
struct JudgedExport
{
    ExportCase counted;
    std::optional<Error> requestFault;
    std::optional<Error> releaseFault;
    std::map<std::uint64_t, Error> refused; ///< decisions, by their index in the trust log
};
/// `placed`: as `placeExport` answers, with nothing but places checked.
[[nodiscard]] JudgedExport judged(const TrustState& state, const ExportCase& placed);

} // namespace countersign::trust
