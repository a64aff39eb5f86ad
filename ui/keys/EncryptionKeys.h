#pragma once

#include "client/Client.h"

#include <QWidget>

class QStackedWidget;
class QTreeView;

namespace countersign::client {
class KeyModel;
}

namespace countersign::ui {

class Card;
class Chip;
class EmptyState;
class FactGrid;
class KeyOrder;
class Notice;

/// The key-encryption keys by environment and tenant, and one of them in full.
class EncryptionKeys final : public QWidget
{
    Q_OBJECT

public:
    explicit EncryptionKeys(client::Client& client, QWidget* parent = nullptr);

    void load();
    void openItem(const QString& key);

private:
    QWidget* makeTree();
    QWidget* makeDetail();
    void showRows(std::vector<wire::KeyRow> rows);
    void showSelected();
    void select(const QString& key);

    client::Client& m_client;
    client::KeyModel* m_model;
    KeyOrder* m_sorted;
    QStackedWidget* m_stack;
    EmptyState* m_empty;
    QTreeView* m_tree;
    Card* m_card;
    FactGrid* m_facts;
    Chip* m_due;
    Notice* m_notice;
    QString m_wanted;
};

} // namespace countersign::ui
