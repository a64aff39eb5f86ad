#include "mistakes/Office.h"
#include "ui/shell/Sentences.h"

using namespace countersign;
using namespace std::chrono_literals;

/// Clocks that differ, of the console's computer or of the server: both are told, with what to do; what still
/// works does, and nothing is dated by one clock alone.
class ClockMistakesTest final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { m_office = std::make_unique<test::Office>(QStringList{"okafor", "silva"}); }
    void cleanupTestCase() { m_office.reset(); }
    void cleanup() { m_office->close(); }

    void aClockThatIsOff_data();
    void aClockThatIsOff();
    void aServerWhoseClockIsOff();
    void aDayOffNothingIsSigned();

private:
    test::Desk& okafor() { return (*m_office)["okafor"]; }

    std::unique_ptr<test::Office> m_office;
};

void ClockMistakesTest::aClockThatIsOff_data()
{
    QTest::addColumn<int>("seconds");
    QTest::addColumn<QString>("footer");
    // The world's clock stands at 8:00 on a Tuesday, or a little after; the console's is off by that much.
    QTest::newRow("20 s ahead") << 20
                                << QStringLiteral("This computer's clock is 20 s ahead of the server's");
    QTest::newRow("90 s behind") << -90
                                 << QStringLiteral("This computer's clock is 1 min behind the server's");
    QTest::newRow("a day ahead") << 86'400
                                 << QStringLiteral("This computer's clock is 1 d ahead of the server's");
}

namespace {

QString moment(Time time, bool withDay)
{
    const auto local = ui::toQDateTime(time).toLocalTime();
    return local.toString(withDay ? QStringLiteral("d MMM yyyy HH:mm:ss") : QStringLiteral("HH:mm:ss"));
}

} // namespace

// The code of a right phone is good whatever the computer's clock says; both clocks are told, before and
// after.
void ClockMistakesTest::aClockThatIsOff()
{
    QFETCH(int, seconds);
    QFETCH(QString, footer);
    auto& desk = okafor();
    const test::OffClock wrong(m_office->world.clock, std::chrono::seconds(seconds));
    desk.sit({.clock = &wrong});
    desk.typePassword(test::Desk::password());
    const auto& hint = desk.find<QLabel>("codeHint");
    const auto code = desk.code(); // the clock stands from here
    const auto now = m_office->world.clock.now();
    const bool days = seconds == 86'400;
    const auto both =
        QStringLiteral("This computer's clock says %1, the server's %2. A code is only good by the "
                       "server's: set the clock that is wrong (an admin sets the server's).")
            .arg(moment(wrong.now(), days), moment(now, days));
    desk.waitUntil("both clocks", [&] { return hint.text().endsWith(both); });
    desk.typeCode(code);
    desk.waitUntil("the frame", [&] { return desk.window().frame() != nullptr; });
    desk.waitUntil("the footer", [&] { return desk.find<QLabel>("footerSkew").text() == footer; });
    QVERIFY(
        desk.find<QLabel>("footerSkew").toolTip().contains(QStringLiteral("set the clock that is wrong")));
}

void ClockMistakesTest::aServerWhoseClockIsOff()
{
    auto& desk = okafor();
    m_office->world.clock.advance(5min);
    const test::OffClock right(m_office->world.clock, -90s); // of the person's computer and phone
    desk.sit({.clock = &right});
    desk.typePassword(test::Desk::password());
    desk.typeCode(desk.codeAt(right.now()));
    const auto told =
        QStringLiteral("Name, password or code is wrong. Check them and try again. This computer's "
                       "clock says %1, the server's %2. A code is only good by the server's: set the "
                       "clock that is wrong (an admin sets the server's).")
            .arg(moment(right.now(), false), moment(m_office->world.clock.now(), false));
    const auto instead = desk.unlessTold("codePageNotice", told);
    QVERIFY2(instead.isEmpty(), instead.constData());
    QVERIFY(!desk.window().frame());
}

void ClockMistakesTest::aDayOffNothingIsSigned()
{
    auto& desk = okafor();
    const test::OffClock wrong(m_office->world.clock, 24h);
    desk.sit({.clock = &wrong});
    desk.signIn();
    const auto before = m_office->statements("export-request");
    const auto code = desk.code();
    wire::ExportRequestBody body;
    const auto refused =
        QCoro::waitFor(desk.client().requests().sign(body, Secret(std::string_view(code.toStdString()))));
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, ErrorCode::ClockSkew);
    QCOMPARE(m_office->statements("export-request"), before);
    // The clock is set right while the console is open: the same code is good.
    desk.sit();
    desk.typePassword(test::Desk::password());
    desk.typeCode(code);
    desk.waitUntil("the frame", [&] { return desk.window().frame() != nullptr; });
}

QTEST_MAIN(ClockMistakesTest)
#include "ClockMistakesTest.moc"
