#include "ui/shell/SecretField.h"

#include <QLineEdit>

namespace countersign::ui {

Secret takeSecret(QLineEdit& field)
{
    auto text = field.text();
    auto bytes = text.toUtf8();
    Secret secret(std::string_view(bytes.constData(), static_cast<std::size_t>(bytes.size())));
    bytes.fill('\0');
    text.fill(u' ');
    field.clear();
    return secret;
}

} // namespace countersign::ui
