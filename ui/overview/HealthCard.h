#pragma once

#include "client/Client.h"
#include "ui/theme/Widgets.h"

namespace countersign::ui {

/// Only what this console has checked, or was told and says so.
class HealthCard final : public Card
{
    Q_OBJECT

public:
    explicit HealthCard(client::Client& client, QWidget* parent = nullptr);

    /// Asks for the keys, where the person may see them.
    void activate();
    void follow();

private:
    Chip* addChip(const QString& name, const QString& objectName);
    void showLog();
    void showKeys();
    void showConnection();

    client::Client& m_client;
    FactGrid* m_facts;
    std::optional<std::vector<wire::KeyRow>> m_keys;
};

} // namespace countersign::ui
