#include "mistakes/Office.h"

#include <algorithm>
#include <set>

#include <sqlite3.h>

namespace countersign::test {

namespace {

const QStringList admins{QStringLiteral("amira"), QStringLiteral("boris")};

std::vector<PersonId> idsOf(const QStringList& people)
{
    std::vector<PersonId> ids;
    for (const auto& person : people)
        ids.emplace_back(person.toStdString());
    return ids;
}

} // namespace

Office::Office(const QStringList& people, const TrialWorld::Options& options) : world(options)
{
    for (const auto& person : admins + people)
        m_desks[person] = std::make_unique<Desk>(world, person);
    for (const auto& person : admins)
        m_desks[person]->enrol();
    found();
    for (const auto& person : people)
        m_desks[person]->enrol();
    endorse(people);
    close();
}

void Office::close()
{
    for (const auto& [person, desk] : m_desks) {
        desk->drawer().fault.reset();
        desk->leave();
    }
    world.clock.advance(std::chrono::minutes(5));
}

void Office::found()
{
    Digest root;
    for (const auto& person : admins) {
        auto& desk = *m_desks[person];
        const auto shown = done(desk.client().founding().load());
        const auto founding = done(desk.client().founding().sign(shown.digest, desk.secretCode()));
        root = shown.digest;
        if (founding.complete != (person == admins.back()))
            throw std::runtime_error("the root counts the wrong number of signatures");
    }
    for (const auto& person : admins) {
        auto& client = m_desks[person]->client();
        client.connection().rereadRoot();
        if (!client.connection().profile().root && !client.connection().pinRoot(root))
            throw std::runtime_error("the root cannot be pinned");
        done(client.session().refreshMe());
    }
}

// Of somebody who sits there already, or did just now; else signed in afresh.
client::Client& Office::at(const QString& person)
{
    auto& desk = *m_desks.at(person);
    if (desk.isSatAt() && desk.client().session().state() == client::Session::State::SignedIn &&
        QCoro::waitFor(desk.client().session().refreshMe()))
        return desk.client();
    desk.sit();
    desk.signIn();
    return desk.client();
}

void Office::endorse(const QStringList& people)
{
    for (const auto& admin : admins) {
        auto& client = at(admin);
        done(client.people().refresh());
        done(client.people().endorse(idsOf(people), QStringLiteral("Compared by telephone"),
                                     m_desks[admin]->secretCode()));
    }
}

void Office::change(const QString& person, wire::RoleAction action, std::optional<wire::Role> role)
{
    auto& signs = at(admins.back());
    done(signs.people().refresh());
    std::set<Digest> others; // left as they are
    for (const auto& matter : signs.people().waiting())
        others.insert(matter.digest);
    auto& proposes = at(admins.front());
    done(proposes.people().refresh());
    done(proposes.people().change(PersonId(person.toStdString()), action, role, QStringLiteral("Another job"),
                                  m_desks[admins.front()]->secretCode()));
    done(signs.people().refresh());
    std::vector<Digest> waiting;
    for (const auto& matter : signs.people().waiting())
        if (!matter.whyNotMe && !others.contains(matter.digest))
            waiting.push_back(matter.digest);
    done(signs.people().decide(waiting, wire::Verdict::Approve, QStringLiteral("Agreed"),
                               m_desks[admins.back()]->secretCode()));
}

wire::ExportRequestBody Office::draft(client::Client& client, const QString& title) const
{
    const auto offer = done(client.requests().offer());
    const auto& source = offer.sources.sources.at(0);
    wire::ExportRequestBody body;
    body.title = title.toStdString();
    body.source = source.id;
    body.sourceName = source.name;
    body.level = wire::Level::System;
    body.types = {"Condition", "Patient"};
    body.purpose = wire::Purpose::PUBHLTH;
    body.legalBasis = "Registry act, section 4";
    body.recipient = "National Diabetes Registry";
    for (const auto& recipient : offer.recipients)
        if (recipient.person == PersonId("silva"))
            body.fetchers.push_back({recipient.person, recipient.key});
    body.downloads = offer.policy.downloads;
    body.ends = world.clock.now() + std::chrono::days(7);
    return body;
}

JobId Office::ask(const QString& title)
{
    auto& client = at(QStringLiteral("okafor"));
    return done(
        client.requests().sign(draft(client, title), m_desks[QStringLiteral("okafor")]->secretCode()));
}

void Office::decide(const char* approver, const JobId& job, wire::Gate gate)
{
    const auto person = QString::fromLatin1(approver);
    auto& client = at(person);
    done(client.book().refresh(job));
    const auto* view = client.book().find(job);
    const auto subject = gate == wire::Gate::Release ? view->releaseDigest.value() : view->requestDigest;
    done(client.approvals().decide(job, subject, gate, wire::Verdict::Approve, QStringLiteral("As agreed"),
                                   m_desks[person]->secretCode()));
}

JobId Office::released(const QString& title)
{
    const auto job = ask(title);
    decide("adler", job, wire::Gate::Request);
    auto& book = at(QStringLiteral("adler")).book();
    (*this)["adler"].waitUntil("the release", [&] {
        static_cast<void>(QCoro::waitFor(book.refresh(job)));
        const auto* view = book.find(job);
        return view && view->state == wire::JobState::AwaitingRelease;
    });
    decide("adler", job, wire::Gate::Release);
    return job;
}

std::int64_t Office::count(const std::string& query) const
{
    sqlite3* database = nullptr;
    const auto file = (world.dataFolder() / "countersign.db").string();
    if (sqlite3_open_v2(file.c_str(), &database, SQLITE_OPEN_READONLY, nullptr) != SQLITE_OK)
        throw std::runtime_error("no database at " + file);
    const std::unique_ptr<sqlite3, int (*)(sqlite3*)> owned(database, sqlite3_close_v2);
    sqlite3_busy_timeout(database, 5000);
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v2(database, query.c_str(), -1, &statement, nullptr) != SQLITE_OK)
        throw std::runtime_error(sqlite3_errmsg(database) + (" in " + query));
    const std::unique_ptr<sqlite3_stmt, int (*)(sqlite3_stmt*)> ready(statement, sqlite3_finalize);
    if (sqlite3_step(statement) != SQLITE_ROW)
        throw std::runtime_error("no number from " + query);
    return sqlite3_column_int64(statement, 0);
}

} // namespace countersign::test
