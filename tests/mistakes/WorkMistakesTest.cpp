#include "mistakes/Office.h"
#include "mistakes/TypedTexts.h"
#include "ui/shell/Sentences.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDateTimeEdit>
#include <QListWidget>
#include <QSpinBox>
#include <QTableView>

using namespace countersign;
using namespace std::chrono_literals;
using State = client::Session::State;

/// Sessions that end and roles that go while a form is half filled, at the real server: nothing typed is
/// lost, nothing is sent that must not be, and nothing twice.
class WorkMistakesTest final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        m_office = std::make_unique<test::Office>(QStringList{"okafor", "adler", "silva"});
    }
    void cleanupTestCase() { m_office.reset(); }
    void cleanup() { m_office->close(); }

    void aFormOutlivesItsSession_data();
    void aFormOutlivesItsSession();
    void whatIsSentAfterTheSessionEndedWaits();
    void aRoleThatGoesIsToldAtOnce_data();
    void aRoleThatGoesIsToldAtOnce();
    void aSourceThatFallsSilentEmptiesNoForm();

private:
    test::Desk& fill(const QByteArray& form);
    void sendAndCount(test::Desk& desk, const QByteArray& form);
    static void fillRequest(test::Desk& desk);

    std::unique_ptr<test::Office> m_office;
    JobId m_job;
};

void WorkMistakesTest::fillRequest(test::Desk& desk)
{
    desk.open("requests", QStringLiteral("new"));
    auto& patient = desk.find<QCheckBox>("type-Patient");
    desk.type("title", QStringLiteral("Diabetes registry, fourth quarter"));
    auto& level = desk.find<QComboBox>("level");
    level.setCurrentIndex(level.findText(QStringLiteral("Whole system")));
    patient.setChecked(true);
    desk.find<QCheckBox>("type-Condition").setChecked(true);
    desk.find<QCheckBox>("sinceOn").setChecked(true);
    desk.find<QDateTimeEdit>("since").setDateTime(QDateTime(QDate(2026, 7, 1), QTime(3, 30), Qt::UTC));
    desk.type("legalBasis", QStringLiteral("Registry act, section 4 & <others>"));
    desk.type("recipient", QStringLiteral("National Diabetes Registry"));
    desk.find<QSpinBox>("downloads").setValue(2);
    desk.find<QDateEdit>("ends").setDate(ui::toQDateTime(desk.client().clock().now()).date().addDays(9));
    desk.find<QListWidget>("fetchers").item(0)->setCheckState(Qt::Checked);
}

test::Desk& WorkMistakesTest::fill(const QByteArray& form)
{
    auto& office = *m_office;
    auto& desk = form == "request"    ? office["okafor"]
                 : form == "decision" ? office["adler"]
                                      : office["amira"];
    if (form == "decision")
        m_job = office.ask(QStringLiteral("To be decided"));
    desk.sit();
    desk.signIn();
    if (form == "request") {
        fillRequest(desk);
        return desk;
    }
    if (form == "decision") {
        desk.waitUntil("the export", [&] { return desk.client().book().find(m_job) != nullptr; });
        desk.open("approvals", QString::fromStdString(m_job.text()));
        desk.press("payloadShowAll");
        desk.find<QPlainTextEdit>("reason").setPlainText(
            QStringLiteral("Covered by the agreement.\nSeen twice."));
        return desk;
    }
    desk.open("people");
    auto& table = desk.find<QTableView>("people");
    desk.waitUntil("the people",
                   [&] { return table.model()->rowCount() == office.count("SELECT count(*) FROM people"); });
    if (form == "invite") {
        desk.press("addPerson");
        desk.type("inviteId", QStringLiteral("nguyen-%1").arg(office.entries("people.invite")));
        desk.type("inviteName", QStringLiteral("Thi Nguyễn"));
        desk.find<QCheckBox>("inviteRole-artifact-downloader").setChecked(true);
        return desk;
    }
    desk.open("people", QStringLiteral("adler"));
    auto& action = desk.find<QComboBox>("personAction");
    action.setCurrentIndex(action.findText(QStringLiteral("Give a role")));
    auto& role = desk.find<QComboBox>("personRole");
    role.setCurrentIndex(role.findText(QStringLiteral("Compliance officer")));
    desk.type("personReason", QStringLiteral("Stands in for Eva in December"));
    return desk;
}

