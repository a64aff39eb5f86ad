#include "gui/ShownConsole.h"

#include <set>

#include <QAbstractButton>
#include <QAbstractSpinBox>
#include <QAccessible>
#include <QComboBox>
#include <QLineEdit>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QSignalSpy>
#include <QTableView>

using namespace countersign;

/// What holds on every page: it fits the smallest window, can be worked by keyboard and read out, and says
/// nothing that it does not know.
class PagesTest final : public QObject
{
    Q_OBJECT

private slots:
    void cleanup() { m_shown.reset(); }

    void fitsTheSmallestWindow_data() { pages(); }
    void fitsTheSmallestWindow();
    void isWorkedByKeyboard_data() { pages(); }
    void isWorkedByKeyboard();
    void focusFollowsTheEye_data() { pages(); }
    void focusFollowsTheEye();
    void isReadOut_data() { pages(); }
    void isReadOut();
    void claimsNothingUnknown_data();
    void claimsNothingUnknown();
    void nothingIsSignedBeforeTheServerSaidWhatThereIs();
    void footerCountsFromTheLastVerification();

private:
    static void pages();
    void open();
    [[nodiscard]] std::vector<QWidget*> operated() const;
    [[nodiscard]] QString jump() const;

    std::unique_ptr<test::ShownConsole> m_shown;
};

void PagesTest::pages()
{
    QTest::addColumn<QString>("person");
    QTest::addColumn<QByteArray>("page");
    QTest::addColumn<QByteArray>("item");
    const auto row = [](const char* person, const char* page, const char* item) {
        QTest::addRow("%s %s %s", person, page, item)
            << QString::fromLatin1(person) << QByteArray(page) << QByteArray(item);
    };
    row("adler", "overview", "");
    row("amira", "overview", "");
    row("okafor", "requests", "");
    row("okafor", "requests", "new");
    row("okafor", "requests", "job_running");
    row("adler", "approvals", "");
    row("adler", "approvals", "job_waiting");
    row("adler", "approvals", "job_release");
    row("silva", "downloads", "");
    row("lindqvist", "audit", "job_released");
    row("amira", "keys", "kek_standard");
    row("amira", "people", "brandt");
}

void PagesTest::open()
{
    QFETCH(QString, person);
    QFETCH(QByteArray, page);
    QFETCH(QByteArray, item);
    m_shown = std::make_unique<test::ShownConsole>();
    QVERIFY(m_shown->openSmall(person, page, item));
}

/// What a person types into, ticks, presses or walks through, on the whole window.
std::vector<QWidget*> PagesTest::operated() const
{
    std::vector<QWidget*> found;
    for (auto* widget : m_shown->window().findChildren<QWidget*>()) {
        const bool kind = qobject_cast<QAbstractButton*>(widget) || qobject_cast<QLineEdit*>(widget) ||
                          qobject_cast<QComboBox*>(widget) || qobject_cast<QAbstractSpinBox*>(widget) ||
                          qobject_cast<QPlainTextEdit*>(widget) || qobject_cast<QAbstractItemView*>(widget);
        const bool part = qobject_cast<QAbstractSpinBox*>(widget->parentWidget()) ||
                          qobject_cast<QComboBox*>(widget->parentWidget()) ||
                          qobject_cast<QLineEdit*>(widget->parentWidget()) ||
                          widget->objectName().startsWith(QStringLiteral("qt_"));
        if (kind && !part && widget->isVisible() && widget->focusPolicy() != Qt::NoFocus)
            found.push_back(widget);
    }
    return found;
}

