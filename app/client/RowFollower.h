#pragma once

#include <algorithm>
#include <utility>
#include <vector>

#include <QAbstractItemModel>

namespace countersign::client {

/// A model whose rows follow a list by the least signals: what left is removed, what came inserted, what
/// stands elsewhere moved, what differs told. Never a reset, so that selection and scrolling stay.
template <typename Model>
class RowFollower : public Model
{
protected:
    using Model::Model;

    /// `same(a, b)`: they are the same thing; `differs(a, b)`: it shows otherwise now.
    template <typename Row, typename Same, typename Differs>
    void followRows(std::vector<Row>& rows, std::vector<Row> wanted, const Same& same, const Differs& differs,
                    const QModelIndex& parent = {})
    {
        const auto in = [&](const std::vector<Row>& list, const Row& row) {
            return std::any_of(list.begin(), list.end(), [&](const Row& other) { return same(other, row); });
        };
        for (std::size_t i = rows.size(); i-- > 0;) {
            if (in(wanted, rows[i]))
                continue;
            this->beginRemoveRows(parent, static_cast<int>(i), static_cast<int>(i));
            rows.erase(rows.begin() + static_cast<std::ptrdiff_t>(i));
            this->endRemoveRows();
        }
        for (std::size_t i = 0; i < wanted.size(); ++i)
            place(rows, i, wanted, same, parent);
        for (std::size_t i = 0; i < rows.size(); ++i) {
            if (!differs(rows[i], wanted[i]))
                continue;
            rows[i] = std::move(wanted[i]);
            emit this->dataChanged(this->index(static_cast<int>(i), 0, parent),
                                   this->index(static_cast<int>(i), this->columnCount(parent) - 1, parent));
        }
    }

private:
    // Rows before `at` stand where they should. New ones that follow each other come together.
    template <typename Row, typename Same>
    void place(std::vector<Row>& rows, std::size_t at, const std::vector<Row>& wanted, const Same& same,
               const QModelIndex& parent)
    {
        const auto begin = rows.begin() + static_cast<std::ptrdiff_t>(at);
        const auto find = [&](const Row& row) {
            return std::find_if(begin, rows.end(), [&](const Row& other) { return same(other, row); });
        };
        const auto found = find(wanted[at]);
        if (found == rows.end()) {
            auto end = at + 1;
            while (end < wanted.size() && find(wanted[end]) == rows.end())
                ++end;
            this->beginInsertRows(parent, static_cast<int>(at), static_cast<int>(end) - 1);
            rows.insert(begin, wanted.begin() + static_cast<std::ptrdiff_t>(at),
                        wanted.begin() + static_cast<std::ptrdiff_t>(end));
            this->endInsertRows();
        } else if (found != begin) {
            const auto from = static_cast<int>(found - rows.begin());
            this->beginMoveRows(parent, from, from, parent, static_cast<int>(at));
            std::rotate(begin, found, found + 1);
            this->endMoveRows();
        }
    }
};

} // namespace countersign::client
