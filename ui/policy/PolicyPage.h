#pragma once

#include "client/Client.h"
#include "ui/shell/Page.h"

class QVBoxLayout;

namespace countersign::ui {

class Card;
class FactGrid;
class Notice;
class PolicyForm;
class RecoveryCard;
class RootForm;

/// Root, policy and recoveries, as the trust log proves them.
class PolicyPage final : public Page
{
    Q_OBJECT

public:
    explicit PolicyPage(client::Client& client, QWidget* parent = nullptr);

    void activate() override;

private:
    void showAll();
    void showRoot();
    void showPolicy();
    void showEarlier();
    void showRecoveries();
    void open(QWidget* form);

    client::Client& m_client;
    Notice* m_notice;
    Card* m_rootCard;
    FactGrid* m_root;
    Card* m_policyCard;
    FactGrid* m_policy;
    Card* m_earlierCard;
    FactGrid* m_earlier;
    Card* m_recoveryCard;
    FactGrid* m_recoveries;
    PolicyForm* m_policyForm;
    RootForm* m_rootForm;
    RecoveryCard* m_pendingRecovery;
    QWidget* m_changePolicy;
    QWidget* m_changeRoot;
};

} // namespace countersign::ui
