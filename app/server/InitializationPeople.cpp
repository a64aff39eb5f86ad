#include "server/InitializationPeople.h"

#include "base/Text.h"
#include "server/ConfigurationTable.h"
#include "wire/Statement.h"

#include <algorithm>

namespace countersign::server {

namespace {

constexpr std::size_t longestName = 120;
constexpr auto idRule = "1 to 64 lower-case letters, digits, '_', '.' and '-', each once, and not server";
constexpr auto nameRule = "a name of at most 120 characters, without control characters";
constexpr auto rolesRule =
    "export-operator, security-approver, artifact-downloader, admin, compliance-officer, each once";
constexpr auto adminsRule = "two people with the role admin at least: they found the server together";

// Sign-in folds what is typed to lower case: a name with capitals would never be found.
bool isSignInName(const std::string& id)
{
    return isIdText(id) && PersonId(id) != wire::serverAuthor &&
           std::none_of(id.begin(), id.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

bool isName(const std::string& name)
{
    return name.size() <= longestName && isUtf8(name) && isPlainText(name) &&
           name.find_first_not_of(' ') != std::string::npos;
}

bool isKnown(const std::vector<FirstPerson>& people, const std::string& id)
{
    return std::any_of(people.begin(), people.end(), [&](const auto& one) { return one.id.text() == id; });
}

template <typename T>
bool allDifferent(const std::vector<T>& list)
{
    return std::set<T>(list.begin(), list.end()).size() == list.size();
}

FirstPerson readPerson(ConfigurationTable table, const std::vector<FirstPerson>& before)
{
    FirstPerson person;
    person.id = PersonId(table.textThat(
        "id", idRule, [&](const std::string& id) { return isSignInName(id) && !isKnown(before, id); }));
    person.name = table.textThat("name", nameRule, isName);
    for (const auto& text : table.texts("roles", rolesRule)) {
        if (const auto role = wire::enumFromText<wire::Role>(text))
            person.roles.push_back(*role);
        else
            table.fault("roles", "names \"" + text + "\"; allowed: " + rolesRule);
    }
    if (!allDifferent(person.roles))
        table.fault("roles", std::string("names one twice; allowed: ") + rolesRule);
    table.refuseOthers();
    return person;
}

} // namespace

std::size_t adminsAmong(const std::vector<FirstPerson>& people)
{
    return static_cast<std::size_t>(std::count_if(people.begin(), people.end(), [](const auto& one) {
        return std::find(one.roles.begin(), one.roles.end(), wire::Role::Admin) != one.roles.end();
    }));
}

Result<std::vector<FirstPerson>> readFirstPeople(const std::filesystem::path& file)
{
    const auto toml = parseToml(file);
    if (!toml)
        return tl::unexpected(toml.error());
    ConfigurationFaults faults(file);
    ConfigurationTable all(*toml, {}, 1, &faults);
    std::vector<FirstPerson> people;
    for (auto& table : all.tables("person"))
        people.push_back(readPerson(std::move(table), people));
    all.refuseOthers();
    if (adminsAmong(people) < 2)
        faults.add(1, std::string("there are too few admins; allowed: ") + adminsRule);
    if (auto good = faults.verdict(); !good)
        return tl::unexpected(good.error());
    return people;
}

Result<void> checkFirstPeople(const std::vector<FirstPerson>& people)
{
    std::vector<PersonId> ids;
    for (const auto& person : people) {
        ids.push_back(person.id);
        if (!isSignInName(person.id.text()) || !isName(person.name) || !allDifferent(person.roles))
            return fail(ErrorCode::Configuration,
                        "person " + person.id.text() + ": not an id, name or roles");
    }
    if (!allDifferent(ids))
        return fail(ErrorCode::Configuration, "people: an id twice");
    if (adminsAmong(people) < 2)
        return fail(ErrorCode::Configuration, std::string("people: allowed: ") + adminsRule);
    return {};
}

} // namespace countersign::server
