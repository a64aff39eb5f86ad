#include "mistakes/Office.h"
#include "server/ProgramRecovery.h"

#include <QDirIterator>

using namespace countersign;

/// A server that was restored from too old a backup, at real consoles: who had seen more stops at once, two
/// admins sign for what was lost, and everybody goes on in amber.
class RestoreMistakesTest final : public QObject
{
    Q_OBJECT

private slots:
    void entriesAreLostAndTwoAdminsSignForIt();

private:
    void backUp();
    void restore();
    /// The checkpoints that this console stored.
    [[nodiscard]] static std::vector<std::filesystem::path> checkpoints(const test::Desk& desk);
    void work(const QString& title);
    void signForIt(test::Desk& admin, const QString& reason);

    test::Office m_office{{"okafor", "adler", "silva"}};
    QTemporaryDir m_backup;
};

void RestoreMistakesTest::backUp()
{
    m_office.world.stopServer();
    std::filesystem::copy(m_office.world.dataFolder(), m_backup.filePath("data").toStdString(),
                          std::filesystem::copy_options::recursive);
    m_office.world.startServer();
}

void RestoreMistakesTest::restore()
{
    m_office.world.stopServer();
    const auto folder = m_office.world.dataFolder();
    std::filesystem::remove_all(folder);
    std::filesystem::copy(m_backup.filePath("data").toStdString(), folder,
                          std::filesystem::copy_options::recursive);
    std::filesystem::permissions(folder, std::filesystem::perms::owner_all);
}

std::vector<std::filesystem::path> RestoreMistakesTest::checkpoints(const test::Desk& desk)
{
    std::vector<std::filesystem::path> files;
    for (QDirIterator it(desk.stateFolder(), {QStringLiteral("*.checkpoint")}, QDir::Files,
                         QDirIterator::Subdirectories);
         it.hasNext();)
        files.emplace_back(it.next().toStdString());
    return files;
}

// A request, and an admin whose console saw it logged.
void RestoreMistakesTest::work(const QString& title)
{
    static_cast<void>(m_office.ask(title));
    auto& amira = m_office["amira"];
    amira.sit();
    amira.signIn();
    const auto lost = m_office.count("SELECT count(*) FROM audit_entries");
    amira.waitUntil("the whole log", [&] {
        static_cast<void>(QCoro::waitFor(amira.client().log().advance()));
        return amira.client().log().verifiedThrough() >= static_cast<std::uint64_t>(lost);
    });
}

void RestoreMistakesTest::signForIt(test::Desk& admin, const QString& reason)
{
    QVERIFY(admin.find<QWidget>("recoveryCard").isVisible());
    admin.type("recoveryReason", reason);
    admin.type("recoveryCode", admin.code());
    admin.press("recoverySend");
}

void RestoreMistakesTest::entriesAreLostAndTwoAdminsSignForIt()
{
    backUp();
    work(QStringLiteral("Lost with the disk"));
    const auto seen = checkpoints(m_office["amira"]);
    QCOMPARE(seen.size(), std::size_t{2});
    m_office.close();
    restore();
    const auto recovery = server::recoverOnHost(m_office.world.configuration(), seen, m_office.world.time());
    QVERIFY2(recovery, recovery ? "" : recovery.error().detail.c_str());
    QVERIFY(recovery->lost.trust.size > recovery->kept.trust.size);
    m_office.world.startServer();

    auto& amira = m_office["amira"];
    auto& boris = m_office["boris"];
    amira.sit();
    amira.signIn();
    QVERIFY(amira.find<QWidget>("brokenLog").isVisible());
    signForIt(amira, QStringLiteral("The disk failed; Sunday's backup is the newest"));
    amira.waitUntil("what she signed", [&] { return !amira.see<QPushButton>("recoverySend"); });
    QVERIFY(amira.client().log().broken());

    // Who had seen no more than was kept is not stopped: boris finds it under Policy.
    boris.sit();
    boris.signIn();
    boris.open("policy");
    signForIt(boris, QStringLiteral("I asked the host's people"));
    boris.waitUntil("what he signed", [&] { return !boris.see<QPushButton>("recoverySend"); });
    for (auto* admin : {&amira, &boris}) {
        admin->waitUntil("the log goes on", [&] {
            return !admin->client().log().broken() && admin->client().log().trust().recoveries().size() == 1;
        });
        QVERIFY(!admin->see<QWidget>("brokenLog"));
        admin->waitUntil("amber", [&] {
            return admin->find<QLabel>("footerLog")
                .text()
                .contains(QStringLiteral("entries were lost before"));
        });
    }
    // What was lost stays lost, and work goes on.
    QCOMPARE(m_office.statements("export-request"), 0);
    static_cast<void>(m_office.ask(QStringLiteral("Asked again")));
    QCOMPARE(m_office.statements("export-request"), 1);
    QCOMPARE(m_office.entries("server.recover"), 1);
}

QTEST_MAIN(RestoreMistakesTest)
#include "RestoreMistakesTest.moc"
