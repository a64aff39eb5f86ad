#include "client/JobModel.h"

#include "Watched.h"

#include <QPersistentModelIndex>
#include <QTest>

namespace countersign::test {

using client::ExportView;
using client::JobModel;
using Column = JobModel::Column;

namespace {

ExportView viewOf(const std::string& job, const std::string& title, std::uint64_t revision = 1)
{
    ExportView view;
    view.job = JobId(job);
    view.revision = revision;
    view.request.title = title;
    view.request.recipient = "Registry";
    view.requestSignature.personName = "Olga";
    view.since = Time(std::chrono::milliseconds(1'795'507'200'123));
    view.requestGate.whyNotMe = Error{ErrorCode::RoleMissing, {}};
    view.releaseGate.whyNotMe = Error{ErrorCode::RoleMissing, {}};
    return view;
}

QStringList jobsOf(const JobModel& model)
{
    QStringList jobs;
    for (int row = 0; row < model.rowCount(); ++row)
        jobs.append(model.index(row, 0).data(JobModel::JobRole).toString());
    return jobs;
}

} // namespace

class JobModelTest final : public QObject
{
    Q_OBJECT

private slots:
    void showsRawValues();
    void tellsTheLeast();
    void keepsIndexesOnTheirExports();
    void survivesAListThatChangedBeforeItFollows();
};

void JobModelTest::showsRawValues()
{
    std::vector<ExportView> exports{viewOf("job_1", "Diabetes")};
    exports[0].state = wire::JobState::TakingIn;
    exports[0].request.sensitivity = wire::Sensitivity::High;
    exports[0].intake.filesDone = 1;
    exports[0].intake.filesTotal = 4;
    JobModel model(exports);
    Watched watched(model);
    const auto at = [&](Column column, int role = Qt::DisplayRole) {
        return model.index(0, static_cast<int>(column)).data(role);
    };
    QCOMPARE(at(Column::Title).toString(), QString("Diabetes"));
    QCOMPARE(at(Column::AskedBy).toString(), QString("Olga"));
    QCOMPARE(at(Column::Purpose).toString(), QString("HOPERAT"));
    QCOMPARE(at(Column::Recipient).toString(), QString("Registry"));
    QCOMPARE(at(Column::Since).toLongLong(), 1'795'507'200'123LL);
    QCOMPARE(at(Column::Title, JobModel::SinceRole).toLongLong(), 1'795'507'200'123LL);
    QCOMPARE(at(Column::Progress).toDouble(), 0.25);
    QCOMPARE(at(Column::Title, JobModel::StateRole).toInt(), static_cast<int>(wire::JobState::TakingIn));
    QCOMPARE(at(Column::State, JobModel::SortRole).toInt(), static_cast<int>(wire::JobState::TakingIn));
    QCOMPARE(at(Column::Title, JobModel::SensitivityRole).toInt(), static_cast<int>(wire::Sensitivity::High));
    QVERIFY(!at(Column::Title, JobModel::GateRole).isValid());
    QCOMPARE(at(Column::Title, JobModel::WaitsForMeRole).toBool(), false);
    QCOMPARE(at(Column::Title, JobModel::SortRole).toString(), QString("diabetes"));
    for (int section = 0; section < model.columnCount(); ++section)
        QVERIFY(!model.headerData(section, Qt::Horizontal, Qt::DisplayRole).toString().isEmpty());
    QCOMPARE(model.view(model.index(0, 3)), &exports[0]);
    QVERIFY(!model.view({}));
}

void JobModelTest::tellsTheLeast()
{
    std::vector<ExportView> exports;
    JobModel model(exports);
    Watched watched(model);
    exports = {viewOf("job_3", "c"), viewOf("job_1", "a")};
    model.follow();
    QCOMPARE(watched.take(), (QList<int>{1, 0, 0, 0, 0}));
    model.follow();
    QCOMPARE(watched.take(), (QList<int>{0, 0, 0, 0, 0}));
    exports.insert(exports.begin() + 1, viewOf("job_2", "b"));
    model.follow();
    QCOMPARE(watched.take(), (QList<int>{1, 0, 0, 0, 0}));
    exports[1].revision = 2;
    exports[1].request.title = "B";
    model.follow();
    QCOMPARE(watched.changed.count(), 1);
    QCOMPARE(watched.changed.front().at(0).toModelIndex(), model.index(1, 0));
    QCOMPARE(watched.changed.front().at(1).toModelIndex(), model.index(1, model.columnCount() - 1));
    QCOMPARE(watched.take(), (QList<int>{0, 0, 0, 1, 0}));
    exports[0].requestGate.given = 1; // the same revision, but the log tells more
    model.follow();
    QCOMPARE(watched.take(), (QList<int>{0, 0, 0, 1, 0}));
    exports = {exports[2], exports[0]};
    model.follow();
    QCOMPARE(jobsOf(model), QStringList({"job_1", "job_3"}));
    QCOMPARE(watched.take(), (QList<int>{0, 1, 1, 0, 0}));
    exports.clear();
    model.follow();
    QCOMPARE(watched.take(), (QList<int>{0, 2, 0, 0, 0}));
    QCOMPARE(model.rowCount(), 0);
}

void JobModelTest::keepsIndexesOnTheirExports()
{
    std::vector<ExportView> exports{viewOf("job_1", "a"), viewOf("job_2", "b"), viewOf("job_3", "c")};
    JobModel model(exports);
    Watched watched(model);
    const QPersistentModelIndex second = model.index(1, 0);
    exports = {viewOf("job_9", "z"), viewOf("job_3", "c"), viewOf("job_1", "a"), viewOf("job_2", "b")};
    model.follow();
    QCOMPARE(second.data(JobModel::JobRole).toString(), QString("job_2"));
    QCOMPARE(second.row(), 3);
    exports.pop_back();
    model.follow();
    QVERIFY(!second.isValid());
    QCOMPARE(watched.reset.count(), 0);
}

void JobModelTest::survivesAListThatChangedBeforeItFollows()
{
    std::vector<ExportView> exports{viewOf("job_1", "a"), viewOf("job_2", "b")};
    JobModel model(exports);
    exports.erase(exports.begin());
    QVERIFY(!model.index(0, 0).data().isValid());
    QCOMPARE(model.index(1, 0).data().toString(), QString("b"));
    model.follow();
    QCOMPARE(jobsOf(model), QStringList("job_2"));
}

} // namespace countersign::test

QTEST_GUILESS_MAIN(countersign::test::JobModelTest)
#include "JobModelTest.moc"
