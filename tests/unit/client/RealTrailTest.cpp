#include "ToldTrail.h"
#include "client/Client.h"
#include "contract/ContractWorld.h"
#include "trust/JobName.h"

#include <algorithm>
#include <thread>

#include <gtest/gtest.h>

/// The log of the real server, checked by the console of its compliance officer.
namespace countersign::client {
namespace {

Profile profileOf(contract::ContractWorld& world)
{
    auto profile = Profile::load(QString::fromStdString(world.trial.profileFile().string())).value();
    // As a console that founded the server pinned it.
    const auto bundle = world["amira"].console.call("GET", "/v1/log/trust/tile/entries/000.p/1");
    const auto line = crypto::decodeBundle(bytesOf(bundle.body)).value().front();
    profile.root = wire::decode<wire::TrustEntry>(line).value().digest;
    return profile;
}

/// A console at which one of the people signs in.
struct Console
{
    Console(contract::ContractWorld& world, const std::string& person)
        : client(profileOf(world), sealedFileKeyStore(folder.filePath("keys")), folder.filePath("log"),
                 world.trial.clock)
    {
        auto& session = client.session();
        auto done = QCoro::waitFor(session.signIn(
            QString::fromStdString(person), Secret(std::string_view(contract::ContractWorld::password))));
        if (done)
            done = QCoro::waitFor(session.submitCode(world.freshCode(world[person])));
        signedIn = done.has_value() && session.state() == Session::State::SignedIn;
    }

    QTemporaryDir folder;
    Client client;
    bool signedIn = false;
};

void fetch(contract::ContractWorld& world, const Digest& release)
{
    auto& silva = world["silva"];
    const auto [retrieval, file] = world.openRetrieval(release);
    const auto ticket = world.askTicket(silva, retrieval, file.id).as<wire::Ticket>();
    ASSERT_EQ(silva.console.call("GET", ticket.path).status, 200);
    const wire::ReceiptPost receipt{world.receiptFor(silva, release, file).signatures.front()};
    ASSERT_EQ(silva.console.post(ticket.path + "/receipt", receipt).status, 200);
}

// A moment after it is given.
bool receiptIsPublished(Client& client, const Digest& request)
{
    for (int attempt = 0; attempt < 1000; ++attempt) {
        const auto events = QCoro::waitFor(client.trail().load(trust::jobIdOf(request)));
        const auto isReceipt = [](const auto& event) { return event.entry.action == "download.receipt"; };
        if (events && std::any_of(events->begin(), events->end(), isReceipt))
            return true;
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    return false;
}

TEST(RealTrailTest, TheWholeLogOfTheRealServerHolds)
{
    contract::ContractWorld world;
    world.enrolAll();
    const auto request = world.ask();
    world.takeIn(request);
    const auto release = world.release(request);
    fetch(world, release);
    // Refused, and asked for in vain: these stand in the log, too.
    world.signIn(world["brandt"]);
    EXPECT_NE(world
                  .submit(world["okafor"],
                          {world.sign(world["okafor"], world.decision({request}, wire::Gate::Request))})
                  .status,
              200);

    Console lindqvist(world, "lindqvist");
    ASSERT_TRUE(lindqvist.signedIn);
    ASSERT_TRUE(receiptIsPublished(lindqvist.client, request));
    auto& trail = lindqvist.client.wholeTrail();
    const auto report = QCoro::waitFor(trail.check(WholeLog()));
    ASSERT_TRUE(report) << told(report);
    EXPECT_EQ(report->found.wrong + report->found.unseen, 0U) << told(report);
    EXPECT_TRUE(report->found.hashed);
    EXPECT_EQ(report->found.exports, 1U);
    EXPECT_EQ(report->found.receipts, 1U);
    EXPECT_EQ(report->found.statements, report->trust.size);
    EXPECT_GE(report->found.signatures, report->trust.size);

    const auto part = QCoro::waitFor(trail.check(EntryRange{report->end / 2, report->end - 1}));
    ASSERT_TRUE(part) << told(part);
    EXPECT_EQ(part->found.wrong + part->found.unseen, 0U) << told(part);
}

TEST(RealTrailTest, TheEntriesAreForComplianceOfficers)
{
    contract::ContractWorld world;
    world.enrolAll();
    Console okafor(world, "okafor");
    ASSERT_TRUE(okafor.signedIn);
    const auto report = QCoro::waitFor(okafor.client.wholeTrail().check(WholeLog()));
    EXPECT_EQ(told(report), "role-missing");
}

TEST(RealTrailTest, AConsoleThatGoesTakesItsCheckAlong)
{
    contract::ContractWorld world;
    world.enrolAll();
    for (int turns = 0; turns < 24; turns += 4) {
        auto lindqvist = std::make_unique<Console>(world, "lindqvist");
        ASSERT_TRUE(lindqvist->signedIn);
        auto report = lindqvist->client.wholeTrail().check(WholeLog());
        for (int turn = 0; turn < turns; ++turn)
            QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents, 20);
        lindqvist.reset();
        const auto ended = QCoro::waitFor(std::move(report));
        EXPECT_TRUE(ended || ended.error().code == ErrorCode::Cancelled) << told(ended);
    }
}

} // namespace
} // namespace countersign::client
