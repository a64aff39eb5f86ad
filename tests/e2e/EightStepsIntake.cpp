#include "e2e/EightSteps.h"
#include "e2e/TrialRefusal.h"
#include "wire/Download.h"

#include <QDir>

namespace countersign::e2e {

namespace {

bool isInTheMiddle(const client::ExportView& view)
{
    return view.state == wire::JobState::TakingIn && view.intake.bytes > 0 &&
           view.intake.filesDone < view.intake.filesTotal;
}

} // namespace

// 4  Token, kick-off, polling, all files in parallel, each validated, digested and sealed as it comes.
void EightSteps::step4ServerTakesInAfterKill()
try {
    auto& okafor = (*m_people)[QStringLiteral("okafor")];
    okafor.waitUntil(m_job, QStringLiteral("the middle of taking in"), isInTheMiddle);
    m_trial->killServer();
    QVERIFY2(!QDir(m_trial->dataFolder() + QStringLiteral("/objects")).entryList(QDir::Files).isEmpty(),
             "it was killed before any byte came");
    const auto texts = patientTexts();
    for (const auto& text : texts)
        QCOMPARE(m_trial->filesOnServerWith(text), QStringList());

    m_trial->start();
    std::ignore = (*m_people)[QStringLiteral("okafor")]; // the session outlived the server
    const auto& taken = okafor.waitUntil(m_job, QStringLiteral("all files to be in"), [](const auto& view) {
        return view.state == wire::JobState::AwaitingRelease;
    });
    QCOMPARE(taken.intake.filesDone, taken.intake.filesTotal);
    for (const auto& text : texts)
        QCOMPARE(m_trial->filesOnServerWith(text), QStringList());
    for (const auto& file : QDir(m_trial->dataFolder() + QStringLiteral("/objects")).entryList(QDir::Files))
        QVERIFY2(file.endsWith(QStringLiteral(".sealed")), "a part was left behind");
} catch (const std::exception& error) {
    QFAIL(error.what());
}

// 5  The second gate: what came, against what was asked for.
void EightSteps::step5ApproversRelease()
try {
    auto& adler = (*m_people)[QStringLiteral("adler")];
    const auto& view = adler.look(m_job);
    QVERIFY(view.release && view.releaseSignature && !view.releaseSignature->fault);
    QCOMPARE(view.release->files.size(), view.request.types.size());
    std::uint64_t resources = 0;
    for (const auto& file : view.release->files) {
        const auto content = served(file.type);
        QCOMPARE(file.count, std::uint64_t(content.count('\n')));
        QCOMPARE(file.length, std::uint64_t(content.size()));
        resources += file.count;
    }
    QCOMPARE(resources, view.request.estimate.resources);

    must(m_people->approve(QStringLiteral("adler"), m_job, wire::Gate::Release));
    auto& silva = (*m_people)[QStringLiteral("silva")];
    constexpr auto missing = "An approval is still missing. Wait for the approvers.";
    constexpr auto unseen = "This does not exist, or you may not see it. Go back to the list.";
    REFUSED(await(silva.console().downloads().begin(m_job, m_trial->folder() + QStringLiteral("/early"),
                                                    silva.code())),
            Server, NotFound, unseen);
    wire::RetrievalOpen early; // by a digest that somebody told her
    early.release = *(*m_people)[QStringLiteral("okafor")].look(m_job).releaseDigest;
    early.code = silva.code();
    REFUSED(
        await(silva.console().connection().post<wire::Retrieval>(QStringLiteral("/v1/retrievals"), early)),
        Server, ApprovalMissing, missing);

    must(m_people->approve(QStringLiteral("weber"), m_job, wire::Gate::Release));
    const auto& released = silva.look(m_job);
    QVERIFY(released.state == wire::JobState::Released);
    QVERIFY2(released.chain.holds(), "all six links, checked by the downloader's console");
} catch (const std::exception& error) {
    QFAIL(error.what());
}

} // namespace countersign::e2e
