#include "server/audit/LogCopy.h"

#include "server/audit/CopiedLog.h"
#include "server/store/LogTable.h"

#include <array>
#include <cstring>
#include <fstream>

#include <fcntl.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

namespace countersign::server {

namespace {

constexpr std::array bothLogs{LogName::Trust, LogName::Audit};
constexpr std::uint64_t bundle = 256;

tl::unexpected<Error> cannot(const std::filesystem::path& what, const char* verb)
{
    return fail(ErrorCode::Configuration,
                "[log] copy: " + what.string() + " cannot be " + verb + ": " + std::strerror(errno));
}

bool writeAll(int file, ByteView bytes)
{
    while (!bytes.empty()) {
        const auto written = ::write(file, bytes.data(), bytes.size());
        if (written <= 0)
            return false;
        bytes = bytes.subspan(static_cast<std::size_t>(written));
    }
    return ::fsync(file) == 0;
}

// Whole or not at all: whoever reads there meets no half of a file.
Result<void> put(const std::filesystem::path& file, ByteView bytes)
{
    std::error_code fault;
    std::filesystem::create_directories(file.parent_path(), fault);
    const auto beside = file.string() + ".new";
    const int handle = ::open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (handle < 0)
        return cannot(beside, "written");
    const bool written = writeAll(handle, bytes);
    ::close(handle);
    if (!written || ::rename(beside.c_str(), file.c_str()) != 0)
        return cannot(file, "written");
    return {};
}

void syncFolder(const std::filesystem::path& folder)
{
    const int handle = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (handle < 0)
        return;
    ::fsync(handle);
    ::close(handle);
}

} // namespace

LogCopy::LogCopy(const Store& store, std::filesystem::path folder)
    : m_store(store), m_folder(std::move(folder))
{
}

LogCopy::~LogCopy()
{
    stop();
}

// Whose key signed a checkpoint there is of no matter: it lies where we put it, or it stops us.
Result<std::optional<crypto::Checkpoint>> LogCopy::copied(const std::filesystem::path& folder)
{
    const auto file = folder / "checkpoint";
    std::error_code fault;
    if (!std::filesystem::exists(file, fault))
        return fault ? Result<std::optional<crypto::Checkpoint>>(cannot(file, "read")) : std::nullopt;
    std::ifstream stream(file, std::ios::binary);
    const std::string note{std::istreambuf_iterator<char>(stream), {}};
    if (!stream)
        return cannot(file, "read");
    auto head = crypto::checkpointBody(note);
    if (!head)
        return fail(ErrorCode::Configuration, "[log] copy: " + file.string() + " is no checkpoint");
    return std::optional(std::move(*head));
}

Result<crypto::Checkpoint> LogCopy::present(LogName log) const
{
    const auto note = m_store.checkpoint(log);
    if (!note)
        return tl::unexpected(note.error());
    return crypto::checkpointBody(*note);
}

Result<void> LogCopy::checkPast(LogName log)
{
    const auto ours = present(log);
    if (!ours)
        return tl::unexpected(ours.error());
    const auto folder = copyFolderOf(m_folder, ours->origin);
    if (!folder)
        return tl::unexpected(folder.error());
    const auto there = copied(*folder);
    if (!there)
        return tl::unexpected(there.error());
    if (!*there)
        return {};
    const auto name = std::string(logText(log));
    if (ours->origin != (*there)->origin)
        return fail(ErrorCode::Configuration, "[log] copy: " + folder->string() + " holds another log (" +
                                                  (*there)->origin + "); name an empty folder");
    if (ours->size < (*there)->size)
        return fail(ErrorCode::LogRolledBack,
                    "the copy in " + folder->string() + " has seen " + std::to_string((*there)->size) +
                        " entries of the " + name + " log, and this server has " +
                        std::to_string(ours->size) +
                        ": it was restored from an older state. Restore the newest one; going on from here "
                        "would rewrite what people have signed and seen. Where there is no newer one, "
                        "`countersignd recover` lets two admins sign for what was lost");
    const auto root =
        readFor<Digest>(m_store, [&](soci::session& sql) { return rootAt(sql, log, (*there)->size); });
    if (!root)
        return tl::unexpected(root.error());
    if (*root != (*there)->root)
        return fail(ErrorCode::LogForked,
                    "the copy in " + folder->string() + " holds another " + name + " log of " +
                        std::to_string((*there)->size) +
                        " entries: this server was restored, and went on. `countersignd "
                        "recover` lets two admins sign for what was lost");
    m_copied[static_cast<std::size_t>(log)] = {ours->origin, (*there)->size};
    return {};
}

Result<void> LogCopy::check()
{
    std::error_code ignored;
    // Not made here: where a mount is missing, a folder in its place would look like a copy.
    if (!std::filesystem::is_directory(m_folder, ignored))
        return fail(ErrorCode::Configuration, "[log] copy: " + m_folder.string() + " is no folder");
    if (auto done = checkNoLaterLogs(m_store, m_folder); !done)
        return done;
    // It has more than we publish, and that is what the admins are to sign for.
    if (m_store.recovery())
        return {};
    for (const auto log : bothLogs)
        if (auto done = checkPast(log); !done)
            return done;
    return copyAll();
}

void LogCopy::start()
{
    m_thread = std::thread([this] { work(); });
}

void LogCopy::stop()
{
    {
        const std::lock_guard lock(m_mutex);
        m_stopping = true;
    }
    m_woken.notify_all();
    if (m_thread.joinable())
        m_thread.join();
}

void LogCopy::wake()
{
    {
        const std::lock_guard lock(m_mutex);
        if (!m_due)
            m_behindSince = std::chrono::steady_clock::now();
        m_due = true;
    }
    m_woken.notify_one();
}

Result<void> LogCopy::copyTile(LogName log, const std::filesystem::path& folder,
                               const crypto::TileId& tile) const
{
    const auto bytes = m_store.tile(log, tile);
    if (!bytes)
        return tl::unexpected(bytes.error());
    const auto file = folder / crypto::tilePath(tile);
    if (auto done = put(file, *bytes); !done)
        return done;
    if (tile.width == bundle) { // what was partial of it is superseded
        std::error_code ignored;
        std::filesystem::remove_all(file.string() + ".p", ignored);
    }
    return {};
}

Result<void> LogCopy::copyTiles(LogName log, const std::filesystem::path& folder, std::uint64_t from,
                                std::uint64_t to) const
{
    for (auto index = from / bundle; index * bundle < to; ++index) {
        const crypto::TileId entries{-1, index, static_cast<unsigned>(std::min(bundle, to - index * bundle))};
        if (auto done = copyTile(log, folder, entries); !done)
            return done;
    }
    for (const auto& tile : crypto::TileNodes::needed(from, to))
        if (auto done = copyTile(log, folder, tile); !done)
            return done;
    return {};
}

Result<void> LogCopy::copy(LogName log)
{
    const auto note = m_store.checkpoint(log);
    if (!note)
        return tl::unexpected(note.error());
    if (note->empty())
        return {};
    const auto head = crypto::checkpointBody(*note);
    if (!head)
        return tl::unexpected(head.error());
    const auto folder = copyFolderOf(m_folder, head->origin);
    if (!folder)
        return tl::unexpected(folder.error());
    auto& known = m_copied[static_cast<std::size_t>(log)];
    if (known.origin != head->origin)
        known = {head->origin, 0};
    if (head->size > known.size)
        if (auto done = copyTiles(log, *folder, known.size, head->size); !done)
            return done;
    if (auto done = put(*folder / "checkpoint", bytesOf(*note)); !done)
        return done;
    syncFolder(*folder);
    known.size = head->size;
    return {};
}

Result<void> LogCopy::copyAll()
{
    for (const auto log : bothLogs)
        if (auto done = copy(log); !done)
            return done;
    return {};
}

std::optional<Error> LogCopy::fault() const
{
    const std::lock_guard lock(m_mutex);
    if (m_fault)
        return m_fault;
    if (m_due && std::chrono::steady_clock::now() - m_behindSince > lateAfter)
        return Error{ErrorCode::Timeout, "the copy of the logs lags"};
    return std::nullopt;
}

void LogCopy::work()
{
    std::unique_lock lock(m_mutex);
    while (!m_stopping) {
        if (!m_due) {
            m_woken.wait(lock);
            continue;
        }
        m_due = false;
        lock.unlock();
        const auto done = copyAll();
        lock.lock();
        if (done) {
            if (m_fault)
                spdlog::info("the copy of the logs goes on");
            m_fault.reset();
            continue;
        }
        if (!m_fault)
            spdlog::error("the copy of the logs: {}", done.error().detail);
        m_fault = done.error();
        m_due = true;
        m_woken.wait_for(lock, pauseAfterFault, [this] { return m_stopping; });
    }
}

} // namespace countersign::server
