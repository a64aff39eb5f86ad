#pragma once

#include <string>
#include <string_view>

namespace countersign {

/// Whether the bytes are UTF-8 without overlong forms or surrogates (Unicode 15, table 3-7).
bool isUtf8(std::string_view text);

/// Controls, bidirectional controls, line and paragraph separators, and what leaves no mark: a person would
/// not see that it is there.
bool isHidden(char32_t character);

/// Whether a UTF-8 text holds no C0/C1 control, no bidirectional control, no line or paragraph separator and
/// nothing else that is hidden: what a person reads must be what is signed. Part of the statements' format:
/// to refuse more is to refuse logs that were good.
bool isPlainText(std::string_view text);

/// "abcd…wxyz" for ids and digests in logs.
std::string shortened(std::string_view text, std::size_t head = 4, std::size_t tail = 4);

} // namespace countersign