// One code, one press, and exactly one of it is there.
void WorkMistakesTest::sendAndCount(test::Desk& desk, const QByteArray& form)
{
    const std::map<QByteArray, std::pair<const char*, const char*>> parts{
        {"request", {"code", "signRequest"}},
        {"decision", {"code", "approve"}},
        {"invite", {"inviteCode", "inviteSend"}},
        {"role change", {"personCode", "personSend"}}};
    const auto& [code, button] = parts.at(form);
    const auto made = [&] {
        return form == "request"    ? m_office->statements("export-request")
               : form == "decision" ? m_office->statements("decision")
               : form == "invite"   ? m_office->count("SELECT count(*) FROM people")
                                    : m_office->statements("role-change");
    };
    const auto before = made();
    desk.find<QLineEdit>(code).clear();
    QTest::keyClicks(&desk.find<QLineEdit>(code), desk.code());
    desk.press(button);
    desk.waitUntil("what was sent", [&] { return made() == before + 1; });
    if (form == "decision")
        TOLD(desk, "decisionNotice", "Signed and taken by the server: request approved.");
    QVERIFY(!desk.see<QWidget>("lockOverlay"));
}

void WorkMistakesTest::aFormOutlivesItsSession_data()
{
    QTest::addColumn<QByteArray>("form");
    QTest::addColumn<QByteArray>("end");
    // Away until the console locks, until the server stopped and came back, until the whole session is over.
    for (const auto& [form, end] : {std::pair{"request", "idle"},
                                    {"request", "restarted"},
                                    {"request", "twelve hours"},
                                    {"decision", "restarted"},
                                    {"invite", "restarted"},
                                    {"role change", "restarted"}})
        QTest::addRow("%s, %s", form, end) << QByteArray(form) << QByteArray(end);
}

void WorkMistakesTest::aFormOutlivesItsSession()
{
    QFETCH(QByteArray, form);
    QFETCH(QByteArray, end);
    auto& desk = fill(form);
    if (QTest::currentTestFailed())
        return;
    const auto before = typed(desk);
    QVERIFY2(before.size() > (form == "decision" ? 0 : 2), qPrintable(before.join(u'\n')));
    if (end == "restarted")
        m_office->world.stopServer();
    const auto away = end == "twelve hours" ? 12h + 1min : 16min;
    m_office->world.clock.advance(away);
    if (end == "restarted")
        m_office->world.startServer();
    desk.waitUntil("the lock", [&] { return desk.see<QLineEdit>("lockPassword") != nullptr; });
    QVERIFY(!desk.window().frame()->isVisible());
    desk.reenter();
    QCOMPARE(typed(desk), before);
    sendAndCount(desk, form);
}

// Somebody types for longer than the server waits; then presses. They are asked in again, and press again.
void WorkMistakesTest::whatIsSentAfterTheSessionEndedWaits()
{
    auto& desk = fill("request");
    const auto before = typed(desk);
    const auto asked = m_office->statements("export-request");
    QTest::keyClicks(&desk.find<QLineEdit>("code"), desk.code());
    for (int minute = 0; minute < 16; ++minute) {
        m_office->world.clock.advance(1min);
        desk.client().session().touch();
    }
    if (auto* sign =
            desk.see<QPushButton>("signRequest")) // unless the server's word that it is over was faster
        sign->click();
    TOLD(desk, "lockNotice", "Your session has ended. Sign in again; what you typed is kept.");
    QCOMPARE(m_office->statements("export-request"), asked);
    desk.reenter();
    QCOMPARE(typed(desk), before);
    sendAndCount(desk, "request");
    QCOMPARE(m_office->statements("export-request"), asked + 1);
}

void WorkMistakesTest::aRoleThatGoesIsToldAtOnce_data()
{
    QTest::addColumn<QByteArray>("form");
    QTest::addColumn<int>("role");
    QTest::addColumn<QString>("told");
    QTest::newRow("operator") << QByteArray("request") << static_cast<int>(wire::Role::ExportOperator)
                              << QStringLiteral("Export operator|Requests");
    QTest::newRow("approver") << QByteArray("decision") << static_cast<int>(wire::Role::SecurityApprover)
                              << QStringLiteral("Security approver|Approvals");
}

