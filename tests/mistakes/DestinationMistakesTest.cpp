#include "mistakes/Office.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <algorithm>

#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace countersign;
using client::Retrieval;

/// Destinations that are full, closed, gone, elsewhere or taken, at the real server: told before a byte moves
/// or for each file, nothing of a patient left behind, no download used up, and it works once mended.
class DestinationMistakesTest final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void cleanupTestCase() { m_office.reset(); }
    void init();
    void cleanup() { m_office->close(); }

    void aFullDisk();
    void aDiskThatFillsInTheMiddle();
    void aFolderThatMayNotBeWrittenTo();
    void aFolderThatGoes_data();
    void aFolderThatGoes();
    void anotherDisk();
    void aNameThatIsTaken();

private:
    test::Desk& silva() { return (*m_office)["silva"]; }
    /// Types folder and code and presses.
    void begin(const QString& folder);
    /// All files are there, once and complete, and count as one download each.
    void allIsHere();
    void comesOut(const QString& folder, int downloads = 1);
    [[nodiscard]] std::int64_t receipts() const { return m_office->count("SELECT count(*) FROM receipts"); }
    [[nodiscard]] std::int64_t tickets() const { return m_office->count("SELECT count(*) FROM tickets"); }
    [[nodiscard]] static QStringList inside(const QString& folder)
    {
        return QDir(folder).entryList(QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot);
    }

    std::unique_ptr<test::Office> m_office;
    JobId m_job;
    std::unique_ptr<QTemporaryDir> m_place;
};

namespace {

/// A file system in memory, of root alone; gone with this object.
class Mounted
{
public:
    Mounted(QString folder, const char* options, unsigned long flags = 0) : m_folder(std::move(folder))
    {
        QDir().mkpath(m_folder);
        m_there = ::mount("tmpfs", qPrintable(m_folder), "tmpfs", flags, options) == 0;
    }
    ~Mounted()
    {
        if (m_there)
            ::umount2(qPrintable(m_folder), MNT_DETACH);
    }
    Mounted(const Mounted&) = delete;
    Mounted& operator=(const Mounted&) = delete;
    [[nodiscard]] bool isThere() const { return m_there; }

private:
    QString m_folder;
    bool m_there = false;
};

} // namespace

void DestinationMistakesTest::initTestCase()
{
    test::TrialWorld::Options manyFiles;
    manyFiles.resourcesPerFile = 5;
    m_office = std::make_unique<test::Office>(QStringList{"okafor", "adler", "silva"}, manyFiles);
}

void DestinationMistakesTest::init()
{
    m_place = std::make_unique<QTemporaryDir>();
    m_job = m_office->released(QString::fromLatin1(QTest::currentTestFunction()));
    auto& desk = silva();
    desk.sit();
    desk.signIn();
    desk.open("downloads");
    // Those of the tests before are fetched to the last.
    desk.waitUntil("the release", [&] { return desk.see<QLineEdit>("folder") != nullptr; });
}

void DestinationMistakesTest::begin(const QString& folder)
{
    auto& desk = silva();
    const auto card = QStringLiteral("release-") + QString::fromStdString(m_job.text());
    auto& release = desk.find<ui::Card>(qPrintable(card));
    release.findChild<QLineEdit*>(QStringLiteral("folder"))->setText(folder);
    auto* code = release.findChild<QLineEdit*>(QStringLiteral("code"));
    code->clear();
    QTest::keyClicks(code, desk.code());
    auto* button = release.findChild<QPushButton*>(QStringLiteral("download"));
    desk.waitUntil("Download", [&] { return button->isEnabled(); });
    button->click();
}

// On the card of the newest retrieval; what became of the ones before stays told on theirs.
void DestinationMistakesTest::allIsHere()
{
    auto& desk = silva();
    desk.waitUntil("all files", [&] {
        const auto notices = desk.window().findChildren<ui::Notice*>(QStringLiteral("retrievalNotice"));
        return std::any_of(notices.begin(), notices.end(), [](const ui::Notice* notice) {
            return notice->isVisible() &&
                   notice->text() == u"All files are here, opened and checked: approvals, log and digests.";
        });
    });
}

void DestinationMistakesTest::comesOut(const QString& folder, int downloads)
{
    auto& desk = silva();
    const auto before = receipts();
    begin(folder);
    allIsHere();
    const auto* view = desk.client().book().find(m_job);
    QVERIFY(view && view->release);
    const auto& files = view->release->files;
    QVERIFY(files.size() >= 2);
    QCOMPARE(inside(folder).size(), static_cast<qsizetype>(files.size()));
    for (const auto& file : files)
        QCOMPARE(QFileInfo(folder + u'/' + QString::fromStdString(file.name)).size(),
                 static_cast<qint64>(file.length));
    QCOMPARE(receipts(), before + static_cast<std::int64_t>(files.size()));
    QCOMPARE(m_office->count("SELECT max(downloads) FROM files WHERE job = '" + m_job.text() + "'"),
             downloads);
    desk.waitUntil("an empty page", [&] { return !desk.see<QLineEdit>("folder"); });
}

void DestinationMistakesTest::aFullDisk()
{
    const auto folder = m_place->filePath(QStringLiteral("small"));
    const Mounted small(folder, "size=4k");
    if (!small.isThere())
        QSKIP("only root can mount a small disk here");
    const auto opened = m_office->entries("download.open");
    begin(folder);
    TOLD(silva(), "downloadNotice",
         "The disk is full. Make room or choose another folder, then begin again.");
    QVERIFY(inside(folder).isEmpty());
    QCOMPARE(m_office->entries("download.open"), opened); // nor was a retrieval opened
    comesOut(m_place->filePath(QStringLiteral("roomy")));
}

