#include "gui/ShownConsole.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QTableView>

using namespace countersign;

/// What an admin does about people: nothing without a choice, a reason and a code; what waits is ticked one
/// by one or together.
class PeopleTest final : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup() { m_shown.reset(); }

    void countersignTellsHowMany();
    void allFollowsTheTicks();
    void whatCameMeanwhileIsNotTicked();
    void countersigningNeedsReasonAndCode();
    void whatWasNotOnScreenIsNotCountersigned();
    void whatWasNotReadCanBeRejected();
    void ownProposalCannotBeCountersigned();
    void nothingIsDoneWithoutAChoice();
    void columnsFitTheWindow();

private:
    void open(std::size_t admin)
    {
        QVERIFY(m_shown->open(m_shown->hospital.world.fixture.admins[admin], "people"));
        QTRY_VERIFY(m_shown->find<QTableView>("people")); // once people are known
        QVERIFY(QCoro::waitFor(m_shown->client().people().refresh()));
        QTRY_VERIFY(admin == 0 ? m_shown->find<QCheckBox>("waitingTick-0") != nullptr : ticks().size() >= 2);
    }
    /// The first admin asks for it.
    void propose(const test::TestPerson& person, wire::Role role)
    {
        auto& fixture = m_shown->hospital.world.fixture;
        wire::RoleChangeBody body;
        body.person = person.id;
        body.role = role;
        body.reason = "covers for a colleague";
        fixture.enter(fixture.sign(fixture.admins.front(), body));
    }
    /// All ticked, with reason and code, in a window that is too small for them.
    void tickMoreThanFits()
    {
        const auto& world = m_shown->hospital.world;
        for (const auto* person : {&world.asks, &world.approves, &world.approvesToo})
            propose(*person, wire::Role::ComplianceOfficer);
        open(1);
        m_shown->window().resize(1280, 720);
        all()->click();
        m_shown->find<QLineEdit>("waitingReason")->setText(QStringLiteral("seen and agreed"));
        QTest::keyClicks(m_shown->find<QLineEdit>("waitingCode"), QStringLiteral("123456"));
        QTRY_VERIFY(m_shown->find<QPushButton>("waitingMore"));
    }
    [[nodiscard]] std::vector<QCheckBox*> ticks() const
    {
        std::vector<QCheckBox*> found;
        for (int i = 0;; ++i) {
            const auto name = QStringLiteral("waitingTick-%1").arg(i);
            const auto rows = m_shown->window().findChildren<QCheckBox*>(name);
            if (rows.empty())
                return found;
            if (rows.size() > 1 || !rows.front()->isVisible())
                return {}; // the list was made anew and is not laid out yet
            if (rows.front()->isEnabled())
                found.push_back(rows.front());
        }
    }
    [[nodiscard]] QCheckBox* all() const { return m_shown->find<QCheckBox>("waitingAll"); }
    [[nodiscard]] QPushButton* sign() const { return m_shown->find<QPushButton>("waitingSign"); }

    std::unique_ptr<test::ShownConsole> m_shown;
};

void PeopleTest::init()
{
    m_shown = std::make_unique<test::ShownConsole>();
    const auto& world = m_shown->hospital.world;
    propose(world.looks, wire::Role::SecurityApprover);
    propose(world.fetches, wire::Role::ComplianceOfficer);
}

void PeopleTest::countersignTellsHowMany()
{
    open(1);
    const auto count = ticks().size();
    QVERIFY(count >= 2);
    QCOMPARE(sign()->text(), QStringLiteral("Countersign"));
    all()->click();
    for (const auto* tick : ticks())
        QVERIFY(tick->isChecked());
    QCOMPARE(sign()->text(), QStringLiteral("Countersign %1").arg(count));
    all()->click();
    for (const auto* tick : ticks())
        QVERIFY(!tick->isChecked());
    QCOMPARE(sign()->text(), QStringLiteral("Countersign"));
}

void PeopleTest::allFollowsTheTicks()
{
    open(1);
    all()->click();
    ticks().front()->click();
    QVERIFY(!all()->isChecked());
    ticks().front()->click();
    QVERIFY(all()->isChecked());
}

void PeopleTest::whatCameMeanwhileIsNotTicked()
{
    open(1);
    const auto before = ticks().size();
    all()->click();
    propose(m_shown->hospital.world.asks, wire::Role::ComplianceOfficer);
    QVERIFY(QCoro::waitFor(m_shown->client().people().refresh()));
    QTRY_COMPARE(ticks().size(), before + 1);
    QVERIFY(!all()->isChecked());
    QCOMPARE(sign()->text(), QStringLiteral("Countersign %1").arg(before));
}

