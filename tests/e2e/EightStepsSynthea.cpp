#include "crypto/Sha256.h"
#include "e2e/TrialPeople.h"

#include <algorithm>

#include <QCoreApplication>
#include <QDir>
#include <QProcess>
#include <QTest>

namespace countersign::e2e {

namespace {

constexpr int patience = 300'000; // ms
constexpr auto archive = COUNTERSIGN_SHARED_DATA "/synthea-100-patients.ndjson.tar.xz";

std::vector<std::string> typesOf(const QString& folder)
{
    std::vector<std::string> types;
    for (const auto& name : QDir(folder).entryList({QStringLiteral("?.*.ndjson")}, QDir::Files))
        if (const auto type = name.section(u'.', 1, 1).toStdString();
            std::find(types.begin(), types.end(), type) == types.end())
            types.push_back(type);
    return types;
}

std::vector<Digest> digestsIn(const QString& folder, const QString& names)
{
    std::vector<Digest> digests;
    for (const auto& name : QDir(folder).entryList({names}, QDir::Files | QDir::Hidden))
        digests.push_back(crypto::sha256(client::viewOf(contentOf(folder + u'/' + name))));
    std::sort(digests.begin(), digests.end());
    return digests;
}

} // namespace

/// The Synthea set of `../shared/data`, served from a folder, goes through the whole job.
class Synthea final : public QObject
{
    Q_OBJECT

private slots:
    void comesOutByteIdentical();
};

void Synthea::comesOutByteIdentical()
try {
    if (!QFile::exists(QString::fromUtf8(archive)))
        QSKIP("../shared/data is not here");
    const QTemporaryDir set;
    QProcess tar;
    tar.start(QStringLiteral("tar"),
              {QStringLiteral("-xJf"), QString::fromUtf8(archive), QStringLiteral("-C"), set.path()});
    QVERIFY(tar.waitForFinished(patience) && tar.exitCode() == 0);
    const auto types = typesOf(set.path());
    QVERIFY(types.size() > 15);

    Trial trial({QStringLiteral("--folder"), set.path()});
    trial.start();
    TrialPeople people(trial);
    people.found();
    people.enrol(TrialPeople::others());
    people.endorse(TrialPeople::others());
    people.countersign(TrialPeople::others());
    const auto job = people.ask(people.draft(QStringLiteral("The whole set"), types));
    for (const auto gate : {wire::Gate::Request, wire::Gate::Release}) {
        for (const auto* approver : {"adler", "weber"})
            must(people.approve(QString::fromLatin1(approver), job, gate));
        if (gate == wire::Gate::Request)
            people[QStringLiteral("okafor")].waitUntil(
                job, QStringLiteral("the files"),
                [](const auto& view) { return view.state == wire::JobState::AwaitingRelease; });
    }
    auto& silva = people[QStringLiteral("silva")];
    const auto folder = trial.folder() + QStringLiteral("/received");
    const auto* retrieval = must(silva.console().downloads().begin(job, folder, silva.code()));
    QVERIFY(
        QTest::qWaitFor([&] { return retrieval->state() != client::Retrieval::State::Running; }, patience));
    QVERIFY(retrieval->state() == client::Retrieval::State::Done);
    QCOMPARE(retrieval->files().size(), std::size_t(20));
    QVERIFY(digestsIn(folder, QStringLiteral("*")) == digestsIn(set.path(), QStringLiteral("?.*.ndjson")));
} catch (const std::exception& error) {
    QFAIL(error.what());
}

} // namespace countersign::e2e

int main(int count, char** arguments)
{
    QCoreApplication application(count, arguments);
    countersign::e2e::Synthea test;
    return QTest::qExec(&test, count, arguments);
}

#include "EightStepsSynthea.moc"
