#include "gallery/KeptFiles.h"
#include "gui/ShownConsole.h"
#include "ui/download/RetrievalCard.h"
#include "ui/download/SealedCard.h"

#include <QAbstractButton>
#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
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
    void eachLinkOpensItsStatement();
    void whatIsKeptSealedOpensWithACode();
    void saysWhenItCannotReadWhatIsKept();
    void saysWhenTheLogHoldsNoReceipt();

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
    QList<QAbstractButton*> links; // hidden behind the red page later
    for (int link = 0; link < 6; ++link) {
        links += m_shown->find<QAbstractButton>(qPrintable(QStringLiteral("chainLink%1").arg(link)));
        QVERIFY(links.back()->accessibleName().endsWith(QStringLiteral(", holds")));
    }
    QVERIFY(!QCoro::waitFor(m_shown->client().log().advance()));
    QVERIFY(!button->isEnabled());
    for (const auto* link : links)
        QVERIFY(link->accessibleName().endsWith(QStringLiteral(", does not hold")));
}

// The picture has a link for each of the six checks; one opens the very bytes that were signed.
void DownloadTest::eachLinkOpensItsStatement()
{
    const auto* view = m_shown->client().book().find(JobId("job_released"));
    QCOMPARE(view->chain.links.size(), std::size_t{6});
    auto* approval = m_shown->find<QAbstractButton>("chainLink3");
    approval->click();
    QTRY_VERIFY(m_shown->find<QPlainTextEdit>("payloadText"));
    const auto* text = m_shown->find<QPlainTextEdit>("payloadText");
    const auto shown = QJsonDocument::fromJson(text->toPlainText().toUtf8()).object();
    QCOMPARE(shown["type"].toString(), QStringLiteral("decision"));
    QCOMPARE(shown["body"].toObject()["gate"].toString(), QStringLiteral("release"));
    QCOMPARE(shown["body"].toObject()["subjects"].toArray().first().toString(),
             QString::fromStdString(view->releaseDigest->text()));
    approval->click();
    QTRY_VERIFY(!m_shown->find<QWidget>("chainDetail"));
    QVERIFY(!m_shown->find<QAbstractButton>("chainLink6"));
}

// This server has no such route: the refusal is told, and the code is gone.
void DownloadTest::whatIsKeptSealedOpensWithACode()
{
    QVERIFY(!m_shown->find<ui::Card>("sealed-job_released"));
    const QTemporaryDir place;
    gallery::keepSealed(m_shown->client(), m_shown->hospital.world.fetches, JobId("job_released"),
                        place.path());
    QTRY_VERIFY(m_shown->find<ui::Card>("sealed-job_released"));
    auto* open = m_shown->find<QPushButton>("openSealed");
    QVERIFY(open->text().startsWith(QStringLiteral("Open 1"))); // the other lies opened beside it
    QVERIFY(!open->isEnabled());
    auto* card = m_shown->find<ui::SealedCard>("sealed-job_released");
    const auto group = card->group();
    auto opened = group;
    for (auto& file : opened.files)
        file.opened = true;
    card->refresh(opened);
    QCOMPARE(open->text(), QStringLiteral("Open"));
    card->refresh(group);
    QTest::keyClicks(m_shown->find<QLineEdit>("openingCode"), QStringLiteral("123456"));
    QVERIFY(open->isEnabled());
    open->click();
    QTRY_VERIFY(m_shown->find<ui::Notice>("openingNotice"));
    QVERIFY(m_shown->find<QLineEdit>("openingCode")->text().isEmpty());
    // Taken away, it is not offered.
    QVERIFY(QFile::remove(place.filePath("Patient.000.ndjson.sealed.json")) &&
            QFile::remove(place.filePath("Immunization.000.ndjson.sealed.json")));
    emit m_shown->client().sealedFiles().changed();
    QTRY_VERIFY(!m_shown->find<ui::Card>("sealed-job_released"));
}

void DownloadTest::saysWhenItCannotReadWhatIsKept()
{
    const auto& person = m_shown->hospital.world.fetches;
    const QTemporaryDir place;
    gallery::keepSealed(m_shown->client(), person, JobId("job_released"), place.path());
    QVERIFY(!m_shown->find<ui::Notice>("untoldOpenings"));
    QFile state(m_shown->hospital.stateFolder() + QStringLiteral("/sealed-") +
                QString::fromStdString(person.id.text()) + QStringLiteral(".json"));
    QVERIFY(state.open(QIODevice::ReadWrite));
    const auto kept = state.readAll();
    QVERIFY(state.resize(kept.size() / 2));
    auto* frame = m_shown->window().frame();
    const auto comeBack = [frame] {
        frame->open(QStringLiteral("overview"));
        frame->open(QStringLiteral("downloads"));
    };
    comeBack();
    QTRY_VERIFY(m_shown->find<ui::Notice>("untoldOpenings"));
    const auto said = m_shown->find<ui::Notice>("untoldOpenings")->text();
    QVERIFY2(said.startsWith(state.fileName() + QStringLiteral(" can't be read")), qPrintable(said));
    QVERIFY(!m_shown->find<ui::Card>("sealed-job_released"));
    QVERIFY(state.seek(0) && state.write(kept) == kept.size() && state.flush());
    comeBack();
    QTRY_VERIFY(m_shown->find<ui::Card>("sealed-job_released"));
    QVERIFY(!m_shown->find<ui::Notice>("untoldOpenings"));
}

void DownloadTest::saysWhenTheLogHoldsNoReceipt()
{
    auto& client = m_shown->client();
    client::ExportView view;
    view.release.emplace(); // of no files: it is done as soon as it starts
    client::Retrieval retrieval(client.connection(), client.session(), client.log(), view, {}, {},
                                client::Retrieval::Keep::Opened);
    const ui::RetrievalCard card(retrieval, client);
    const auto* notice = card.findChild<ui::Notice*>(QStringLiteral("retrievalNotice"));
    retrieval.start();
    retrieval.setReceiptsMissing(0);
    QVERIFY2(notice->text().startsWith(QStringLiteral("All files are here, opened and checked")),
             qPrintable(notice->text()));
    retrieval.setReceiptsMissing(2);
    QVERIFY2(notice->text().contains(QStringLiteral("does not hold the receipts of 2")),
             qPrintable(notice->text()));
}

QTEST_MAIN(DownloadTest)
#include "DownloadTest.moc"