void PeopleTest::countersigningNeedsReasonAndCode()
{
    open(1);
    ticks().front()->click();
    QVERIFY(!sign()->isEnabled());
    m_shown->find<QLineEdit>("waitingReason")->setText(QStringLiteral("seen and agreed"));
    QVERIFY(!sign()->isEnabled());
    QTest::keyClicks(m_shown->find<QLineEdit>("waitingCode"), QStringLiteral("123456"));
    QVERIFY(sign()->isEnabled());
    ticks().front()->click();
    QVERIFY(!sign()->isEnabled());
}

// More than the list shows at once: all are ticked by one click, and signed only once they were read.
void PeopleTest::whatWasNotOnScreenIsNotCountersigned()
{
    tickMoreThanFits();
    QVERIFY(!sign()->isEnabled());
    // Dragged past is not read.
    auto* bar = m_shown->find<QScrollArea>("waitingList")->verticalScrollBar();
    bar->setValue(bar->maximum());
    bar->setValue(0);
    QVERIFY(m_shown->find<QPushButton>("waitingMore"));
    QVERIFY(!sign()->isEnabled());
    // It can be reached without scrolling the page.
    QVERIFY(!sign()->visibleRegion().isEmpty());
    for (int i = 0; i < 20 && m_shown->find<QPushButton>("waitingMore"); ++i) {
        QVERIFY(!sign()->isEnabled());
        m_shown->find<QPushButton>("waitingMore")->click();
    }
    QVERIFY(!m_shown->find<QPushButton>("waitingMore"));
    QVERIFY(sign()->isEnabled());
    // What comes later is as unread as it is unticked.
    propose(m_shown->hospital.world.looks, wire::Role::ArtifactDownloader);
    const auto before = ticks().size();
    QVERIFY(QCoro::waitFor(m_shown->client().people().refresh()));
    QTRY_COMPARE(ticks().size(), before + 1);
    QVERIFY(sign()->isEnabled());
    all()->click();
    QTRY_VERIFY(m_shown->find<QPushButton>("waitingMore"));
    QVERIFY(!sign()->isEnabled());
}

void PeopleTest::whatWasNotReadCanBeRejected()
{
    tickMoreThanFits();
    m_shown->find<QPushButton>("waitingReject")->click();
    QCOMPARE(m_shown->find<QLineEdit>("waitingCode")->text(), QString()); // it went out with the decision
}

void PeopleTest::ownProposalCannotBeCountersigned()
{
    open(0);
    int own = 0;
    for (int i = 0;; ++i) {
        const auto* tick = m_shown->find<QCheckBox>(QStringLiteral("waitingTick-%1").arg(i));
        if (!tick)
            break;
        if (tick->accessibleName().startsWith(QStringLiteral("Give "))) {
            ++own;
            QVERIFY(!tick->isEnabled());
        }
    }
    QCOMPARE(own, 2);
}

void PeopleTest::nothingIsDoneWithoutAChoice()
{
    open(0);
    auto* table = m_shown->find<QTableView>("people");
    table->clearSelection();
    auto* send = m_shown->find<QPushButton>("personSend");
    QVERIFY(send);
    m_shown->find<QLineEdit>("personReason")->setText(QStringLiteral("left the hospital"));
    QTest::keyClicks(m_shown->find<QLineEdit>("personCode"), QStringLiteral("123456"));
    QVERIFY(!send->isEnabled());
    auto* action = m_shown->find<QComboBox>("personAction");
    action->setCurrentIndex(action->findText(QStringLiteral("Disable")));
    QVERIFY(!send->isEnabled());
    table->selectRow(0);
    // Another choice asks for a reason and a code of its own.
    QVERIFY(m_shown->find<QLineEdit>("personCode")->text().isEmpty());
    QVERIFY(!send->isEnabled());
    m_shown->find<QLineEdit>("personReason")->setText(QStringLiteral("left the hospital"));
    QTest::keyClicks(m_shown->find<QLineEdit>("personCode"), QStringLiteral("123456"));
    QVERIFY(send->isEnabled());
}

void PeopleTest::columnsFitTheWindow()
{
    open(0);
    m_shown->window().resize(1280, 800);
    auto* table = m_shown->find<QTableView>("people");
    QTRY_COMPARE(table->horizontalScrollBar()->maximum(), 0);
    QVERIFY(table->columnWidth(0) >= 140);
    m_shown->window().resize(1024, 700);
    QTRY_VERIFY(table->horizontalScrollBar()->maximum() > 0);
    QVERIFY2(table->columnWidth(0) >= 140, "who it is stays in sight");
}

QTEST_MAIN(PeopleTest)
#include "PeopleTest.moc"
