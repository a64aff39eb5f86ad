#pragma once

#include <QAbstractItemModel>
#include <QAbstractItemModelTester>
#include <QSignalSpy>

namespace countersign::test {

/// A model under Qt's own tester, with its signals counted.
struct Watched
{
    explicit Watched(QAbstractItemModel& model)
        : tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest),
          inserted(&model, &QAbstractItemModel::rowsInserted),
          removed(&model, &QAbstractItemModel::rowsRemoved),
          moved(&model, &QAbstractItemModel::rowsMoved),
          changed(&model, &QAbstractItemModel::dataChanged),
          reset(&model, &QAbstractItemModel::modelReset)
    {
    }
    /// Signals since the last call: inserted, removed, moved, changed, reset.
    [[nodiscard]] QList<int> take()
    {
        QList<int> counts;
        for (auto* spy : {&inserted, &removed, &moved, &changed, &reset}) {
            counts.append(static_cast<int>(spy->count()));
            spy->clear();
        }
        return counts;
    }

    QAbstractItemModelTester tester;
    QSignalSpy inserted, removed, moved, changed, reset;
};

} // namespace countersign::test
