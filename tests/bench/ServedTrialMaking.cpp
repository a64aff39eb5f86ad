#include "bench/Scratch.h"
#include "bench/ServedTrial.h"
#include "contract/ContractWorld.h"
#include "crypto/Argon2.h"
#include "crypto/Random.h"
#include "crypto/Sha256.h"
#include "server/ServerFolder.h"
#include "server/approval/StatementRows.h"
#include "server/people/PersonRows.h"

#include <malloc.h>

/// What the process of a `ServedTrial` does before it serves. The founding, all decisions and the exports go
/// over the wire; people come in through the store, since a hash of each password would take minutes, and so
/// do the entries that make a log long.
namespace countersign::bench {

namespace {

constexpr std::size_t mostAtOnce = 64;      // subjects of a decision, statements of a submission
constexpr std::size_t fetchersOfExport = 8; // as many as a request may name
constexpr std::uint64_t entriesAtOnce = 20'000;

test::TrialWorld::Options worldOptions()
{
    test::TrialWorld::Options options;
    options.patients = 32;
    options.resourcesPerFile = 2; // two files to each fetcher
    return options;
}

std::vector<const Seat*> everybody(const Crowd& crowd)
{
    std::vector<const Seat*> all{&crowd.asks};
    for (const auto* part : {&crowd.approvers, &crowd.downloaders})
        for (const auto& seat : *part)
            all.push_back(&seat);
    return all;
}

class TrialMaking
{
public:
    explicit TrialMaking(const Crowd& crowd) : m_crowd(crowd), m_world({}, worldOptions())
    {
        m_world.enrolAll();
    }

    void all(std::uint64_t entries)
    {
        stopped([&](server::ServerFolder& folder) { seatAll(folder); });
        for (const auto* member : {"amira", "boris", "okafor", "adler"})
            std::ignore = m_world.signIn(m_world[member]);
        approveInLists(m_registrations, {"amira", "boris"});
        grantRoles();
        makeExports();
        if (entries > 0)
            stopped([&](server::ServerFolder& folder) { lengthen(*folder.store, entries); });
    }
    [[nodiscard]] test::TrialWorld& trial() { return m_world.trial; }

private:
    void stopped(const std::function<void(server::ServerFolder&)>& work)
    {
        trial().stopServer();
        {
            auto folder = must(server::ServerFolder::open(trial().configuration(), trial().clock));
            work(folder);
        }
        trial().startServer();
    }

    [[nodiscard]] wire::SignedStatement registrationOf(const Seat& seat)
    {
        wire::Statement statement;
        statement.id = StatementId(crypto::randomIdText("st_"));
        statement.server = ServedTrial::id();
        statement.author = seat.who.author();
        statement.issued = trial().clock.now();
        statement.expires = statement.issued + std::chrono::hours(1);
        statement.nonce = crypto::randomIdText("");
        statement.body =
            wire::KeyRegistrationBody{seat.who.id, seat.who.name, "desk", seat.who.signing.publicKey(),
                                      seat.who.encryption.publicKey()};
        return test::TrustFixture::signWith(statement, seat.who.signing);
    }

    // What `Enrolment` leaves behind.
    Result<void> seatOne(server::Transaction& transaction, server::KeyVault& vault, const Seat& seat,
                         const std::string& hash)
    {
        const auto index = transaction.audit(server::hostEntry("session.enrol", seat.who.id.text()));
        if (!index)
            return tl::unexpected(index.error());
        server::PersonRow row;
        row.id = seat.who.id;
        row.name = seat.who.name;
        row.invited = {seat.role};
        row.enrol = wire::EnrolState::Enrolled;
        row.password = hash;
        row.totp = vault.sealSmall(seat.totp.reveal(), "totp " + row.id.text());
        server::insertPerson(transaction.sql(), row, *index);
        const auto registration = registrationOf(seat);
        const auto place = transaction.trust(registration);
        if (!place)
            return tl::unexpected(place.error());
        server::insertStatement(transaction, server::rowOf(registration, *place, *index, transaction.now(),
                                                           wire::Standing::Open));
        m_registrations.push_back(registration.digest);
        return {};
    }

    void seatAll(server::ServerFolder& folder)
    {
        const auto hash = must(crypto::hashPassword(Secret(std::string_view(ServedTrial::password))));
        must(folder.store->write([&](server::Transaction& transaction) -> Result<void> {
            for (const auto* seat : everybody(m_crowd))
                if (auto done = seatOne(transaction, *folder.vault, *seat, hash); !done)
                    return done;
            return {};
        }));
    }

    void approveInLists(const std::vector<Digest>& subjects, const std::vector<std::string>& admins)
    {
        std::vector<wire::StatementBody> decisions;
        for (std::size_t i = 0; i < subjects.size(); i += mostAtOnce) {
            const auto end = std::min(subjects.size(), i + mostAtOnce);
            decisions.emplace_back(m_world.decision({subjects.begin() + static_cast<std::ptrdiff_t>(i),
                                                     subjects.begin() + static_cast<std::ptrdiff_t>(end)},
                                                    wire::Gate::Admin));
        }
        for (const auto& admin : admins)
            std::ignore = m_world.enter(m_world[admin], decisions);
    }

