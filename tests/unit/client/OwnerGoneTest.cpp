#include "client/Client.h"

#include "CannedServer.h"
#include "client/PersonKeys.h"
#include "support/TrustFixture.h"
#include "trust/Entry.h"
#include "wire/People.h"

#include <QCoro/QCoroTimer>

#include <gtest/gtest.h>

/// A part of the console, or all of it, goes while it waits, as with a closed window: at each point where a
/// coroutine may be. What goes on afterwards touches nothing that has gone (the sanitizers see to that) and
/// says `Cancelled`, unless nothing was left to do.
namespace countersign::client {
namespace {

constexpr int stride = 3; // of the events between one point and the next

Secret code()
{
    return Secret(std::string_view("123456"));
}

/// Takes a turn of the event loop for each key.
class SlowKeyStore final : public KeyStore
{
public:
    QCoro::Task<Result<Secret>> read(QString name) override
    {
        const auto values = m_values;
        co_await QCoro::sleepFor(std::chrono::milliseconds(0));
        const auto found = values->find(name);
        if (found == values->end())
            co_return fail(ErrorCode::KeyMissing);
        co_return found->second.clone();
    }
    QCoro::Task<Result<void>> write(QString name, Secret value) override
    {
        const auto values = m_values;
        co_await QCoro::sleepFor(std::chrono::milliseconds(0));
        values->insert_or_assign(name, std::move(value));
        co_return Result<void>{};
    }
    QCoro::Task<Result<void>> remove(QString name) override
    {
        const auto values = m_values;
        co_await QCoro::sleepFor(std::chrono::milliseconds(0));
        values->erase(name);
        co_return Result<void>{};
    }

private:
    std::shared_ptr<std::map<QString, Secret>> m_values = std::make_shared<std::map<QString, Secret>>();
};

/// Up to so many events; whether the task has ended by then.
template <typename T>
bool runFor(const QCoro::Task<T>& task, int events)
{
    for (int i = 0; i < events && !task.isReady(); ++i)
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    return task.isReady();
}

template <typename T>
std::string outcomeOf(const Result<T>& result)
{
    return result ? "none" : std::string(codeText(result.error().code));
}

class OwnerGoneTest : public testing::Test
{
protected:
    void SetUp() override
    {
        waiting = world.sign(scene.asks, world.requestBody({scene.fetches.fetcher()}));
        world.enter(waiting);
        audit("request.sign", scene.request.digest.text());
        for (const auto& decision : scene.decisions)
            audit("approval.decide", decision.digest.text());
        audit("job.release-made", "job_1");
        show();
        server.put("/v1/sources", wire::encode(wire::Sources{}));
        server.put("/v1/keys", wire::encode(wire::KeyRows{}));
        server.put("/v1/retrievals", wire::encode(wire::Retrieval{RetrievalId("ret_1"), world.clock.now()}));
        wire::Founding founding;
        founding.server = ServerId("srv_other"); // which `load` sees last
        founding.serverKey = world.serverKey.publicKey();
        founding.policy = world.rootBody.policy;
        server.put("/v1/founding", wire::encode(founding));
        server.put("/v1/jobs/job_1/trail", wire::encode(wire::Trail{trail, {}}));
        wire::People people;
        people.people.resize(1);
        people.people.front().id = scene.asks.id;
        people.waiting.push_back(world.record(world.root));
        server.put("/v1/people", wire::encode(people));
        server.answerPost("/v1/statements", [this](const std::string& body) { return takeAll(body); });
    }
    void audit(const std::string& action, const std::string& object)
    {
        wire::AuditEntry entry;
        entry.id = "inc_1";
        entry.action = action;
        entry.object = object;
        entry.job = "job_1";
        entry.outcome = "done";
        trail.push_back({world.auditLog.size(), wire::encode(entry)});
        world.auditLog.append(trail.back().line);
    }
    void show()
    {
        server.show("trust", world.trustLog);
        server.show("audit", world.auditLog);
        wire::Job released;
        released.id = JobId("job_1");
        released.state = wire::JobState::Released;
        released.request = world.record(scene.request);
        for (const auto& decision : scene.decisions)
            released.decisions.push_back(world.record(decision));
        released.release = world.record(*scene.release);
        wire::Job asked;
        asked.id = JobId("job_2");
        asked.state = wire::JobState::AwaitingApproval;
        asked.request = world.record(waiting);
        server.put("/v1/jobs/job_1", wire::encode(released));
        server.put("/v1/jobs/job_2", wire::encode(asked));
        server.put("/v1/jobs", wire::encode(wire::Jobs{{released, asked}}));
    }
    // As the real one would; what the rules refuse is of no interest here.
    std::string takeAll(const std::string& body)
    {
        wire::Submitted submitted;
        const auto submission = wire::decode<wire::Submission>(body);
        for (const auto& jws : submission->statements) {
            const auto statement = *wire::openStatement({jws});
            auto& made = submitted.statements.emplace_back();
            made.signatures = statement.signatures;
            if (world.tryEnter(statement))
                made.trustIndex = world.state.size() - 1;
        }
        server.show("trust", world.trustLog);
        return wire::encode(submitted);
    }

