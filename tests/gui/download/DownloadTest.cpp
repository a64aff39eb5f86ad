#include "gui/ShownConsole.h"

#include <QDir>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTemporaryDir>

using namespace countersign;

/// Beginning a download: checked first, and nothing is written before the server has opened the retrieval.
class DownloadTest final : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_shown = std::make_unique<test::ShownConsole>();
        QVERIFY(m_shown->open(m_shown->hospital.world.fetches, "downloads"));
        QTRY_VERIFY(m_shown->find<ui::Card>("release-job_released"));
    }
    void cleanup() { m_shown.reset(); }

    void onlyWhatIsReleasedIsOffered();
    void needsFolderAndCode();
    void refusalLeavesNothingBehind();
    void brokenLogStopsIt();

private:
    [[nodiscard]] QPushButton* download() const { return m_shown->find<QPushButton>("download"); }
    [[nodiscard]] QLineEdit* code() const { return m_shown->find<QLineEdit>("code"); }
    [[nodiscard]] QLineEdit* folder() const { return m_shown->find<QLineEdit>("folder"); }

    std::unique_ptr<test::ShownConsole> m_shown;
};

void DownloadTest::onlyWhatIsReleasedIsOffered()
{
    int offered = 0;
    for (const auto* card : m_shown->window().findChildren<ui::Card*>())
        offered += card->isVisible() && card->objectName().startsWith(QStringLiteral("release-"));
    QCOMPARE(offered, 1);
    QVERIFY(m_shown->find<QLabel>("releaseFacts")->text().contains(QStringLiteral("until")));
}

void DownloadTest::needsFolderAndCode()
{
    QVERIFY(!folder()->text().isEmpty());
    QVERIFY(!download()->isEnabled());
    QTest::keyClicks(code(), QStringLiteral("123456"));
    QVERIFY(download()->isEnabled());
    folder()->setText(QStringLiteral("  "));
    QVERIFY(!download()->isEnabled());
}

// This server opens no retrieval.
void DownloadTest::refusalLeavesNothingBehind()
{
    const QTemporaryDir place;
    folder()->setText(place.path() + QStringLiteral("/received"));
    QTest::keyClicks(code(), QStringLiteral("123456"));
    download()->click();
    QVERIFY(!download()->isEnabled());
    QVERIFY(code()->text().isEmpty());
    QTRY_VERIFY(m_shown->find<ui::Notice>("downloadNotice"));
    QVERIFY(m_shown->client().downloads().retrievals().empty());
    QVERIFY(!m_shown->find<ui::Card>("retrieval"));
    QVERIFY(QDir(folder()->text()).entryList(QDir::Files | QDir::Hidden).isEmpty());
    QCOMPARE(download()->text(), QStringLiteral("Download"));
    QTest::keyClicks(code(), QStringLiteral("654321"));
    QVERIFY(download()->isEnabled());
}

void DownloadTest::brokenLogStopsIt()
{
    QTest::keyClicks(code(), QStringLiteral("123456"));
    auto* button = download();
    QVERIFY(button->isEnabled());
    QVERIFY(QCoro::waitFor(m_shown->client().log().advance()));
    m_shown->hospital.server.rewriteLog();
    QVERIFY(!QCoro::waitFor(m_shown->client().log().advance()));
    QVERIFY(!button->isEnabled());
}

QTEST_MAIN(DownloadTest)
#include "DownloadTest.moc"
