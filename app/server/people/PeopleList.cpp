#include "server/people/PeopleList.h"

#include "server/approval/StatementRows.h"

#include <algorithm>

namespace countersign::server {

namespace {

// What the trust state says of people, copied out so that no query runs while it is held.
struct Proven
{
    struct One
    {
        std::vector<wire::Role> roles;
        std::optional<KeyThumbprint> key;
        std::optional<Digest> registration; ///< of the newest key
        bool disabled = false;
    };
    std::map<PersonId, One> people;
    std::map<std::uint64_t, Digest> waiting; ///< by place in the log
    std::map<Digest, wire::Standing> standings;
};

Proven::One provenOf(const trust::TrustState& state, const trust::PersonRecord& person)
{
    Proven::One one;
    one.roles = state.rolesAt(person.person, state.size());
    one.disabled = state.disabled(person.person);
    for (const auto& key : person.keys) { // in log order: the newest stays
        if (state.keyAt(key, state.size()))
            one.key = key;
        one.registration = state.key(key)->registration;
    }
    return one;
}

Proven provenBy(const Store& store)
{
    Proven proven;
    store.withTrust([&](const trust::TrustState& state) {
        for (const auto& [id, person] : state.people())
            proven.people[id] = provenOf(state, person);
        for (const auto& [digest, matter] : state.matters()) {
            proven.standings[digest] = matter.standing;
            if (matter.standing == wire::Standing::Open)
                proven.waiting[matter.index] = digest;
        }
    });
    return proven;
}

wire::Person personOf(const PersonRow& row, const Proven& proven, const Sessions& sessions)
{
    wire::Person person;
    person.id = row.id;
    person.name = row.name;
    person.invited = row.invited;
    person.enrol = row.enrol;
    person.locked = row.locked;
    person.disabled = row.disabled;
    if (row.seen != Time{})
        person.seen = row.seen;
    if (const auto active = sessions.lastActivity(row.id))
        person.seen = person.seen ? std::max(*person.seen, *active) : *active;
    if (const auto found = proven.people.find(row.id); found != proven.people.end()) {
        person.roles = found->second.roles;
        person.key = found->second.key;
        person.disabled = person.disabled || found->second.disabled;
    }
    return person;
}

std::optional<wire::StatementRecord> recordOf(soci::session& sql, const Digest& digest, const Proven& proven)
{
    const auto row = findStatement(sql, digest);
    if (!row || row->type == wire::StatementType::Root)
        return std::nullopt;
    auto record = row->record();
    if (const auto found = proven.standings.find(digest); found != proven.standings.end())
        record.standing = found->second;
    return record;
}

bool isAboutOneOf(const StatementRow& row, const std::set<Digest>& waiting)
{
    const auto opened = wire::openStatement(row.signatures);
    const auto* body = opened ? opened->statement.as<wire::DecisionBody>() : nullptr;
    return body && std::any_of(body->subjects.begin(), body->subjects.end(),
                               [&](const Digest& subject) { return waiting.contains(subject); });
}

} // namespace

Result<wire::People> listPeople(const Store& store, const Sessions& sessions)
{
    const auto proven = provenBy(store);
    return readFor<wire::People>(store, [&](soci::session& sql) -> Result<wire::People> {
        wire::People people;
        for (const auto& row : allPeople(sql)) {
            people.people.push_back(personOf(row, proven, sessions));
            const auto found = proven.people.find(row.id);
            if (found != proven.people.end() && found->second.registration)
                people.people.back().registration = recordOf(sql, *found->second.registration, proven);
        }
        std::set<Digest> waiting;
        for (const auto& [index, digest] : proven.waiting)
            if (auto record = recordOf(sql, digest, proven)) {
                people.waiting.push_back(std::move(*record));
                waiting.insert(digest);
            }
        if (waiting.empty())
            return people;
        for (const auto& row : statementsOfType(sql, wire::StatementType::Decision))
            if (row.job.empty() && isAboutOneOf(row, waiting))
                people.decisions.push_back(row.record());
        return people;
    });
}

} // namespace countersign::server
