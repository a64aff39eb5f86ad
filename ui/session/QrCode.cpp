#include "ui/session/QrCode.h"

#include <memory>

#include <QPainter>
#include <qrencode.h>

namespace countersign::ui {

QImage qrCode(const Secret& text, int pixelsPerModule)
{
    constexpr int quiet = 4;
    const auto bytes = text.reveal();
    const std::unique_ptr<QRcode, decltype(&QRcode_free)> code(
        QRcode_encodeData(static_cast<int>(bytes.size()), bytes.data(), 0, QR_ECLEVEL_M), &QRcode_free);
    if (!code)
        return {};
    const int side = (code->width + 2 * quiet) * pixelsPerModule;
    QImage image(side, side, QImage::Format_RGB32);
    image.fill(Qt::white);
    QPainter painter(&image);
    for (int y = 0; y < code->width; ++y)
        for (int x = 0; x < code->width; ++x)
            if (code->data[y * code->width + x] & 1)
                painter.fillRect((x + quiet) * pixelsPerModule, (y + quiet) * pixelsPerModule,
                                 pixelsPerModule, pixelsPerModule, Qt::black);
    return image;
}

} // namespace countersign::ui
