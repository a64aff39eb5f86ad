#include "e2e/TrialPeople.h"
#include "ui/request/RequestDetail.h"

#include <QApplication>
#include <QLabel>
#include <QTest>

namespace countersign::e2e {

/// The three real programs, and a source that misbehaves by its option: who asked reads why in the window,
/// may ask anew, and gets everything once the source behaves. Every kind of it: `SourceFaults` of
/// tests/unit/server/job.
class BadSource final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void isToldAndSurvived_data();
    void isToldAndSurvived();
    void behavesInTheEnd();

private:
    /// Approved, and over or in; as the window of who asked says of its intake.
    QString asked(wire::JobState state);

    std::unique_ptr<Trial> m_trial;
    std::unique_ptr<TrialPeople> m_people;
};

void BadSource::initTestCase()
try {
    // Befall one export after the other: what answers alone comes first.
    const QStringList faults{"busy@kick-off:503,1*2", "html@file*1", "refuse@file:410*1", "not-utf8*1",
                             "cut@file:500*2"};
    QStringList options{QStringLiteral("--patients"), QStringLiteral("20")};
    for (const auto& fault : faults)
        options << QStringLiteral("--misbehave") << fault;
    m_trial = std::make_unique<Trial>(options);
    m_trial->start();
    m_people = std::make_unique<TrialPeople>(*m_trial);
    m_people->found();
    m_people->enrol(TrialPeople::others());
    m_people->endorse(TrialPeople::others());
    m_people->countersign(TrialPeople::others());
} catch (const std::exception& error) {
    QFAIL(error.what());
}

QString BadSource::asked(wire::JobState state)
{
    auto& okafor = (*m_people)[QStringLiteral("okafor")];
    const auto job = m_people->ask(m_people->draft(QStringLiteral("The patients"), {"Patient"}));
    must(m_people->approve(QStringLiteral("adler"), job, wire::Gate::Request));
    const auto there = [&] {
        const auto* found = okafor.console().book().find(job);
        return found && found->state == state;
    };
    if (!QTest::qWaitFor(there, 60'000))
        throw std::runtime_error("in vain: " + ui::stateText(okafor.look(job).state).toStdString());
    ui::RequestDetail detail(okafor.console());
    detail.open(job);
    return detail.findChild<QLabel*>(QStringLiteral("intakeText"))->text();
}

void BadSource::isToldAndSurvived_data()
{
    QTest::addColumn<QString>("told");
    const auto row = [](const char* name, const char* told) {
        QTest::newRow(name) << QString::fromUtf8(told);
    };
    row("a web page",
        "The source sent something that is no FHIR resource, a web page perhaps. Nothing of it was released; "
        "ask the people who run it whether it is being mended. To try again, ask for it anew.");
    row("expired", "The source no longer has the export, or a file of it: it expired, was deleted there, or "
                   "the source was "
                   "started anew. Nothing half was kept. To try again, ask for it anew.");
    row("not UTF-8", "The source sent text that is not UTF-8. It was neither changed nor released; tell its "
                     "operator. To try again, ask for it anew.");
}

void BadSource::isToldAndSurvived()
try {
    QFETCH(QString, told);
    QCOMPARE(asked(wire::JobState::Failed), told);
} catch (const std::exception& error) {
    QFAIL(error.what());
}

void BadSource::behavesInTheEnd()
try {
    asked(wire::JobState::AwaitingRelease);
    QCOMPARE(m_trial->filesOnServerWith("\"resourceType\""), QStringList());
} catch (const std::exception& error) {
    QFAIL(error.what());
}

} // namespace countersign::e2e

int main(int count, char** arguments)
{
    QApplication application(count, arguments);
    countersign::e2e::BadSource test;
    return QTest::qExec(&test, count, arguments);
}

#include "BadSource.moc"
