#include "client/TrailModel.h"

#include "Watched.h"

#include <QTest>

namespace countersign::test {

using client::TrailEvent;
using client::TrailModel;
using Column = TrailModel::Column;

namespace {

TrailEvent eventOf(std::uint64_t index, const std::string& action)
{
    TrailEvent event;
    event.index = index;
    event.entry.action = action;
    event.entry.outcome = "done";
    event.entry.actor.person = "olga";
    event.entry.actor.name = "Olga Ortiz";
    event.entry.time = Time(std::chrono::milliseconds(1000));
    event.line = QByteArray::number(qulonglong(index));
    return event;
}

} // namespace

class TrailModelTest final : public QObject
{
    Q_OBJECT

private slots:
    void showsRawValues();
    void appendsWhatIsNew();
    void takesAnotherTrail();
};

void TrailModelTest::showsRawValues()
{
    TrailModel model;
    Watched watched(model);
    auto denied = eventOf(41, "approval.decide");
    denied.entry.outcome = "denied";
    denied.lane = TrailEvent::Lane::Approvers;
    denied.entry.network = wire::AuditNetwork{"10.0.0.7", "TLSv1.3", "TLS_AES_256_GCM_SHA384", ""};
    auto own = eventOf(42, "job.sealed");
    own.entry.actor = {};
    own.entry.actor.person = "server";
    model.setEvents({denied, own});
    const auto at = [&](int row, Column column, int role = Qt::DisplayRole) {
        return model.index(row, static_cast<int>(column)).data(role);
    };
    QCOMPARE(at(0, Column::Time).toLongLong(), 1000LL);
    QCOMPARE(at(0, Column::Who).toString(), QString("Olga Ortiz"));
    QCOMPARE(at(1, Column::Who).toString(), QString("server"));
    QCOMPARE(at(0, Column::What).toString(), QString("approval.decide"));
    QCOMPARE(at(0, Column::From).toString(), QString("10.0.0.7"));
    QCOMPARE(at(1, Column::From).toString(), QString());
    QCOMPARE(at(0, Column::Entry).toULongLong(), 41ULL);
    QCOMPARE(at(0, Column::What, TrailModel::EventRole).toULongLong(), 41ULL);
    QCOMPARE(at(0, Column::What, TrailModel::LaneRole).toInt(),
             static_cast<int>(TrailEvent::Lane::Approvers));
    QCOMPARE(at(0, Column::What, TrailModel::OutcomeRole).toString(), QString("denied"));
    // Of the same millisecond: the log's order.
    QVERIFY(at(0, Column::Time, TrailModel::SortRole).toULongLong() <
            at(1, Column::Time, TrailModel::SortRole).toULongLong());
    for (int section = 0; section < model.columnCount(); ++section)
        QVERIFY(!model.headerData(section, Qt::Horizontal, Qt::DisplayRole).toString().isEmpty());
}

void TrailModelTest::appendsWhatIsNew()
{
    TrailModel model;
    Watched watched(model);
    std::vector<TrailEvent> events{eventOf(3, "request.sign"), eventOf(9, "approval.decide")};
    model.setEvents(events);
    QCOMPARE(watched.take(), (QList<int>{1, 0, 0, 0, 0}));
    events.push_back(eventOf(12, "job.kick-off"));
    events.push_back(eventOf(13, "job.poll"));
    model.setEvents(events);
    QCOMPARE(watched.inserted.front().at(1).toInt(), 2);
    QCOMPARE(watched.inserted.front().at(2).toInt(), 3);
    QCOMPARE(watched.take(), (QList<int>{1, 0, 0, 0, 0}));
    events[1].proved = true;
    model.setEvents(events);
    QCOMPARE(watched.take(), (QList<int>{0, 0, 0, 1, 0}));
    QVERIFY(model.events().at(1).proved);
}

void TrailModelTest::takesAnotherTrail()
{
    TrailModel model;
    Watched watched(model);
    model.setEvents({eventOf(3, "request.sign"), eventOf(9, "approval.decide")});
    model.setEvents({eventOf(4, "request.sign")});
    QCOMPARE(model.rowCount(), 1);
    QCOMPARE(model.events().at(0).index, std::uint64_t{4});
    model.setEvents({});
    QCOMPARE(model.rowCount(), 0);
    QCOMPARE(watched.reset.count(), 0);
}

} // namespace countersign::test

QTEST_GUILESS_MAIN(countersign::test::TrailModelTest)
#include "TrailModelTest.moc"
