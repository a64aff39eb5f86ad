#include "e2e/Walkthrough.h"

#include "client/PeopleModel.h"
#include "client/TrailModel.h"
#include "crypto/Sha256.h"
#include "e2e/Printed.h"
#include "ui/theme/Widgets.h"

#include <QAbstractItemView>
#include <QAbstractProxyModel>
#include <QCheckBox>
#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QFileDialog>
#include <QListWidget>
#include <QPushButton>
#include <QTabBar>
#include <QTest>

namespace countersign::e2e {

namespace {

const QStringList admins{QStringLiteral("amira"), QStringLiteral("boris")};
const QStringList others{QStringLiteral("okafor"), QStringLiteral("brandt"), QStringLiteral("adler"),
                         QStringLiteral("weber"),  QStringLiteral("silva"),  QStringLiteral("lindqvist")};
const QStringList approvers{QStringLiteral("adler"), QStringLiteral("weber")};

/// How many entries of the shown trail say that this was done.
std::int64_t done(const QAbstractItemView& trail, const std::string& action)
{
    const auto* sorted = qobject_cast<const QAbstractProxyModel*>(trail.model());
    const auto* model = sorted ? qobject_cast<const client::TrailModel*>(sorted->sourceModel()) : nullptr;
    if (!model)
        return 0;
    const auto& events = model->events();
    return std::count_if(events.begin(), events.end(), [&](const client::TrailEvent& event) {
        return event.entry.action == action && event.entry.outcome == "done";
    });
}

} // namespace

Actor& Walkthrough::actor(const QString& person)
{
    auto& found = m_actors[person];
    if (!found) {
        found = std::make_unique<Actor>(m_stage, person);
        found->signIn();
    }
    return *found;
}

const client::ExportView& Walkthrough::view(Actor& actor)
{
    const auto* found = actor.client().book().find(m_job);
    if (!found)
        actor.fail(QStringLiteral("does not see the export"));
    return *found;
}

void Walkthrough::run()
{
    everybodySignsIn();
    operatorAsks();
    approversDecide(wire::Gate::Request);
    serverTakesIn();
    approversDecide(wire::Gate::Release);
    downloaderRetrieves();
    everyoneLooksBack();
}

void Walkthrough::everybodySignsIn()
{
    tell(QStringLiteral("1  Sign in: eight people, each with password, code and a signing key of their own"));
    adminsFound();
    for (const auto& person : others)
        actor(person);
    adminsEndorse();
}

void Walkthrough::adminsFound()
{
    for (const auto& admin : admins)
        actor(admin);
    QString proposed;
    for (const auto& admin : admins) {
        auto& who = actor(admin);
        if (!who.sees(QStringLiteral("foundingPage")))
            continue;
        // Both sign the same bytes: the page looks for a proposal by itself.
        const auto shown = [&] {
            return who.see<ui::DigestLabel>(QStringLiteral("foundingDigest"))->whole();
        };
        who.waitFor(QStringLiteral("the root that was proposed"),
                    [&] { return proposed.isEmpty() || shown() == proposed; });
        proposed = shown();
        who.tick(QStringLiteral("foundingCompared"));
        who.typeCode(QStringLiteral("foundingCode"));
        who.photograph(QStringLiteral("founding-") + admin);
        who.press(QStringLiteral("foundingSign"));
        tell(QStringLiteral("   %1 signs the root").arg(admin));
        who.waitFor(QStringLiteral("the signature to be taken"),
                    [&] { return !who.sees(QStringLiteral("foundingSign")); });
    }
    for (const auto& admin : admins) {
        auto& who = actor(admin);
        if (!who.sees(QStringLiteral("foundingPage")))
            continue;
        who.waitFor(QStringLiteral("the root to be pinned"),
                    [&] { return who.client().connection().profile().root.has_value(); });
        who.press(QStringLiteral("foundingContinue"));
        who.waitFor(QStringLiteral("the first page"), [&] { return who.sees(QStringLiteral("frame")); });
    }
}

void Walkthrough::adminsEndorse()
{
    auto& first = actor(admins[0]);
    first.openPage(QStringLiteral("railPeople"));
    auto& people = first.client().people();
    const auto keyless = [](const client::PersonView& person) {
        return person.key == client::PersonView::Key::None;
    };
    first.waitFor(QStringLiteral("everybody's key"), [&] {
        return !people.people().empty() &&
               std::none_of(people.people().begin(), people.people().end(), keyless);
    });
    auto* table = first.see<QAbstractItemView>(QStringLiteral("people"));
    table->clearSelection();
    int chosen = 0;
    for (int row = 0; row < table->model()->rowCount(); ++row) {
        const auto index = table->model()->index(row, 0);
        const auto id = index.data(client::PeopleModel::PersonRole).toString();
        const auto found =
            std::find_if(people.people().begin(), people.people().end(),
                         [&](const auto& person) { return person.row.id.text() == id.toStdString(); });
        if (found == people.people().end() || found->key != client::PersonView::Key::Waiting)
            continue;
        table->selectionModel()->select(index, QItemSelectionModel::Select | QItemSelectionModel::Rows);
        ++chosen;
    }
    if (chosen > 0) {
        first.choose(QStringLiteral("personAction"), QObject::tr("Endorse"));
        first.type(QStringLiteral("personReason"), QStringLiteral("Thumbprints compared by telephone"));
        first.typeCode(QStringLiteral("personCode"));
        first.photograph(QStringLiteral("people-endorse"));
        first.press(QStringLiteral("personSend"));
        tell(QStringLiteral("   %1 endorses %2 keys and asks for their roles").arg(admins[0]).arg(chosen));
    }
    auto& second = actor(admins[1]);
    second.openPage(QStringLiteral("railPeople"));
    const auto mine = [&] {
        const auto waiting = second.client().people().waiting();
        return std::count_if(waiting.begin(), waiting.end(),
                             [](const auto& matter) { return !matter.whyNotMe; });
    };
    if (chosen > 0)
        second.waitFor(QStringLiteral("what the other admin signed"), [&] { return mine() >= 2 * chosen; });
    if (mine() > 0) {
        second.tick(QStringLiteral("waitingAll"));
        second.waitFor(QStringLiteral("what is signed to have been read"), [&] {
            if (!second.sees(QStringLiteral("waitingMore")))
                return true;
            second.press(QStringLiteral("waitingMore"));
            return false;
        });
        second.type(QStringLiteral("waitingReason"), QStringLiteral("Thumbprints compared in person"));
        second.typeCode(QStringLiteral("waitingCode"));
        second.photograph(QStringLiteral("people-countersign"));
        second.press(QStringLiteral("waitingSign"));
        second.waitFor(QStringLiteral("everything to be countersigned"), [&] { return mine() == 0; });
        tell(QStringLiteral("   %1 countersigns: keys and roles are in force").arg(admins[1]));
        second.photograph(QStringLiteral("people"));
    }
}

void Walkthrough::operatorAsks()
{
    tell(QStringLiteral("2  An operator asks for an export, and signs"));
    auto& who = actor(QStringLiteral("okafor"));
    who.photograph(QStringLiteral("overview-operator"));
    who.openPage(QStringLiteral("railRequests"));
    who.photograph(QStringLiteral("requests"));
    who.press(QStringLiteral("newRequest"));
    const auto title = QStringLiteral("Diabetes registry, ") +
                       QDateTime::currentDateTime().toString(QStringLiteral("d MMM HH:mm"));
    who.type(QStringLiteral("title"), title);
    who.choose(QStringLiteral("level"), QStringLiteral("Whole"));
    // A source of somebody's own files has what it has; every one has patients.
    std::ignore = who.see(QStringLiteral("type-Patient"));
    for (const auto* type : {"Patient", "Encounter", "Condition", "Observation"})
        if (const auto box = QStringLiteral("type-") + QLatin1String(type); who.sees(box))
            who.tick(box);
    who.choose(QStringLiteral("sensitivity"), QStringLiteral("high")); // whatever the types ask for
    who.type(QStringLiteral("legalBasis"), QStringLiteral("Registry act § 4"));
    who.type(QStringLiteral("recipient"), QStringLiteral("National Diabetes Registry"));
    auto* fetchers = who.see<QListWidget>(QStringLiteral("fetchers"));
    who.waitFor(QStringLiteral("somebody who may fetch"), [&] { return fetchers->count() > 0; });
    fetchers->item(0)->setCheckState(Qt::Checked);
    who.typeCode(QStringLiteral("code"));
    who.photograph(QStringLiteral("request"));
    who.press(QStringLiteral("signRequest"));
    const auto mine = [&]() -> const client::ExportView* {
        for (const auto& one : who.client().book().exports())
            if (one.request.title == title.toStdString())
                return &one;
        return nullptr;
    };
    who.waitFor(QStringLiteral("the request in the list"), [&] { return mine() != nullptr; });
    m_job = mine()->job;
    who.photograph(QStringLiteral("request-signed"));
    tell(QStringLiteral("   okafor asks for “%1” (%2)").arg(title, QString::fromStdString(m_job.text())));
}

void Walkthrough::approversDecide(wire::Gate gate)
{
    const bool request = gate == wire::Gate::Request;
    tell(request ? QStringLiteral("3  Two approvers countersign the request (its sensitivity is high)")
                 : QStringLiteral("5  They countersign the release: files, counts, digests"));
    for (const auto& person : approvers) {
        auto& who = actor(person);
        who.openPage(QStringLiteral("railOverview"));
        who.waitFor(QStringLiteral("the export to wait for a decision"), [&] {
            const auto* found = who.client().book().find(m_job);
            return found && found->openGate() == gate && found->waitsForMe();
        });
        if (person == approvers.front())
            who.photograph(request ? QStringLiteral("overview-approver")
                                   : QStringLiteral("overview-release"));
        who.openPage(QStringLiteral("railApprovals"));
        if (who.sees(QStringLiteral("backToApprovals")))
            who.press(QStringLiteral("backToApprovals"));
        who.openFirst(QStringLiteral("approvalsWaiting"));
        who.press(QStringLiteral("payloadShowAll"));
        who.type(QStringLiteral("reason"),
                 request ? QStringLiteral("Covered by the agreement; amount as expected.")
                         : QStringLiteral("Counts match the estimate."));
        who.typeCode(QStringLiteral("code"));
        who.photograph((request ? QStringLiteral("approval-") : QStringLiteral("release-")) + person);
        who.press(QStringLiteral("approve"));
        who.waitFor(QStringLiteral("the decision in the log"),
                    [&] { return view(who).openGate() != gate || !view(who).waitsForMe(); });
        tell(QStringLiteral("   %1 approves and signs").arg(person));
    }
}

void Walkthrough::serverTakesIn()
{
    tell(QStringLiteral(
        "4  The server takes in: token, kick-off, polling, files validated, digested and sealed"));
    auto& who = actor(QStringLiteral("okafor"));
    who.waitFor(QStringLiteral("the intake to begin"),
                [&] { return view(who).state > wire::JobState::AwaitingApproval; });
    who.photograph(QStringLiteral("intake"));
    who.waitFor(
        QStringLiteral("the files to be in"),
        [&] {
            if (view(who).state == wire::JobState::Failed)
                who.fail(QStringLiteral("the intake failed"));
            return view(who).state >= wire::JobState::AwaitingRelease;
        },
        600);
    const auto& taken = view(who);
    tell(QStringLiteral("   %1 files are sealed").arg(taken.release ? taken.release->files.size() : 0));
}

void Walkthrough::downloaderRetrieves()
{
    tell(QStringLiteral("6  The downloader retrieves; the console checks everything itself"));
    auto& who = actor(QStringLiteral("silva"));
    who.openPage(QStringLiteral("railDownloads"));
    const auto card = QStringLiteral("release-") + QString::fromStdString(m_job.text());
    m_destination = m_stage.trial + QStringLiteral("/received/") + QString::fromStdString(m_job.text());
    QDir().mkpath(m_destination);
    auto* release = who.see(card);
    auto* folder = release->findChild<QLineEdit*>(QStringLiteral("folder"));
    auto* code = release->findChild<QLineEdit*>(QStringLiteral("code"));
    auto* download = release->findChild<QPushButton*>(QStringLiteral("download"));
    if (!folder || !code || !download)
        who.fail(QStringLiteral("the release offers no download"));
    folder->setText(m_destination);
    QTest::keyClicks(code, m_stage.authenticator->code(who.person()));
    who.photograph(QStringLiteral("downloads"));
    who.waitFor(QStringLiteral("the download to be allowed"), [&] { return download->isEnabled(); });
    download->click();
    const auto& retrievals = who.client().downloads().retrievals();
    who.waitFor(QStringLiteral("the retrieval"), [&] { return !retrievals.empty(); });
    who.waitFor(
        QStringLiteral("every file to be verified"),
        [&] {
            if (retrievals.back()->state() == client::Retrieval::State::Failed)
                who.fail(QStringLiteral("the retrieval failed"));
            return retrievals.back()->state() == client::Retrieval::State::Done;
        },
        600);
    who.photograph(QStringLiteral("downloads-done"));
    for (const auto& file : view(who).release->files) {
        QFile received(m_destination + u'/' + QString::fromStdString(file.name));
        crypto::Sha256 digest;
        if (!received.open(QIODevice::ReadOnly))
            who.fail(received.fileName() + QStringLiteral(" is missing"));
        while (!received.atEnd()) {
            const auto piece = received.read(1 << 20);
            digest.add({reinterpret_cast<const std::uint8_t*>(piece.constData()),
                        static_cast<std::size_t>(piece.size())});
        }
        if (digest.finish() != file.sha256)
            who.fail(received.fileName() + QStringLiteral(" is not what was released"));
    }
    tell(QStringLiteral("   %1 files verified, in %2")
             .arg(view(who).release->files.size())
             .arg(m_destination));
}

void Walkthrough::everyoneLooksBack()
{
    tell(QStringLiteral("7  Everyone looks back: the trail, verified in the log"));
    auto& officer = actor(QStringLiteral("lindqvist"));
    officer.photograph(QStringLiteral("overview-officer"));
    officer.openPage(QStringLiteral("railAudit"));
    officer.waitFor(QStringLiteral("the export"),
                    [&] { return officer.client().book().find(m_job) != nullptr; });
    auto* jobs = officer.see<QAbstractItemView>(QStringLiteral("auditJobs"));
    jobs->setCurrentIndex(jobs->model()->index(0, 0));
    auto* trail = officer.see<QAbstractItemView>(QStringLiteral("trail"));
    const auto files = static_cast<std::int64_t>(view(officer).release->files.size());
    officer.waitFor(QStringLiteral("the trail up to each file's receipt"), [&] {
        return done(*trail, "download.end") >= files && done(*trail, "download.receipt") == files;
    });
    trail->setCurrentIndex(trail->model()->index(trail->model()->rowCount() - 1, 0));
    officer.photograph(QStringLiteral("timeline"));
    if (officer.client().log().broken())
        officer.fail(QStringLiteral("the log is broken"));
    tell(QStringLiteral("   lindqvist reads %1 events; the log is verified through entry %2")
             .arg(trail->model()->rowCount())
             .arg(officer.client().log().verifiedThrough()));
    keepEvidence(officer);
    keysAndPeople();
}

void Walkthrough::keepEvidence(Actor& officer)
{
    const auto folder = m_stage.trial + QStringLiteral("/evidence");
    QDir().mkpath(folder);
    m_evidence =
        folder + u'/' + QString::fromStdString(m_job.text()) + QStringLiteral(".countersign-evidence");
    officer.press(QStringLiteral("evidenceSave"));
    auto* dialog = officer.see<QFileDialog>(QStringLiteral("evidenceFile"));
    emit dialog->fileSelected(m_evidence);
    dialog->close();
    officer.waitFor(QStringLiteral("the evidence to be saved"), [&] { return QFile::exists(m_evidence); });
    officer.photograph(QStringLiteral("evidence-saved"));
    tell(QStringLiteral("   lindqvist saves evidence of the export"));
}

void Walkthrough::keysAndPeople()
{
    tell(QStringLiteral("8  Keys and people"));
    auto& admin = actor(admins[0]);
    admin.openPage(QStringLiteral("railKeys"));
    admin.photograph(QStringLiteral("signing-keys"));
    admin.see<QTabBar>(QStringLiteral("keyTabs"))->setCurrentIndex(1); // those that encrypt
    auto* keys = admin.see<QAbstractItemView>(QStringLiteral("keys"));
    admin.waitFor(QStringLiteral("the keys"), [&] { return keys->model()->rowCount() > 0; });
    admin.photograph(QStringLiteral("keys"));
    admin.openPage(QStringLiteral("railPeople"));
    admin.photograph(QStringLiteral("people-in-force"));
}

} // namespace countersign::e2e