void WorkMistakesTest::aRoleThatGoesIsToldAtOnce()
{
    QFETCH(QByteArray, form);
    QFETCH(int, role);
    QFETCH(QString, told);
    auto& desk = fill(form);
    const auto before = typed(desk);
    const auto* page = form == "request" ? "railRequests" : "railApprovals";
    const auto past = form == "request" ? m_office->draft(desk.client(), QStringLiteral("Past the pages"))
                                        : wire::ExportRequestBody();
    QVERIFY(desk.see<QWidget>(page));
    const auto subject = form == "request" ? Digest() : desk.client().book().find(m_job)->requestDigest;

    m_office->change(desk.name(), wire::RoleAction::Withdraw, static_cast<wire::Role>(role));
    const auto decided = m_office->statements("decision"); // boris's among them
    const auto asked = m_office->statements("export-request");
    const auto parts = told.split(u'|');
    const auto instead = desk.unlessTold(
        "roleNotice",
        QStringLiteral("You no longer hold this role: %1. The page %2 was closed. What you had typed "
                       "there was not sent; it is kept until you sign out, and is there again should "
                       "the role come back. Ask an admin if you still need it.")
            .arg(parts[0], parts[1]));
    QVERIFY2(instead.isEmpty(), instead.constData());
    QVERIFY(!desk.see<QWidget>(page));
    const auto roles = desk.find<QLabel>("headerRoles").text();
    QVERIFY2(roles.contains(QStringLiteral("no role in force")), qPrintable(roles));
    QCOMPARE(desk.window().frame()->current(), QStringLiteral("overview"));
    // Nothing can be sent: neither by the pages nor past them.
    desk.open(form == "request" ? "requests" : "approvals");
    QCOMPARE(desk.window().frame()->current(), QStringLiteral("overview"));
    auto& client = desk.client();
    const auto refused = [&]() -> Result<void> {
        if (form == "request") {
            const auto sent = QCoro::waitFor(client.requests().sign(past, desk.secretCode()));
            return sent ? Result<void>{} : tl::unexpected(sent.error());
        }
        return QCoro::waitFor(client.approvals().decide(m_job, subject, wire::Gate::Request,
                                                        wire::Verdict::Approve,
                                                        QStringLiteral("Past the pages"), desk.secretCode()));
    }();
    QVERIFY(!refused);
    // Who has no role may not even see what waits.
    QCOMPARE(refused.error().code, form == "request" ? ErrorCode::RoleMissing : ErrorCode::NotFound);
    QCOMPARE(m_office->statements("decision"), decided);
    QCOMPARE(m_office->statements("export-request"), asked);

    // Back again: so is what was typed.
    m_office->change(desk.name(), wire::RoleAction::Grant, static_cast<wire::Role>(role));
    desk.waitUntil("the page in the rail", [&] { return desk.see<QWidget>(page) != nullptr; });
    QVERIFY(!desk.see<ui::Notice>("roleNotice"));
    desk.open(form == "request" ? "requests" : "approvals");
    desk.waitUntil("what was typed", [&] { return typed(desk).size() == before.size(); });
    QCOMPARE(typed(desk), before);
    if (form == "request")
        sendAndCount(desk, form);
}

// Loaded anew while the source does not answer, the form keeps what was ticked for when it does.
void WorkMistakesTest::aSourceThatFallsSilentEmptiesNoForm()
{
    auto& desk = fill("request");
    const auto& flaws = desk.find<ui::Chip>("flaws");
    desk.waitUntil("a form without flaws", [&] { return flaws.text() == u"ready to sign"; });
    m_office->world.stopSource();        // for good: the last test
    m_office->world.clock.advance(2min); // the server asks a source again
    desk.press("backToRequests");
    desk.press("newRequest");
    desk.waitUntil("that the source is silent", [&] {
        const auto labels = desk.window().findChildren<QLabel*>();
        return std::any_of(labels.begin(), labels.end(), [](const QLabel* label) {
            return label->isVisible() &&
                   label->text().contains(QStringLiteral("The source does not answer now"));
        });
    });
    QCOMPARE(desk.find<QLineEdit>("title").text(), QStringLiteral("Diabetes registry, fourth quarter"));
    QVERIFY(flaws.text() != u"ready to sign");
}

QTEST_MAIN(WorkMistakesTest)
#include "WorkMistakesTest.moc"
