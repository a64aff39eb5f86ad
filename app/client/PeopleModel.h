#pragma once

#include "client/People.h"

#include <QAbstractTableModel>

namespace countersign::client {

class PeopleModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum class Column { Name, Operator, Approver, Downloader, Admin, Compliance, Key, State, Seen, Count };
    enum Role { PersonRole = Qt::UserRole, HeldRole, InvitedRole, KeyRole, SeenRole, SortRole };

    explicit PeopleModel(People& people, QObject* parent = nullptr);

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    [[nodiscard]] const PersonView* person(const QModelIndex& index) const;

private:
    void follow();

    People& m_people;
    std::vector<PersonView> m_rows;
};

} // namespace countersign::client