// There is room when it begins; then another program takes the last names.
void DestinationMistakesTest::aDiskThatFillsInTheMiddle()
{
    const auto folder = m_place->filePath(QStringLiteral("few"));
    const Mounted few(folder, "size=4m,nr_inodes=2"); // its own, and one file
    if (!few.isThere())
        QSKIP("only root can mount a small disk here");
    begin(folder);
    auto& desk = silva();
    desk.waitUntil("a file without a place", [&] {
        const auto* notice = desk.see<ui::Notice>("retrievalNotice");
        return notice && notice->text().endsWith(QStringLiteral(
                             " was not kept. The disk is full. Make room or choose another folder, then "
                             "begin again."));
    });
    // What came counts as fetched; the export is offered again for the rest.
    desk.waitUntil("the offer", [&] { return desk.see<QLineEdit>("folder") != nullptr; });
    // The first came whole, or was not kept either; nothing half is left.
    for (const auto& name : inside(folder))
        QVERIFY2(!name.startsWith(u'.'), qPrintable(name));
    begin(m_place->filePath(QStringLiteral("roomy")));
    allIsHere();
}

void DestinationMistakesTest::aFolderThatMayNotBeWrittenTo()
{
    const auto folder = m_place->filePath(QStringLiteral("closed"));
    QDir().mkpath(folder);
    std::unique_ptr<Mounted> readOnly;
    if (::geteuid() == 0) {
        readOnly = std::make_unique<Mounted>(folder, "size=1m", MS_RDONLY);
        if (!readOnly->isThere())
            QSKIP("root may write everywhere, and cannot mount here");
    } else {
        ::chmod(qPrintable(folder), S_IRUSR | S_IXUSR);
    }
    const auto opened = m_office->entries("download.open");
    for (const auto& place : {folder, folder + QStringLiteral("/below")}) {
        begin(place);
        TOLD(silva(), "downloadNotice",
             "A file or folder could not be read or written. Check that it is there and may be written to, "
             "or choose another one.");
    }
    begin(QStringLiteral("Exports/relative"));
    TOLD(silva(), "downloadNotice",
         "A file or folder could not be read or written. Check that it is there and may be written to, or "
         "choose another one.");
    QCOMPARE(m_office->entries("download.open"), opened);
    comesOut(m_place->filePath(QStringLiteral("open")));
}

void DestinationMistakesTest::aFolderThatGoes_data()
{
    QTest::addColumn<bool>("beforeTheFirstByte");
    QTest::newRow("before the first byte") << true;
    QTest::newRow("while files come") << false;
}

void DestinationMistakesTest::aFolderThatGoes()
{
    QFETCH(bool, beforeTheFirstByte);
    auto& desk = silva();
    const auto folder = m_place->filePath(QStringLiteral("gone"));
    const auto before = receipts();
    auto& downloads = desk.client().downloads();
    connect(&downloads, &client::Downloads::added, &desk.window(), [&](Retrieval* retrieval) {
        if (beforeTheFirstByte) {
            QDir(folder).removeRecursively();
            return;
        }
        connect(retrieval, &Retrieval::fileChanged, &desk.window(), [&, retrieval](int row) {
            if (retrieval->files().at(static_cast<std::size_t>(row)).state == Retrieval::FileState::Verified)
                QDir(folder).removeRecursively();
        });
    });
    begin(folder);
    desk.waitUntil("what became of the folder", [&] {
        const auto* notice = desk.see<ui::Notice>("retrievalNotice");
        return notice && notice->text().endsWith(QStringLiteral(
                             " was not kept. A file or folder could not be read or written. Check that "
                             "it is there and may be written to, or choose another one."));
    });
    disconnect(&downloads, &client::Downloads::added, &desk.window(), nullptr);
    if (beforeTheFirstByte)
        QCOMPARE(receipts(), before);
    QVERIFY(!QFileInfo::exists(folder));
    desk.waitUntil("the offer", [&] { return desk.see<QLineEdit>("folder") != nullptr; });
    // What had come and was thrown away is fetched once more.
    comesOut(m_place->filePath(QStringLiteral("stays")), beforeTheFirstByte ? 1 : 2);
}

// The unfinished file lies beside its place, so that naming it never crosses disks.
void DestinationMistakesTest::anotherDisk()
{
    const QTemporaryDir memory(QStringLiteral("/dev/shm/countersign-XXXXXX"));
    struct stat there = {};
    struct stat here = {};
    if (!memory.isValid() || ::stat(qPrintable(memory.path()), &there) != 0 ||
        ::stat(qPrintable(m_place->path()), &here) != 0 || there.st_dev == here.st_dev)
        QSKIP("there is no other disk here");
    comesOut(memory.filePath(QStringLiteral("export")));
}

void DestinationMistakesTest::aNameThatIsTaken()
{
    const auto folder = m_place->path();
    QFile mine(folder + QStringLiteral("/") +
               QString::fromStdString(silva().client().book().find(m_job)->release->files.at(0).name));
    QVERIFY(mine.open(QIODevice::WriteOnly));
    mine.write("mine");
    mine.close();
    const auto opened = m_office->entries("download.open");
    begin(folder);
    TOLD(silva(), "downloadNotice",
         "A file of that name lies in the folder already and was left alone. Choose an empty folder.");
    QVERIFY(mine.open(QIODevice::ReadOnly));
    QCOMPARE(mine.readAll(), QByteArray("mine"));
    QCOMPARE(inside(folder).size(), 1);
    QCOMPARE(m_office->entries("download.open"), opened);
    comesOut(m_place->filePath(QStringLiteral("empty")));
}

QTEST_MAIN(DestinationMistakesTest)
#include "DestinationMistakesTest.moc"
