#pragma once

#include "client/People.h"
#include "client/RowFollower.h"

#include <QAbstractTableModel>

namespace countersign::client {

/// People as admins see them; raw values, texts are made by the delegate.
class PeopleModel final : public RowFollower<QAbstractTableModel>
{
    Q_OBJECT

public:
    enum class Column { Name, Operator, Approver, Downloader, Admin, Compliance, Key, State, Seen, Count };
    enum Role {
        PersonRole = Qt::UserRole, ///< the id's text
        HeldRole,                  ///< in a role's column: whether it is in force
        InvitedRole,               ///< in a role's column: whether the invitation proposed it
        KeyRole,                   ///< PersonView::Key as int
        SeenRole,                  ///< milliseconds of Unix time; invalid for never
        SortRole
    };

    explicit PeopleModel(People& people, QObject* parent = nullptr);
    /// Of a list that outlives the model; `follow` tells that it changed.
    explicit PeopleModel(const std::vector<PersonView>& people, QObject* parent = nullptr);

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    [[nodiscard]] const PersonView* person(const QModelIndex& index) const;

    void follow();

private:
    const std::vector<PersonView>& m_people;
    std::vector<PersonView> m_rows;
};

} // namespace countersign::client
