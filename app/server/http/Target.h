#pragma once

#include "base/Error.h"

#include <map>
#include <string>
#include <string_view>

namespace countersign::http {

/// A request target in origin form (RFC 9112, 3.2.1), taken apart.
struct Target
{
    std::string path; ///< decoded where the escaped character is unreserved (RFC 3986, 2.3), so one resource
                      ///< has one path
    std::map<std::string, std::string> query;
};

/// Refuses what two programs could read differently: dot segments, an escaped slash, backslash or control, a
/// broken escape, a query name given twice.
[[nodiscard]] Result<Target> parseTarget(std::string_view target);

/// Refuses a head (up to and with its empty line) that RFC 9112 lets a reader mend, since two readers may
/// mend it differently: bare CR or LF, NUL, folded fields, an empty first line.
[[nodiscard]] Result<void> checkHead(std::string_view head);

} // namespace countersign::http
