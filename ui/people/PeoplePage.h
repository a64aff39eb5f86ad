#pragma once

#include "client/Client.h"
#include "ui/shell/Page.h"

class QLabel;
class QSortFilterProxyModel;
class QTableView;

namespace countersign::client {
class PeopleModel;
}

namespace countersign::ui {

class ActionCard;
class EmptyState;
class InviteCard;
class Notice;
class OneTimeCode;
class PersonCard;
class WaitingCard;

/// Who there is, with which roles and which key; what an admin does about it; what waits for another admin.
class PeoplePage final : public Page
{
    Q_OBJECT

public:
    explicit PeoplePage(client::Client& client, QWidget* parent = nullptr);

    void activate() override;
    void openItem(const QString& person) override;

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    QWidget* makeTable();
    QWidget* makeRight();
    void follow();
    void showChosen();
    /// The second line of a person's name.
    [[nodiscard]] QString stateOf(const client::PersonView& person) const;
    [[nodiscard]] std::vector<const client::PersonView*> chosen() const;

    client::Client& m_client;
    client::PeopleModel* m_model;
    QSortFilterProxyModel* m_sorted;
    QTableView* m_table;
    bool m_narrow = false; ///< the columns are reached by scrolling
    EmptyState* m_empty;
    QLabel* m_count;
    Notice* m_notice;
    OneTimeCode* m_code;
    InviteCard* m_invite;
    PersonCard* m_person;
    ActionCard* m_action;
    WaitingCard* m_waiting;
};

} // namespace countersign::ui
