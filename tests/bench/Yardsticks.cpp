#include "bench/Yardsticks.h"

#include "attack/Attacker.h"

#include <mutex>
#include <semaphore>

#include <sodium.h>
#include <sqlite3.h>

namespace countersign::bench {

namespace {

constexpr auto typed = "seven lanterns over quiet water";
constexpr std::size_t lineSize = 2048;

class BareDatabase
{
public:
    BareDatabase()
    {
        if (sqlite3_open((m_folder.path() / "bare.db").c_str(), &m_database) != SQLITE_OK)
            throw std::runtime_error("no database");
        for (const auto* sql : {"PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL",
                                "CREATE TABLE t (id INTEGER PRIMARY KEY, line TEXT NOT NULL)"})
            execute(sql);
        sqlite3_prepare_v2(m_database, "INSERT INTO t (line) VALUES (?)", -1, &m_insert, nullptr);
        sqlite3_bind_text(m_insert, 1, m_line.data(), static_cast<int>(m_line.size()), SQLITE_STATIC);
    }
    ~BareDatabase()
    {
        sqlite3_finalize(m_insert);
        sqlite3_close(m_database);
    }
    BareDatabase(const BareDatabase&) = delete;
    BareDatabase& operator=(const BareDatabase&) = delete;

    void commit()
    {
        const std::lock_guard lock(m_mutex);
        execute("BEGIN IMMEDIATE");
        if (sqlite3_step(m_insert) != SQLITE_DONE)
            throw std::runtime_error(sqlite3_errmsg(m_database));
        sqlite3_reset(m_insert);
        execute("COMMIT");
    }

private:
    void execute(const char* sql)
    {
        if (sqlite3_exec(m_database, sql, nullptr, nullptr, nullptr) != SQLITE_OK)
            throw std::runtime_error(sqlite3_errmsg(m_database));
    }

    ScratchFolder m_folder;
    std::string m_line = std::string(lineSize, 'x');
    sqlite3* m_database = nullptr;
    sqlite3_stmt* m_insert = nullptr;
    std::mutex m_mutex;
};

std::uint16_t portOf(const Nginx& nginx)
{
    const auto base = nginx.base();
    return static_cast<std::uint16_t>(std::stoi(base.substr(base.rfind(':') + 1)));
}

std::filesystem::path folderWith(const ScratchFolder& scratch, const std::string& content)
{
    auto root = scratch.folder("www");
    scratch.write("www/list.json", content);
    return root;
}

} // namespace

CallTimes passwordsAlone(std::size_t consoles, int rounds)
{
    char phc[crypto_pwhash_STRBYTES] = {};
    const std::string_view password(typed);
    if (sodium_init() < 0 ||
        crypto_pwhash_str(phc, password.data(), password.size(), crypto_pwhash_OPSLIMIT_INTERACTIVE,
                          crypto_pwhash_MEMLIMIT_INTERACTIVE) != 0)
        throw std::runtime_error("no Argon2id");
    std::counting_semaphore<4> running(4);
    const auto verify = [&] {
        running.acquire();
        const bool right = crypto_pwhash_str_verify(phc, password.data(), password.size()) == 0;
        running.release();
        if (!right)
            throw std::runtime_error("a password does not match");
    };
    return timeRounds({consoles, rounds, {}, [&](std::size_t, int) -> Rounds::Call { return verify; }});
}

CallTimes commitsAlone(std::size_t consoles, int rounds)
{
    BareDatabase database;
    return timeRounds(
        {consoles, rounds, {}, [&](std::size_t, int) -> Rounds::Call { return [&] { database.commit(); }; }});
}

FileServed::FileServed(const std::string& content)
    : m_nginx(m_scratch, folderWith(m_scratch, content)), m_length(content.size())
{
}

CallTimes FileServed::calls(std::size_t consoles, int rounds) const
{
    std::vector<std::unique_ptr<test::Attacker>> lines(consoles);
    const auto port = portOf(m_nginx);
    return timeRounds({consoles, rounds, {}, [&](std::size_t i, int) -> Rounds::Call {
                           if (!lines[i])
                               lines[i] = std::make_unique<test::Attacker>(port);
                           return [this, &line = *lines[i]] {
                               const auto answer = line.ask("GET", "/list.json");
                               if (answer.status != 200 || answer.body.size() != m_length)
                                   throw std::runtime_error("nginx: " + std::to_string(answer.status));
                           };
                       }});
}

} // namespace countersign::bench
