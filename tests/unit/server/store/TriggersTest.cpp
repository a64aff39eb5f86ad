#include "StoreFixture.h"
#include "server/store/Sqlite.h"

#include <set>

namespace countersign::test {
namespace {

using namespace server;

constexpr auto noEntry = "the change names no open entry";

// Control A5 on the schema itself: whatever table there is, now or later, answers to the open entry.
class TriggersTest : public StoreFixture
{
protected:
    void SetUp() override
    {
        open();
        for (const auto* key : {"zero", "one", "two"})
            ASSERT_TRUE(write(key));
        close();
        sqlite::connect(sql, folder.database(), sqlite::Use::Writer);
        sql << "PRAGMA foreign_keys=OFF"; // rows without what they refer to: only the triggers are asked
    }

    std::vector<std::string> stateTables()
    {
        // Those of the logs have rules of their own; `open_entry` and `schema_version` belong to the store.
        const std::set<std::string> others{"audit_entries", "trust_entries", "tiles",         "log_state",
                                           "published",     "open_entry",    "schema_version"};
        std::vector<std::string> tables;
        std::string name;
        soci::statement select =
            (sql.prepare
                 << "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
             soci::into(name));
        select.execute();
        while (select.fetch())
            if (!others.contains(name))
                tables.push_back(name);
        return tables;
    }

    // A row of a table, whatever its columns: 1 is a number and a text.
    std::string insertOf(const std::string& table, const std::string& entry,
                         const std::string& verb = "INSERT")
    {
        std::string columns, values;
        std::string name;
        soci::statement select =
            (sql.prepare << "SELECT name FROM pragma_table_info('" + table + "')", soci::into(name));
        select.execute();
        while (select.fetch()) {
            columns += (columns.empty() ? "" : ", ") + name;
            values += (values.empty() ? "" : ", ") + (name == "entry" ? entry : std::string("1"));
        }
        return verb + " INTO " + table + " (" + columns + ") VALUES (" + values + ")";
    }

    // The message of the refusal, empty if it was let through.
    std::string refusal(const std::string& statement)
    {
        try {
            sql << statement;
        } catch (const soci::soci_error& error) {
            return error.get_error_message();
        }
        return {};
    }

    void openEntry(const std::string& index) { sql << "UPDATE open_entry SET idx = " + index; }
    long long rows(const std::string& table)
    {
        long long count = 0;
        sql << "SELECT count(*) FROM " + table, soci::into(count);
        return count;
    }

    soci::session sql;
};

#define EXPECT_REFUSED(statement, why)                                                                       \
    EXPECT_NE(refusal(statement).find(why), std::string::npos) << (statement) << ": " << refusal(statement)

TEST_F(TriggersTest, NoTableOfStateChangesWithoutAnOpenEntry)
{
    const auto tables = stateTables();
    ASSERT_GE(tables.size(), 11u);
    for (const auto& table : tables) {
        SCOPED_TRACE(table);
        EXPECT_REFUSED(insertOf(table, "0"), noEntry);
        EXPECT_REFUSED(insertOf(table, "NULL"), noEntry);
        openEntry("1");
        EXPECT_REFUSED(insertOf(table, "0"), noEntry);
        EXPECT_REFUSED(insertOf(table, "2"), noEntry);
        ASSERT_EQ(refusal(insertOf(table, "1")), "");
        openEntry("NULL");
        const auto before = rows(table);
        EXPECT_REFUSED("UPDATE " + table + " SET entry = entry", noEntry);
        EXPECT_REFUSED("UPDATE " + table + " SET entry = 2", noEntry);
        EXPECT_REFUSED("UPDATE " + table + " SET entry = NULL", noEntry);
        EXPECT_REFUSED("DELETE FROM " + table, noEntry);
        EXPECT_REFUSED(insertOf(table, "1", "REPLACE"), noEntry);
        openEntry("2");
        EXPECT_REFUSED("UPDATE " + table + " SET entry = entry", noEntry) << "under the entry of before";
        EXPECT_REFUSED(insertOf(table, "1", "REPLACE"), noEntry);
        EXPECT_EQ(refusal("UPDATE " + table + " SET entry = 2"), "");
        EXPECT_EQ(rows(table), before);
        openEntry("NULL");
    }
}

TEST_F(TriggersTest, TheLogsOnlyGrow)
{
    const auto insert = [](const std::string& verb, int index) {
        return verb + " INTO audit_entries (idx, line, hash, job) VALUES (" + std::to_string(index) +
               ", '{}', 'h', '')";
    };
    for (const auto* table : {"audit_entries", "trust_entries", "tiles"}) {
        SCOPED_TRACE(table);
        if (table != std::string("audit_entries"))
            sql << (table == std::string("tiles")
                        ? "INSERT INTO tiles (log, level, idx, hashes, root) VALUES ('audit', 0, 0, 'h', 'r')"
                        : "INSERT INTO trust_entries (idx, line, hash) VALUES (0, '{}', 'h')");
        EXPECT_REFUSED("UPDATE " + std::string(table) + " SET idx = idx", "append only");
        EXPECT_REFUSED("DELETE FROM " + std::string(table), "append only");
    }
    EXPECT_REFUSED(insert("INSERT", 4), "stands behind the last");
    EXPECT_REFUSED(insert("INSERT", -1), "stands behind the last");
    EXPECT_REFUSED(insert("REPLACE", 2), "stands behind the last");
    EXPECT_EQ(refusal(insert("INSERT", 3)), "");
    EXPECT_REFUSED("REPLACE INTO tiles (log, level, idx, hashes, root) VALUES ('audit', 0, 0, 'x', 'y')",
                   "append only");
}

TEST_F(TriggersTest, APublishedSizeOnlyGrows)
{
    const std::string of = " WHERE log = 'audit'";
    EXPECT_REFUSED("UPDATE published SET size = size" + of, "only grows");
    EXPECT_REFUSED("UPDATE published SET root = 'x'" + of, "only grows");
    EXPECT_REFUSED("UPDATE published SET size = size - 1" + of, "only grows");
    EXPECT_REFUSED("UPDATE published SET log = 'other', size = size + 1" + of, "only grows");
    EXPECT_REFUSED("DELETE FROM published", "only grows");
    EXPECT_REFUSED("REPLACE INTO published (log, size, root, note) VALUES ('audit', 1, 'x', 'y')",
                   "only grows");
}

} // namespace
} // namespace countersign::test
