#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <QString>

struct sqlite3;

namespace countersign::e2e {

/// Somebody who owns the stopped server's disk, and rewrites one of its logs behind its back. What the
/// database held before comes back with `undo`.
class TrialForgery
{
public:
    explicit TrialForgery(const QString& dataFolder);

    using Lie = std::function<void(std::string& line)>;
    /// The first entry of `log` (`trust` or `audit`) that holds `mark`; the rest of the log as it was.
    std::uint64_t changeLine(const std::string& log, const std::string& mark, const Lie& lie);
    /// Then everything that the server itself could check is made to fit: leaf hash, tiles, heads.
    std::uint64_t rewrite(const std::string& log, const std::string& mark, const Lie& lie);
    void undo();
    /// What an earlier run found there, for good.
    static void putBack(const QString& dataFolder);

private:
    struct Close
    {
        void operator()(sqlite3* database) const;
    };
    using Database = std::unique_ptr<sqlite3, Close>;
    using Rows = std::vector<std::vector<std::string>>;

    [[nodiscard]] Database open() const;
    static Rows run(sqlite3* database, const std::string& sql, const std::vector<std::string>& values = {});
    static void makeTreeFit(sqlite3* database, const std::string& log);
    /// Without the triggers that refuse it.
    void unguarded(const std::function<void(sqlite3*)>& change) const;

    QString m_file;
};

} // namespace countersign::e2e
