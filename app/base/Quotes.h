#pragma once

#include <string>
#include <string_view>

namespace countersign {

/// What others chose, to stand between double quotation marks: its own become single ones, so that it can't
/// end them and go on as if the sentence were ours. For the eye only: what is signed stays as it is.
std::string withinQuotes(std::string_view text);

} // namespace countersign