// 1280 × 720 is the smallest that the design names; the window may not ask for more, and nothing is pushed
// over an edge where it can't be scrolled to.
void PagesTest::fitsTheSmallestWindow()
{
    open();
    auto& window = m_shown->window();
    QVERIFY2(window.minimumSizeHint().width() <= 1280,
             qPrintable(QString::number(window.minimumSizeHint().width())));
    QVERIFY2(window.minimumSizeHint().height() <= 720,
             qPrintable(QString::number(window.minimumSizeHint().height())));
    QCOMPARE(window.size(), QSize(1280, 720));
    for (auto* area : window.findChildren<QScrollArea*>())
        if (area->isVisible())
            QVERIFY2(area->widget()->minimumSizeHint().width() <= area->viewport()->width(),
                     qPrintable(area->parentWidget()->objectName() + area->objectName()));
    for (const auto* widget : operated()) {
        const QRect there(widget->mapTo(&window, QPoint()), widget->size());
        QVERIFY2(there.left() >= 0 && there.right() < window.width(), qPrintable(widget->objectName()));
    }
}

// Each is reached by Tab, and the focus is seen there.
void PagesTest::isWorkedByKeyboard()
{
    open();
    auto& window = m_shown->window();
    std::set<const QWidget*> reached;
    for (auto* next = window.nextInFocusChain(); next != &window; next = next->nextInFocusChain())
        if (next->isVisible() && (next->focusPolicy() & Qt::TabFocus))
            reached.insert(next);
    window.activateWindow();
    for (auto* widget : operated()) {
        if (!widget->isEnabled())
            continue;
        QVERIFY2(reached.contains(widget), qPrintable(widget->objectName()));
        widget->clearFocus();
        const auto before = widget->grab().toImage();
        widget->setFocus(Qt::TabFocusReason);
        if (!widget->hasFocus())
            continue; // it hands the focus on
        QVERIFY2(widget->grab().toImage() != before, qPrintable(widget->objectName()));
    }
}

namespace {

/// The header, the rail, the footer or a card; null for what stands on the page itself.
QWidget* roomOf(QWidget* widget)
{
    static const QStringList bars{QStringLiteral("header"), QStringLiteral("rail"), QStringLiteral("footer")};
    auto* at = widget->parentWidget();
    while (at && !qobject_cast<ui::Card*>(at) && !bars.contains(at->objectName()))
        at = at->parentWidget();
    return at;
}

} // namespace

/// Where Tab would jump, "from then to"; empty if it nowhere does.
QString PagesTest::jump() const
{
    auto& window = m_shown->window();
    const auto working = operated();
    QWidget* from = nullptr;
    std::set<QWidget*> left;
    for (auto* to = window.nextInFocusChain(); to != &window; to = to->nextInFocusChain()) {
        if (std::find(working.begin(), working.end(), to) == working.end())
            continue;
        auto* before = std::exchange(from, to);
        if (!before)
            continue;
        const auto named = before->objectName() + QStringLiteral(" then ") + to->objectName();
        if (roomOf(before) != roomOf(to)) {
            left.insert(roomOf(before));
            if (roomOf(to) && left.contains(roomOf(to)))
                return named;
            continue;
        }
        const QRect a(before->mapTo(&window, QPoint()), before->size());
        const QRect b(to->mapTo(&window, QPoint()), to->size());
        // Down, or right to the head of the next column.
        if (b.top() <= a.bottom() && b.left() <= a.right())
            return named;
    }
    return from && roomOf(from) && roomOf(from)->objectName() == u"footer"
               ? QString()
               : QStringLiteral("the footer is not last");
}

// Header, rail, page, footer; within the page card by card, and in a card line by line.
void PagesTest::focusFollowsTheEye()
{
    open();
    QTRY_COMPARE(jump(), QString()); // once the last answer is laid out
}

void PagesTest::isReadOut()
{
    open();
    for (auto* widget : operated()) {
        QVERIFY2(!widget->objectName().isEmpty(), widget->metaObject()->className());
        auto* accessible = QAccessible::queryAccessibleInterface(widget);
        QVERIFY2(accessible && !accessible->text(QAccessible::Name).isEmpty(),
                 qPrintable(widget->objectName()));
    }
}

