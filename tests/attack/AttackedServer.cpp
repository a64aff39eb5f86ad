#include "attack/AttackedServer.h"

#include "server/ServerFolder.h"
#include "server/store/LogTable.h"

#include <stdexcept>

namespace countersign::test {

namespace {

TrialWorld::Options optionsWith(const http::Limits& limits)
{
    TrialWorld::Options options;
    options.limits = limits;
    options.patients = 1;
    options.people.resize(2); // both admins
    return options;
}

std::vector<wire::AuditEntry> auditOf(const TrialWorld& world)
{
    const auto folder = server::ServerFolder::open(world.configuration(), world.time());
    const auto head = server::readFor<server::LogHead>(
        *folder->store, [](soci::session& sql) { return server::recordedHead(sql, server::LogName::Audit); });
    std::vector<std::uint64_t> indexes;
    for (std::uint64_t i = 0; i < head->size; ++i)
        indexes.push_back(i);
    std::vector<wire::AuditEntry> entries;
    const auto placedAll = folder->store->auditEntries(indexes).value();
    for (const auto& placed : placedAll)
        entries.push_back(wire::decode<wire::AuditEntry>(placed.line).value());
    return entries;
}

std::string textAt(const wire::AuditEntry& entry, const std::string& name)
{
    const auto found = entry.detail.find(name);
    return found == entry.detail.end() ? std::string() : found->second;
}

} // namespace

GoodClient::GoodClient(Desk& desk) : m_desk(desk), m_thread([this] { work(); }) {}

GoodClient::~GoodClient()
{
    m_over = true;
    m_thread.join();
}

void GoodClient::work()
{
    while (!m_over && !m_failed) {
        const auto answer = m_desk.call("GET", "/v1/people");
        if (answer.status != 200) {
            ADD_FAILURE() << "a good client was not answered, but " << answer.head << answer.body;
            m_failed = true;
        }
        ++m_answered;
        std::this_thread::sleep_for(std::chrono::milliseconds(2)); // as a person, not as a flood
    }
}

void GoodClient::goesOn(int calls) const
{
    const int enough = m_answered + calls;
    while (m_answered < enough && !m_failed)
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    ASSERT_FALSE(m_failed);
}

AttackedServer::AttackedServer(const http::Limits& limits)
    : world(optionsWith(limits)), amira(world.origin(), world.port(), world.time())
{
    amira.enrol(world, PersonId("amira"));
}

std::map<std::string, int> AttackedServer::refusedAndNothingChanged()
{
    world.stopServer();
    std::map<std::string, int> refused;
    std::vector<std::string> done;
    for (const auto& entry : auditOf(world)) {
        const auto repeated = textAt(entry, "repeated");
        if (entry.outcome == "done")
            done.push_back(entry.action);
        else
            refused[entry.action + ' ' + textAt(entry, "code")] += repeated.empty() ? 1 : std::stoi(repeated);
    }
    EXPECT_THAT(done, testing::ElementsAre("server.init", "people.invite", "people.invite", "server.start",
                                           "session.sign-in", "session.enrol", "server.stop"));
    return refused;
}

std::string AttackedServer::raw(std::string_view bytes) const
{
    auto peer = attacker();
    EXPECT_TRUE(peer.connected());
    peer.send(bytes);
    return peer.readAll();
}

} // namespace countersign::test