    /// A console of this person, signed in.
    std::unique_ptr<Client> console(const test::TestPerson& person)
    {
        auto keyStore = std::make_unique<SlowKeyStore>();
        const PersonKeys keys{person.signing, person.encryption};
        EXPECT_TRUE(QCoro::waitFor(keys.use(*keyStore, world.server, person.id)));
        const auto me = server.letIn(person.id, world.server, 100'000);
        auto made = std::make_unique<Client>(server.profile(world.server, world.root.digest),
                                             std::move(keyStore), folder.path(), world.clock);
        disconnect(*made);
        const auto name = QString::fromStdString(person.id.text());
        EXPECT_TRUE(QCoro::waitFor(made->session().signIn(name, Secret(std::string_view("password")))));
        EXPECT_TRUE(QCoro::waitFor(made->session().submitCode(code())));
        EXPECT_TRUE(QCoro::waitFor(made->log().advance()));
        server.put("/v1/session", wire::encode(me));
        return made;
    }
    // No events, no refreshing by itself: only what the test starts.
    static void disconnect(Client& client)
    {
        QObject::disconnect(&client.session(), nullptr, &client, nullptr);
    }

    /// `make` makes a part for the console, `start` begins something with it; the part goes at each point.
    template <typename Make, typename Start>
    void partGoes(const Make& make, const Start& start)
    {
        for (int events = 0, ended = false; !ended; events += stride) {
            auto part = make();
            auto task = start(*part);
            ended = runFor(task, events);
            part.reset();
            const auto outcome = outcomeOf(QCoro::waitFor(std::move(task)));
            EXPECT_TRUE(outcome == "none" || (outcome == "cancelled" && !ended))
                << outcome << " at " << events;
        }
    }
    /// The whole console goes at each point.
    template <typename Start>
    void consoleGoes(const test::TestPerson& person, const Start& start)
    {
        for (int events = 0, ended = false; !ended; events += stride) {
            auto one = console(person);
            auto task = start(*one);
            ended = runFor(task, events);
            one.reset();
            const auto outcome = outcomeOf(QCoro::waitFor(std::move(task)));
            EXPECT_TRUE(outcome == "none" || (outcome == "cancelled" && !ended))
                << outcome << " at " << events;
        }
    }

    wire::ExportRequestBody asked() const { return world.requestBody({scene.fetches.fetcher()}); }

    test::TrustFixture world;
    test::ExportScene scene = world.releasedExport();
    wire::SignedStatement waiting;
    std::vector<wire::PlacedEntry> trail;
    test::CannedServer server{&world.clock};
    QTemporaryDir folder;
};

TEST_F(OwnerGoneTest, Session)
{
    auto one = console(scene.approves);
    auto& connection = one->connection();
    const auto make = [&] {
        auto session = std::make_unique<client::Session>(connection, one->keyStore(), world.clock);
        server.put("/v1/session", wire::encode(wire::SignInAnswer{"totp", "pend_1"}));
        EXPECT_TRUE(QCoro::waitFor(session->signIn("paul", Secret(std::string_view("password")))));
        return session;
    };
    partGoes(make,
             [](auto& session) { return session.signIn("paul", Secret(std::string_view("password"))); });
    partGoes(make, [](auto& session) { return session.submitCode(code()); });
    const auto signedIn = [&] {
        auto session = make();
        EXPECT_TRUE(QCoro::waitFor(session->submitCode(code())));
        server.put("/v1/session", wire::encode(session->me()));
        return session;
    };
    partGoes(signedIn, [](auto& session) { return session.refreshMe(); });
    partGoes(signedIn, [](auto& session) { return session.registerNewKey(code(), "desk"); });
    const auto locked = [&] {
        auto session = signedIn();
        session->lock();
        server.put("/v1/session", wire::encode(wire::SignInAnswer{"totp", "pend_1"}));
        return session;
    };
    partGoes(locked, [](auto& session) { return session.unlock(Secret(std::string_view("p")), code()); });
}

TEST_F(OwnerGoneTest, Enrolment)
{
    auto one = console(scene.approves);
    const auto make = [&] {
        auto session = std::make_unique<client::Session>(one->connection(), one->keyStore(), world.clock);
        server.put("/v1/session", wire::encode(wire::SignInAnswer{"enrol", "pend_1"}));
        wire::EnrolOffer offer;
        offer.person = scene.approves.id;
        offer.name = "Paul";
        offer.server = world.server;
        server.put("/v1/session/enrol/begin", wire::encode(offer));
        wire::SessionGrant grant;
        grant.accessToken = Secret(std::string_view("a1"));
        grant.refreshToken = Secret(std::string_view("r1"));
        grant.expiresIn = 100'000;
        grant.me.person = scene.approves.id;
        grant.me.server = world.server;
        server.put("/v1/session/enrol/finish", wire::encode(grant));
        EXPECT_TRUE(QCoro::waitFor(session->signIn("paul", Secret(std::string_view("one-time")))));
        EXPECT_TRUE(QCoro::waitFor(session->beginEnrolment()));
        return session;
    };
    partGoes(make, [](auto& session) { return session.beginEnrolment(); });
    partGoes(make, [](auto& session) {
        return session.finishEnrolment(Secret(std::string_view("password")), code(), "desk");
    });
}

TEST_F(OwnerGoneTest, KeyStore)
{
    const auto keys = PersonKeys::generate();
    const auto make = [&] {
        auto store = std::make_unique<SlowKeyStore>();
        EXPECT_TRUE(QCoro::waitFor(keys.use(*store, world.server, PersonId("paul"))));
        return store;
    };
    const auto& where = world.server;
    partGoes(make, [&](auto& store) { return PersonKeys::load(store, where, PersonId("paul")); });
    partGoes(make, [&](auto& store) { return keys.saveNew(store, where, PersonId("paul")); });
    partGoes(make, [&](auto& store) { return keys.use(store, where, PersonId("paul")); });
}

TEST_F(OwnerGoneTest, LogFollower)
{
    auto one = console(scene.approves);
    const auto make = [&] {
        QDir(folder.filePath("other")).removeRecursively(); // from the root on
        return std::make_unique<client::LogFollower>(one->connection(), folder.filePath("other"));
    };
    partGoes(make, [](auto& log) { return log.advance(); });
    partGoes(make, [](auto& log) { return log.reach(2, 1); });
    partGoes(make, [&](auto& log) {
        return log.checkSeen(wire::Seen{world.trustLog.head(3), world.auditLog.head(1)});
    });
    partGoes(make, [&](auto& log) { return log.checkEntries(trail); });
}

TEST_F(OwnerGoneTest, Statements)
{
    auto one = console(scene.approves);
    const auto make = [&] {
        return std::make_unique<client::Statements>(one->connection(), one->session(), one->log());
    };
    partGoes(make, [&](auto& statements) {
        std::vector<wire::StatementBody> bodies;
        bodies.emplace_back(
            wire::DecisionBody{{waiting.digest}, wire::Gate::Request, wire::Verdict::Approve, "yes"});
        return statements.send(std::move(bodies), code());
    });
}

TEST_F(OwnerGoneTest, ExportBook)
{
    auto one = console(scene.approves);
    const auto make = [&] {
        return std::make_unique<client::ExportBook>(one->connection(), one->session(), one->log(),
                                                    world.clock);
    };
    partGoes(make, [](auto& book) { return book.refresh(); });
    partGoes(make, [](auto& book) { return book.refresh(JobId("job_1")); });
}

TEST_F(OwnerGoneTest, Requests)
{
    auto one = console(scene.asks);
    const auto make = [&] {
        return std::make_unique<client::Requests>(one->connection(), one->statements(), one->log(),
                                                  one->book());
    };
    partGoes(make, [](auto& requests) { return requests.offer(); });
    partGoes(make, [&](auto& requests) { return requests.sign(asked(), code()); });
    partGoes(make, [&](auto& requests) { return requests.withdraw(waiting.digest, "no need", code()); });
    consoleGoes(scene.asks, [](Client& client) { return client.requests().offer(); });
    consoleGoes(scene.asks, [&](Client& client) { return client.requests().sign(asked(), code()); });
}

TEST_F(OwnerGoneTest, Approvals)
{
    const auto decide = [&](client::Approvals& approvals) {
        return approvals.decide(JobId("job_2"), waiting.digest, wire::Gate::Request, wire::Verdict::Approve,
                                "yes", code());
    };
    {
        auto one = console(scene.approves);
        const auto make = [&] {
            return std::make_unique<client::Approvals>(one->statements(), one->log(), one->book());
        };
        partGoes(make, decide);
    }
    consoleGoes(scene.approves, [&](Client& client) { return decide(client.approvals()); });
}

TEST_F(OwnerGoneTest, Downloads)
{
    int folders = 0;
    const auto begin = [&](client::Downloads& downloads) {
        return downloads.begin(JobId("job_1"), folder.filePath(QString("files-%1").arg(++folders)), code());
    };
    {
        auto one = console(scene.fetches);
        const auto make = [&] {
            return std::make_unique<client::Downloads>(one->connection(), one->session(), one->log(),
                                                       one->book(), world.clock);
        };
        partGoes(make, begin);
    }
    consoleGoes(scene.fetches, [&](Client& client) { return begin(client.downloads()); });
}

TEST_F(OwnerGoneTest, Trail)
{
    const auto load = [](client::Trail& one) { return one.load(JobId("job_1")); };
    {
        auto one = console(scene.approves);
        const auto make = [&] {
            return std::make_unique<client::Trail>(one->connection(), one->log(), one->book());
        };
        partGoes(make, load);
    }
    consoleGoes(scene.approves, [&](Client& client) { return load(client.trail()); });
}

TEST_F(OwnerGoneTest, Keys)
{
    const auto load = [](client::Keys& keys) { return keys.load(); };
    {
        auto one = console(world.admins.front());
        partGoes([&] { return std::make_unique<client::Keys>(one->connection()); }, load);
    }
    consoleGoes(world.admins.front(), [&](Client& client) { return load(client.keys()); });
}

TEST_F(OwnerGoneTest, People)
{
    const auto change = [&](client::People& people) {
        return people.change(scene.fetches.id, wire::RoleAction::Grant, wire::Role::ComplianceOfficer,
                             "helps", code());
    };
    {
        auto one = console(world.admins.front());
        const auto make = [&] {
            return std::make_unique<client::People>(one->connection(), one->session(), one->log(),
                                                    one->statements(), world.clock);
        };
        partGoes(make, [](auto& people) { return people.refresh(); });
        partGoes(make, change);
    }
    consoleGoes(world.admins.front(), [](Client& client) { return client.people().refresh(); });
    consoleGoes(world.admins.front(), [&](Client& client) { return change(client.people()); });
}

TEST_F(OwnerGoneTest, Founding)
{
    auto one = console(world.admins.front());
    const auto make = [&] {
        return std::make_unique<client::Founding>(one->connection(), one->session(), one->log(), world.clock);
    };
    for (int events = 0, ended = false; !ended; events += stride) {
        auto founding = make();
        auto task = founding->load();
        ended = runFor(task, events);
        founding.reset();
        const auto outcome = outcomeOf(QCoro::waitFor(std::move(task)));
        EXPECT_EQ(outcome, ended ? "root-mismatch" : "cancelled");
    }
}

} // namespace
} // namespace countersign::client
