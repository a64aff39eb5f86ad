#include "client/KeyModel.h"

#include "Watched.h"

#include <QPersistentModelIndex>
#include <QTest>

namespace countersign::test {

using client::KeyModel;
using Column = KeyModel::Column;

namespace {

constexpr qint64 day = 24LL * 60 * 60 * 1000;

wire::KeyRow keyOf(const std::string& id, const std::string& environment, const std::string& tenant)
{
    wire::KeyRow row;
    row.id = KeyId(id);
    row.environment = environment;
    row.tenant = tenant;
    row.provider = "software";
    row.created = Time(std::chrono::days(1));
    row.use = {1, 0, 4};
    return row;
}

} // namespace

class KeyModelTest final : public QObject
{
    Q_OBJECT

private slots:
    void showsKeysBelowTheirBranch();
    void tellsTheLeast();
    void keepsIndexesWhenABranchComesBefore();
    void agesByTheDay();
};

void KeyModelTest::showsKeysBelowTheirBranch()
{
    KeyModel model;
    Watched watched(model);
    model.setRows({keyOf("k1", "test", "main"), keyOf("k2", "test", "main"), keyOf("k3", "production", "a")},
                  11 * day);
    QCOMPARE(model.rowCount(), 2);
    const auto production = model.index(0, 0);
    const auto test = model.index(1, 0);
    QCOMPARE(production.data().toString(), QString("production · a"));
    QCOMPARE(test.data().toString(), QString("test · main"));
    QVERIFY(!model.row(test));
    QCOMPARE(model.rowCount(production), 1);
    QCOMPARE(model.rowCount(test), 2);
    const auto key = model.index(1, static_cast<int>(Column::Age), test);
    QCOMPARE(key.parent(), test);
    QCOMPARE(model.rowCount(key), 0);
    QCOMPARE(model.row(key)->id.text(), std::string("k2"));
    QCOMPARE(key.data().toInt(), 10);
    QCOMPARE(key.data(KeyModel::AgeDaysRole).toInt(), 10);
    QCOMPARE(key.data(KeyModel::PeriodDaysRole).toInt(), 90);
    QCOMPARE(key.data(KeyModel::UseRole).toList(), (QVariantList{1ULL, 0ULL, 4ULL}));
    QCOMPARE(key.siblingAtColumn(static_cast<int>(Column::Use)).data().toULongLong(), 5ULL);
    QCOMPARE(key.data(KeyModel::KeyRole).toString(), QString("k2"));
    for (int section = 0; section < model.columnCount(); ++section)
        QVERIFY(!model.headerData(section, Qt::Horizontal, Qt::DisplayRole).toString().isEmpty());
}

void KeyModelTest::tellsTheLeast()
{
    KeyModel model;
    Watched watched(model);
    std::vector<wire::KeyRow> rows{keyOf("k1", "test", "main"), keyOf("k2", "test", "main")};
    model.setRows(rows, 2 * day);
    (void)watched.take();
    model.setRows(rows, 2 * day);
    QCOMPARE(watched.take(), (QList<int>{0, 0, 0, 0, 0}));
    rows[1].files = 3;
    model.setRows(rows, 2 * day);
    QCOMPARE(watched.take(), (QList<int>{0, 0, 0, 1, 0}));
    rows.push_back(keyOf("k3", "test", "main"));
    model.setRows(rows, 2 * day);
    QCOMPARE(watched.take(), (QList<int>{1, 0, 0, 0, 0}));
    std::swap(rows[0], rows[2]);
    model.setRows(rows, 2 * day);
    QCOMPARE(watched.reset.count(), 0);
    QCOMPARE(watched.removed.count(), 0);
    QVERIFY(watched.moved.count() > 0);
    QCOMPARE(model.row(model.index(0, 0, model.index(0, 0)))->id.text(), std::string("k3"));
    (void)watched.take();
    model.setRows({}, 2 * day);
    QCOMPARE(model.rowCount(), 0);
    QCOMPARE(watched.reset.count(), 0);
}

void KeyModelTest::keepsIndexesWhenABranchComesBefore()
{
    KeyModel model;
    Watched watched(model);
    model.setRows({keyOf("k1", "test", "main")}, 2 * day);
    const QPersistentModelIndex key = model.index(0, 0, model.index(0, 0));
    model.setRows({keyOf("k1", "test", "main"), keyOf("k0", "production", "main")}, 2 * day);
    QCOMPARE(key.data().toString(), QString("k1"));
    QCOMPARE(key.parent().row(), 1);
    model.setRows({keyOf("k1", "test", "main")}, 2 * day);
    QCOMPARE(key.data().toString(), QString("k1"));
    QCOMPARE(key.parent().row(), 0);
    model.setRows({keyOf("k1", "training", "main")}, 2 * day);
    QVERIFY(!key.isValid());
}

void KeyModelTest::agesByTheDay()
{
    KeyModel model;
    Watched watched(model);
    const std::vector<wire::KeyRow> rows{keyOf("k1", "test", "main")};
    model.setRows(rows, 2 * day);
    (void)watched.take();
    model.setRows(rows, 2 * day + 1000);
    QCOMPARE(watched.take(), (QList<int>{0, 0, 0, 0, 0}));
    model.setRows(rows, 3 * day);
    QCOMPARE(watched.changed.count(), 1);
    const auto changed = watched.changed.front().at(0).toModelIndex();
    QCOMPARE(changed.column(), static_cast<int>(Column::Age));
    QCOMPARE(changed.data().toInt(), 2);
}

} // namespace countersign::test

QTEST_GUILESS_MAIN(countersign::test::KeyModelTest)
#include "KeyModelTest.moc"
