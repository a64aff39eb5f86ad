#pragma once

#include "base/Error.h"

#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include <toml++/toml.h>

/// Reading TOML so that whoever wrote it learns all that is wrong at once: file, line, what, and what is
/// allowed. Used for the configuration and for the list of first people.
namespace countersign::server {

class ConfigurationFaults
{
public:
    explicit ConfigurationFaults(std::filesystem::path file) : m_file(std::move(file)) {}

    void add(std::size_t line, const std::string& what);
    /// `Configuration` with every fault on a line of its own, in the order of the file.
    [[nodiscard]] Result<void> verdict() const;
    /// Paths in the file are relative to its folder.
    [[nodiscard]] std::filesystem::path resolve(const std::string& path) const;

private:
    std::filesystem::path m_file;
    std::multiset<std::pair<std::size_t, std::string>> m_faults;
};

/// The whole file; faults of syntax become the error.
[[nodiscard]] Result<toml::table> parseToml(const std::filesystem::path& file);

/// One table of the file. Each key that is read is known; `refuseOthers` finds the rest.
class ConfigurationTable
{
public:
    /// `name` as it stands in the file, e.g. `[listen]`; empty for the file itself. Without `faults` nobody
    /// hears what is wrong.
    ConfigurationTable(const toml::table& table, std::string name, std::size_t line,
                       ConfigurationFaults* faults)
        : m_table(&table), m_name(std::move(name)), m_line(line), m_faults(faults)
    {
    }

    /// A text; missing ones are a fault that says what is `allowed`. Empty after a fault.
    [[nodiscard]] std::string text(const std::string& key, const std::string& allowed);
    [[nodiscard]] std::string textOr(const std::string& key, const std::string& allowed,
                                     const std::string& otherwise);
    /// A text that `fits`.
    template <typename F>
    [[nodiscard]] std::string textThat(const std::string& key, const std::string& allowed, F&& fits)
    {
        auto value = text(key, allowed);
        if (!value.empty() && !fits(value))
            fault(key, "is not allowed; allowed: " + allowed);
        return value;
    }
    [[nodiscard]] int number(const std::string& key, int least, int most);
    [[nodiscard]] int numberOr(const std::string& key, int least, int most, int otherwise);
    [[nodiscard]] std::vector<std::string> texts(const std::string& key, const std::string& allowed);
    /// A file that exists and can be read; none of the bits `closed` may stand in its mode. Empty after a
    /// fault.
    [[nodiscard]] std::filesystem::path file(const std::string& key, unsigned closed = 0);
    [[nodiscard]] std::filesystem::path path(const std::string& key, const std::string& allowed);

    /// The table of that name; an empty one, and a fault if it is `needed`, where there is none.
    [[nodiscard]] ConfigurationTable table(const std::string& key, bool needed);
    /// The tables of an array `[[key]]`.
    [[nodiscard]] std::vector<ConfigurationTable> tables(const std::string& key);

    void refuseOthers();
    /// At the line of the key, or of the table where the key is missing.
    void fault(const std::string& key, const std::string& what);

private:
    [[nodiscard]] const toml::node* find(const std::string& key);
    [[nodiscard]] std::string called(const std::string& key) const;
    void report(std::size_t line, const std::string& what);

    const toml::table* m_table;
    std::string m_name;
    std::size_t m_line;
    ConfigurationFaults* m_faults;
    std::set<std::string> m_known;
};

} // namespace countersign::server