    [[nodiscard]] std::vector<Digest> enterInLists(const std::string& by,
                                                   const std::vector<wire::StatementBody>& bodies)
    {
        std::vector<Digest> entered;
        for (std::size_t i = 0; i < bodies.size(); i += mostAtOnce) {
            const auto end = std::min(bodies.size(), i + mostAtOnce);
            const auto some = m_world.enter(m_world[by], {bodies.begin() + static_cast<std::ptrdiff_t>(i),
                                                          bodies.begin() + static_cast<std::ptrdiff_t>(end)});
            entered.insert(entered.end(), some.begin(), some.end());
        }
        return entered;
    }

    void grantRoles()
    {
        std::vector<wire::StatementBody> grants;
        for (const auto* seat : everybody(m_crowd))
            grants.emplace_back(
                wire::RoleChangeBody{seat->who.id, wire::RoleAction::Grant, seat->role, "for the bench"});
        approveInLists(enterInLists("amira", grants), {"boris"});
    }

    void makeExports()
    {
        std::vector<wire::StatementBody> requests;
        const auto& fetchers = m_crowd.downloaders;
        for (std::size_t i = 0; i < fetchers.size(); i += fetchersOfExport) {
            auto body = m_world.requestBody();
            body.fetchers.clear();
            for (auto j = i; j < std::min(fetchers.size(), i + fetchersOfExport); ++j)
                body.fetchers.push_back(fetchers[j].who.fetcher());
            requests.emplace_back(std::move(body));
        }
        const auto asked = enterInLists("okafor", requests);
        decideEach(asked, wire::Gate::Request);
        std::vector<Digest> releases;
        std::uint64_t last = 0;
        for (const auto& request : asked) {
            const auto job = m_world.waitFor(request, wire::JobState::AwaitingRelease);
            releases.push_back(must(wire::openStatement(job.release->signatures)).digest);
            last = std::max(last, *job.release->trustIndex);
        }
        // An approver has seen the releases in the log, which publishes once a second.
        while (m_world.heads(m_world["adler"]).trust.size <= last)
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
        decideEach(releases, wire::Gate::Release);
        for (const auto& request : asked)
            std::ignore = m_world.waitFor(request, wire::JobState::Released);
    }

    void decideEach(const std::vector<Digest>& subjects, wire::Gate gate)
    {
        std::vector<wire::StatementBody> decisions;
        for (const auto& subject : subjects)
            decisions.emplace_back(m_world.decision({subject}, gate));
        std::ignore = enterInLists("adler", decisions);
    }

    // As a decision's entry is, and requests in the trust log, which holds them by their digests.
    static Result<std::uint64_t> lengthenByOne(server::Transaction& transaction)
    {
        wire::AuditEntry entry;
        entry.actor = {"adler", "Miriam Adler", {wire::Role::SecurityApprover}, {}};
        entry.action = "approval.decide";
        entry.object = crypto::randomIdText("");
        entry.job = "job_" + entry.object.substr(0, 16);
        entry.outcome = "done";
        entry.network = wire::AuditNetwork{"192.0.2.7", "TLSv1.3", "TLS_AES_256_GCM_SHA384", ""};
        if (auto index = transaction.audit(std::move(entry)); !index)
            return index;
        wire::SignedStatement statement;
        statement.statement.id = StatementId(crypto::randomIdText("st_"));
        statement.statement.body = wire::ExportRequestBody{};
        statement.digest = crypto::sha256(statement.statement.id.text());
        return transaction.trust(statement);
    }

    // The trust log is the shorter of the two.
    static void lengthen(server::Store& store, std::uint64_t entries)
    {
        std::uint64_t size = 0;
        while (size < entries)
            must(store.write([&](server::Transaction& transaction) -> Result<void> {
                for (std::uint64_t i = 0; i < entriesAtOnce && size < entries; ++i) {
                    const auto index = lengthenByOne(transaction);
                    if (!index)
                        return tl::unexpected(index.error());
                    size = *index + 1;
                }
                return {};
            }));
    }

    const Crowd& m_crowd;
    contract::ContractWorld m_world;
    std::vector<Digest> m_registrations;
};

} // namespace

void serveTrial(int end, const Crowd& crowd, const ServedTrial::Options& options)
{
    TrialMaking making(crowd);
    making.all(options.entries);
    auto& trial = making.trial();
    writeLine(end, "ready " + std::to_string(trial.port()) + ' ' +
                       std::to_string(trial.clock.now().time_since_epoch().count()));
    for (auto line = readLine(end); !line.empty(); line = readLine(end)) {
        if (line == "trim")
            ::malloc_trim(0);
        else
            trial.clock.set(Time(std::chrono::milliseconds(std::stoll(line.substr(line.find(' '))))));
        writeLine(end, "done");
    }
}

} // namespace countersign::bench