void PagesTest::claimsNothingUnknown_data()
{
    QTest::addColumn<QString>("person");
    QTest::addColumn<QByteArray>("page");
    QTest::addColumn<QString>("claim");
    QTest::newRow("overview") << "adler" << QByteArray("overview") << "Nothing waits for you";
    QTest::newRow("requests") << "okafor" << QByteArray("requests") << "You have not asked for an export yet";
    QTest::newRow("approvals") << "adler" << QByteArray("approvals") << "Nothing waits for you";
    QTest::newRow("downloads") << "silva" << QByteArray("downloads") << "Nothing is released to you";
    QTest::newRow("audit") << "lindqvist" << QByteArray("audit") << "No exports yet";
    QTest::newRow("keys") << "amira" << QByteArray("keys:encryption") << "No keys yet";
}

void PagesTest::claimsNothingUnknown()
{
    QFETCH(QString, person);
    QFETCH(QByteArray, page);
    QFETCH(QString, claim);
    m_shown = std::make_unique<test::ShownConsole>();
    using Mood = gallery::ShownServer::Mood;
    auto& server = m_shown->hospital.server;
    server.setMood(Mood::Refusing);
    const auto parts = page.split(':');
    QVERIFY(m_shown->openAs(person, parts.front(), parts.size() > 1 ? parts.at(1).constData() : ""));
    const auto says = [&](const QString& text) {
        const auto labels = m_shown->window().findChildren<QLabel*>();
        return std::any_of(labels.begin(), labels.end(), [&](const QLabel* label) {
            return label->isVisible() && label->text().contains(text);
        });
    };
    QVERIFY(!says(claim));
    QTRY_VERIFY(says(QStringLiteral("Not known")));
    QVERIFY(!says(claim));
    QTRY_VERIFY(m_shown->find<QPushButton>("noticeAction"));
    server.setMood(Mood::Empty);
    m_shown->find<QPushButton>("noticeAction")->click();
    QTRY_VERIFY(says(claim));
    QVERIFY(!says(QStringLiteral("Not known")));
    QTRY_VERIFY(!m_shown->find<QPushButton>("noticeAction"));
}

void PagesTest::nothingIsSignedBeforeTheServerSaidWhatThereIs()
{
    m_shown = std::make_unique<test::ShownConsole>();
    m_shown->hospital.server.setMood(gallery::ShownServer::Mood::Refusing);
    QVERIFY(m_shown->open(m_shown->hospital.world.asks, "requests", "new"));
    QVERIFY(!m_shown->find<QPushButton>("signRequest")->isEnabled());
    QTest::keyClicks(m_shown->find<QLineEdit>("code"), QStringLiteral("123456"));
    QTRY_VERIFY(m_shown->find<QPushButton>("noticeAction"));
    QVERIFY(!m_shown->find<QPushButton>("signRequest")->isEnabled());
}

void PagesTest::footerCountsFromTheLastVerification()
{
    m_shown = std::make_unique<test::ShownConsole>();
    QVERIFY(m_shown->open(m_shown->hospital.world.approves, "overview"));
    auto& log = m_shown->client().log();
    const auto* footer = m_shown->find<QLabel>("footerLog");
    // What the console does by itself after signing in comes to its end first.
    QSignalSpy verified(&log, &client::LogFollower::verified);
    QVERIFY(QCoro::waitFor(log.advance()));
    while (verified.wait(1500))
        continue;
    m_shown->hospital.world.fixture.clock.advance(std::chrono::seconds(7));
    QTRY_COMPARE(footer->text().section(u'·', 1).trimmed(), QStringLiteral("7 s ago"));
    // Nothing has grown; it was proved again all the same.
    const auto entries = log.verifiedThrough();
    QVERIFY(QCoro::waitFor(log.advance()));
    QCOMPARE(log.verifiedThrough(), entries);
    QTRY_COMPARE(footer->text().section(u'·', 1).trimmed(), QStringLiteral("0 s ago"));
}

QTEST_MAIN(PagesTest)
#include "PagesTest.moc"
