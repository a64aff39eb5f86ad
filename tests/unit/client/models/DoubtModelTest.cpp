#include "client/DoubtModel.h"

#include "Watched.h"

#include <QTest>

namespace countersign::test {

using client::Doubt;
using client::DoubtModel;
using client::ExportView;
using client::LogDifference;

namespace {

client::SignatureView signedAt(std::uint64_t index, const QString& name)
{
    client::SignatureView signature;
    signature.trustIndex = index;
    signature.personName = name;
    return signature;
}

// Asked for at an entry, decided upon at the next, having seen so much of the audit log.
ExportView exportAt(const std::string& job, std::uint64_t index, std::uint64_t audit)
{
    ExportView view;
    view.job = JobId(job);
    view.request.title = job;
    view.requestSignature = signedAt(index, "olga");
    view.requestStatement.seen = wire::Seen{{index, {}}, {audit, {}}};
    client::DecisionView decision;
    decision.signature = signedAt(index + 1, "paul");
    decision.seen = wire::Seen{{index + 1, {}}, {audit + 5, {}}};
    view.decisions.push_back(decision);
    return view;
}

LogDifference differenceAt(const std::string& log, std::uint64_t first)
{
    LogDifference difference;
    difference.log = log;
    difference.first = first;
    difference.end = first + 1;
    return difference;
}

} // namespace

class DoubtModelTest final : public QObject
{
    Q_OBJECT

private slots:
    void ofTheTrustLogByPlace();
    void ofTheAuditLogByWhatWasSeen();
    void withoutAPlaceEverything();
    void tellsTheLeast();
};

void DoubtModelTest::ofTheTrustLogByPlace()
{
    const std::vector<ExportView> exports{exportAt("later", 20, 100), exportAt("between", 10, 50),
                                          exportAt("before", 5, 20)};
    const auto doubts = client::doubtsOf(exports, differenceAt("trust", 11), "trust");
    QCOMPARE(doubts.size(), std::size_t{4});
    QCOMPARE(doubts[0].asker, std::string("olga"));
    QCOMPARE(doubts[1].job, JobId("between"));
    QVERIFY(doubts[1].asker.empty());
    QCOMPARE(doubts[1].deciders, std::vector<std::string>{"paul"});
    QCOMPARE(doubts[2].about, Doubt::About::Entries);
    QCOMPARE(doubts[2].exports, std::uint64_t{2});
    QCOMPARE(doubts[3].about, Doubt::About::KeysRoles);
}

void DoubtModelTest::ofTheAuditLogByWhatWasSeen()
{
    // Who decided at 11 had seen the request at 10 logged, and 55 audit entries.
    const std::vector<ExportView> exports{exportAt("one", 10, 50)};
    const auto later = client::doubtsOf(exports, differenceAt("audit", 55), "audit");
    QCOMPARE(later.size(), std::size_t{2}); // keys and roles stand in the other log
    QVERIFY(later[0].asker.empty());
    QCOMPARE(later[0].deciders, std::vector<std::string>{"paul"}); // nobody saw that logged
    const auto earlier = client::doubtsOf(exports, differenceAt("audit", 54), "audit");
    QCOMPARE(earlier[0].asker, std::string("olga"));
    // What was not signed by a key that holds says nothing.
    auto forged = exports;
    forged[0].decisions[0].signature.fault = Error{ErrorCode::SignatureInvalid, {}};
    QCOMPARE(client::doubtsOf(forged, differenceAt("audit", 55), "audit")[0].asker, std::string("olga"));
}

void DoubtModelTest::withoutAPlaceEverything()
{
    const auto doubts = client::doubtsOf({exportAt("one", 10, 50)}, std::nullopt, "");
    QCOMPARE(doubts.size(), std::size_t{3});
    QCOMPARE(doubts[0].asker, std::string("olga"));
    QVERIFY(!doubts[1].difference);
    QCOMPARE(client::doubtsOf({}, std::nullopt, "audit").size(), std::size_t{1});
}

void DoubtModelTest::tellsTheLeast()
{
    DoubtModel model;
    Watched watched(model);
    const std::vector<ExportView> exports{exportAt("later", 20, 100), exportAt("between", 10, 50)};
    model.setDoubts(client::doubtsOf(exports, std::nullopt, "trust"));
    QCOMPARE(model.rowCount(), 4);
    QCOMPARE(model.index(0, 0).data().toString(), QString("later"));
    std::ignore = watched.take();
    model.setDoubts(client::doubtsOf(exports, std::nullopt, "trust"));
    QCOMPARE(watched.take(), (QList<int>{0, 0, 0, 0, 0}));
    model.setDoubts(client::doubtsOf(exports, differenceAt("trust", 20), "trust"));
    QCOMPARE(model.rowCount(), 3);
    QCOMPARE(watched.take(), (QList<int>{0, 1, 0, 3, 0})); // the place is known now
}

} // namespace countersign::test

QTEST_APPLESS_MAIN(countersign::test::DoubtModelTest)
#include "DoubtModelTest.moc"
