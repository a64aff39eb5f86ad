#pragma once

#include "client/Client.h"
#include "ui/shell/Page.h"

class QStackedWidget;
class QTabBar;

namespace countersign::ui {

class EncryptionKeys;
class SigningKeysView;

/// People's signing keys, for everybody their own; and, for those who look after the server, the keys that
/// encrypt its files.
class KeysPage final : public Page
{
    Q_OBJECT

public:
    explicit KeysPage(client::Client& client, QWidget* parent = nullptr);

    void activate() override;
    /// An encryption key's id, or `person:` and a person's.
    void openItem(const QString& item) override;

private:
    void showTab(int tab);
    [[nodiscard]] bool maySeeEncryption() const;

    client::Client& m_client;
    QTabBar* m_tabs;
    QStackedWidget* m_stack;
    SigningKeysView* m_signing;
    EncryptionKeys* m_encryption;
};

} // namespace countersign::ui
