#include "server/ConfigurationTable.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>

#include <sys/stat.h>
#include <unistd.h>

namespace countersign::server {

namespace {

const toml::table& emptyTable()
{
    static const toml::table empty;
    return empty;
}

std::string range(int least, int most)
{
    return "a whole number from " + std::to_string(least) + " to " + std::to_string(most);
}

} // namespace

void ConfigurationFaults::add(std::size_t line, const std::string& what)
{
    m_faults.emplace(line, what);
}

Result<void> ConfigurationFaults::verdict() const
{
    if (m_faults.empty())
        return {};
    std::string text;
    for (const auto& [line, what] : m_faults)
        text += (text.empty() ? "" : "\n") + m_file.string() + ':' + std::to_string(line) + ": " + what;
    return fail(ErrorCode::Configuration, std::move(text));
}

std::filesystem::path ConfigurationFaults::resolve(const std::string& path) const
{
    return (std::filesystem::absolute(m_file).parent_path() / path).lexically_normal();
}

Result<toml::table> parseToml(const std::filesystem::path& file)
{
    std::ifstream stream(file, std::ios::binary);
    if (!stream)
        return fail(ErrorCode::FileAccess, file.string() + ": cannot be read: " + std::strerror(errno));
    const std::string text(std::istreambuf_iterator<char>(stream), {});
    // toml++ reports by exceptions; none leaves this function.
    try {
        return toml::parse(text, file.string());
    } catch (const toml::parse_error& error) {
        return fail(ErrorCode::Configuration, file.string() + ':' +
                                                  std::to_string(error.source().begin.line) + ": " +
                                                  std::string(error.description()));
    }
}

std::string ConfigurationTable::called(const std::string& key) const
{
    return m_name.empty() ? key : m_name + ' ' + key;
}

const toml::node* ConfigurationTable::find(const std::string& key)
{
    m_known.insert(key);
    return m_table->get(key);
}

void ConfigurationTable::report(std::size_t line, const std::string& what)
{
    if (m_faults)
        m_faults->add(line, what);
}

void ConfigurationTable::fault(const std::string& key, const std::string& what)
{
    const auto* node = find(key);
    report(node ? node->source().begin.line : m_line, called(key) + ' ' + what);
}

std::string ConfigurationTable::text(const std::string& key, const std::string& allowed)
{
    if (!find(key)) {
        fault(key, "is missing; allowed: " + allowed);
        return {};
    }
    auto value = textOr(key, allowed, {});
    return value;
}

std::string ConfigurationTable::textOr(const std::string& key, const std::string& allowed,
                                       const std::string& otherwise)
{
    const auto* node = find(key);
    if (!node)
        return otherwise;
    auto value = node->value_exact<std::string>();
    if (!value) {
        fault(key, "is not a text; allowed: " + allowed);
        return {};
    }
    if (value->empty())
        fault(key, "is empty; allowed: " + allowed);
    return *value;
}

int ConfigurationTable::number(const std::string& key, int least, int most)
{
    if (!find(key))
        fault(key, "is missing; allowed: " + range(least, most));
    return numberOr(key, least, most, least);
}

int ConfigurationTable::numberOr(const std::string& key, int least, int most, int otherwise)
{
    const auto* node = find(key);
    if (!node)
        return otherwise;
    const auto value = node->value_exact<std::int64_t>();
    if (!value)
        fault(key, "is not a whole number; allowed: " + range(least, most));
    else if (*value < least || *value > most)
        fault(key, "is out of range; allowed: " + range(least, most));
    else
        return static_cast<int>(*value);
    return otherwise;
}

std::vector<std::string> ConfigurationTable::texts(const std::string& key, const std::string& allowed)
{
    const auto* node = find(key);
    if (!node)
        return {};
    std::vector<std::string> values;
    const auto* array = node->as_array();
    if (!array) {
        fault(key, "is not a list; allowed: " + allowed);
        return {};
    }
    for (const auto& one : *array) {
        if (auto value = one.value_exact<std::string>())
            values.push_back(std::move(*value));
        else
            report(one.source().begin.line, called(key) + " holds what is no text; allowed: " + allowed);
    }
    return values;
}

std::filesystem::path ConfigurationTable::path(const std::string& key, const std::string& allowed)
{
    const auto value = text(key, allowed);
    return value.empty() || !m_faults ? std::filesystem::path() : m_faults->resolve(value);
}

std::filesystem::path ConfigurationTable::file(const std::string& key, unsigned closed)
{
    auto file = path(key, "the path of a file");
    if (file.empty())
        return file;
    struct stat facts
    {
    };
    if (::stat(file.c_str(), &facts) != 0 || ::access(file.c_str(), R_OK) != 0)
        fault(key, "names a file that cannot be read: " + file.string() + ": " + std::strerror(errno));
    else if (!S_ISREG(facts.st_mode))
        fault(key, "names what is no file: " + file.string());
    else if ((facts.st_mode & closed) != 0)
        fault(key, "names a file that others can read: " + file.string() + "; allowed: mode 0" +
                       (closed == 0077U ? "600" : "640"));
    else
        return file;
    return {};
}

ConfigurationTable ConfigurationTable::table(const std::string& key, bool needed)
{
    const auto name = '[' + key + ']';
    const auto* node = find(key);
    if (const auto* found = node ? node->as_table() : nullptr)
        return {*found, name, node->source().begin.line, m_faults};
    if (node)
        fault(key, "is not a table; allowed: " + name + " and its keys");
    else if (needed)
        report(m_line, "the table " + name + " is missing");
    // What the keys of a missing table would say is said already.
    return {emptyTable(), name, m_line, needed || node ? nullptr : m_faults};
}

std::vector<ConfigurationTable> ConfigurationTable::tables(const std::string& key)
{
    const auto* node = find(key);
    if (!node)
        return {};
    const auto name = "[[" + key + "]]";
    std::vector<ConfigurationTable> found;
    const auto* array = node->as_array();
    if (!array) {
        fault(key, "is not a list of tables; allowed: " + name);
        return {};
    }
    for (const auto& one : *array) {
        if (const auto* single = one.as_table())
            found.emplace_back(*single, name, one.source().begin.line, m_faults);
        else
            report(one.source().begin.line, key + " holds what is no table; allowed: " + name);
    }
    return found;
}

void ConfigurationTable::refuseOthers()
{
    std::string allowed;
    for (const auto& key : m_known)
        allowed += (allowed.empty() ? "" : ", ") + key;
    for (const auto& [key, node] : *m_table)
        if (!m_known.contains(std::string(key.str())))
            report(key.source().begin.line,
                   called(std::string(key.str())) + " is not known; allowed: " + allowed);
}

} // namespace countersign::server
