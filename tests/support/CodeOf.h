#pragma once

#include "base/Error.h"

#include <optional>

namespace countersign::test {

/// The code of a failure; nothing where there is none, so that a test that expects one can't pass by chance.
template <typename T>
[[nodiscard]] std::optional<ErrorCode> codeOf(const Result<T>& result)
{
    return result ? std::nullopt : std::optional(result.error().code);
}

} // namespace countersign::test
