#include "client/PeopleModel.h"

#include "Watched.h"

#include <QTest>

namespace countersign::test {

using client::PeopleModel;
using client::PersonView;
using Column = PeopleModel::Column;

namespace {

PersonView personOf(const std::string& id, const std::string& name)
{
    PersonView view;
    view.row.id = PersonId(id);
    view.name = QString::fromStdString(name);
    return view;
}

} // namespace

class PeopleModelTest final : public QObject
{
    Q_OBJECT

private slots:
    void showsRolesAsAMatrix();
    void tellsTheLeast();
};

void PeopleModelTest::showsRolesAsAMatrix()
{
    std::vector<PersonView> people{personOf("olga", "Olga Ortiz")};
    people[0].roles = {wire::Role::ExportOperator};
    people[0].row.invited = {wire::Role::ExportOperator, wire::Role::ArtifactDownloader};
    people[0].row.seen = Time(std::chrono::milliseconds(77));
    people[0].key = PersonView::Key::Endorsed;
    PeopleModel model(people);
    Watched watched(model);
    const auto at = [&](Column column, int role = Qt::DisplayRole) {
        return model.index(0, static_cast<int>(column)).data(role);
    };
    QCOMPARE(at(Column::Name).toString(), QString("Olga Ortiz"));
    QCOMPARE(at(Column::Name, PeopleModel::PersonRole).toString(), QString("olga"));
    QCOMPARE(at(Column::Operator, PeopleModel::HeldRole).toBool(), true);
    QCOMPARE(at(Column::Downloader, PeopleModel::HeldRole).toBool(), false);
    QCOMPARE(at(Column::Downloader, PeopleModel::InvitedRole).toBool(), true);
    QCOMPARE(at(Column::Admin, PeopleModel::InvitedRole).toBool(), false);
    QVERIFY(at(Column::Operator, PeopleModel::SortRole).toInt() <
            at(Column::Downloader, PeopleModel::SortRole).toInt());
    QVERIFY(at(Column::Downloader, PeopleModel::SortRole).toInt() <
            at(Column::Admin, PeopleModel::SortRole).toInt());
    QCOMPARE(at(Column::Key).toInt(), static_cast<int>(PersonView::Key::Endorsed));
    QCOMPARE(at(Column::Seen, PeopleModel::SeenRole).toLongLong(), 77LL);
    people[0].row.seen.reset();
    model.follow();
    QVERIFY(!at(Column::Seen, PeopleModel::SeenRole).isValid());
    for (int section = 0; section < model.columnCount(); ++section)
        QVERIFY(!model.headerData(section, Qt::Horizontal, Qt::DisplayRole).toString().isEmpty());
}

void PeopleModelTest::tellsTheLeast()
{
    std::vector<PersonView> people;
    PeopleModel model(people);
    Watched watched(model);
    people = {personOf("amira", "Amira"), personOf("boris", "Boris")};
    model.follow();
    QCOMPARE(watched.take(), (QList<int>{1, 0, 0, 0, 0}));
    model.follow();
    QCOMPARE(watched.take(), (QList<int>{0, 0, 0, 0, 0}));
    people[1].roles = {wire::Role::Admin};
    model.follow();
    QCOMPARE(watched.take(), (QList<int>{0, 0, 0, 1, 0}));
    people[1].waiting.emplace_back();
    model.follow();
    QCOMPARE(watched.take(), (QList<int>{0, 0, 0, 1, 0}));
    people[1].waiting[0].approvedBy = {"Amira"};
    people[0].row.locked = true;
    model.follow();
    QCOMPARE(watched.take(), (QList<int>{0, 0, 0, 2, 0}));
    std::swap(people[0], people[1]);
    model.follow();
    QCOMPARE(watched.take(), (QList<int>{0, 0, 1, 0, 0}));
    QCOMPARE(model.person(model.index(0, 0))->row.id.text(), std::string("boris"));
    people.erase(people.begin());
    model.follow();
    QCOMPARE(watched.take(), (QList<int>{0, 1, 0, 0, 0}));
    QVERIFY(!model.person({}));
}

} // namespace countersign::test

QTEST_GUILESS_MAIN(countersign::test::PeopleModelTest)
#include "PeopleModelTest.moc"
