#pragma once

#include "base/Secret.h"

#include <QImage>

namespace countersign::ui {

/// A QR code, dark on white with the quiet zone of four modules that ISO/IEC 18004 asks for; null if the text
/// is too long.
[[nodiscard]] QImage qrCode(const Secret& text, int pixelsPerModule);

} // namespace countersign::ui
