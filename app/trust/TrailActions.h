#pragma once

#include "wire/Vocabulary.h"

#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace countersign::trust {

/// What an entry of the audit log stands for.
enum class TrailKind : std::uint8_t {
    Statement, ///< a change by a statement, which the entry names
    Server,    ///< a change that the server makes by itself, by the rules of an export
    Host,      ///< done on the host, outside any session
    Person,    ///< done by a person in a session, without a statement
    Reading,   ///< changes nothing; stands in the log where it was refused
    Attempt,   ///< whatever was denied or failed: it changed nothing
};

/// Every action that the server writes; a test holds this table against the server's sources.
[[nodiscard]] const std::vector<std::pair<std::string_view, TrailKind>>& trailActions();
/// Nothing for an action that no server of this version writes.
[[nodiscard]] std::optional<TrailKind> trailKindOf(std::string_view action);
/// The action of an admin matter, of decisions on it and of its withdrawal.
[[nodiscard]] std::string_view adminActionOf(wire::StatementType matter);

} // namespace countersign::trust
