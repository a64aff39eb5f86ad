#include "client/Quarantine.h"

#include <cerrno>
#include <cstdio>
#include <cstring>

#include <QFile>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace countersign::client {

namespace {

tl::unexpected<Error> systemFault(const std::string& what)
{
    const int number = errno;
    const bool full = number == ENOSPC || number == EDQUOT;
    return fail(full ? ErrorCode::DiskFull : ErrorCode::FileAccess, what + ": " + std::strerror(number));
}

bool taken(int directory, const std::string& name)
{
    struct stat there = {};
    return ::fstatat(directory, name.c_str(), &there, AT_SYMLINK_NOFOLLOW) == 0;
}

// Some file systems over a network: what was renamed there outlasts a crash as they have it.
bool syncsNoFolders(int error)
{
    return error == EINVAL || error == ENOTSUP || error == EBADF;
}

// Not every file system knows how to rename without replacing.
bool renameOnto(int directory, const std::string& from, const std::string& to)
{
    if (::renameat2(directory, from.c_str(), directory, to.c_str(), RENAME_NOREPLACE) == 0)
        return true;
    if (errno != EINVAL && errno != ENOSYS)
        return false;
    // A second name replaces nothing either; the first goes with the quarantine, should it not go now.
    if (::linkat(directory, from.c_str(), directory, to.c_str(), 0) == 0) {
        ::unlinkat(directory, from.c_str(), 0);
        return true;
    }
    if (errno != EPERM && errno != ENOTSUP && errno != ENOSYS)
        return false;
    // Nor does every one know second names; what comes in between here is replaced.
    if (taken(directory, to)) {
        errno = EEXIST;
        return false;
    }
    return ::renameat(directory, from.c_str(), directory, to.c_str()) == 0;
}

} // namespace

bool isPlainFileName(const std::string& name)
{
    return isIdText(name) && name.front() != '.' && name.back() != '.';
}

Quarantine::Quarantine(QString folder, std::string name, std::string hidden)
    : m_folder(std::move(folder)), m_name(std::move(name)), m_hidden(std::move(hidden))
{
}

Quarantine::Quarantine(Quarantine&& other) noexcept
    : m_folder(std::move(other.m_folder)),
      m_name(std::move(other.m_name)),
      m_hidden(std::exchange(other.m_hidden, {})),
      m_directory(std::exchange(other.m_directory, -1)),
      m_file(std::exchange(other.m_file, -1)),
      m_written(other.m_written),
      m_behind(other.m_behind)
{
}

Quarantine::~Quarantine()
{
    if (m_file >= 0) {
        if (!m_hidden.empty() && isOurs(m_hidden))
            ::unlinkat(m_directory, m_hidden.c_str(), 0);
        ::close(m_file);
    }
    if (m_directory >= 0)
        ::close(m_directory);
}

Result<Quarantine> Quarantine::create(const QString& folder, const std::string& name, const FileId& id)
{
    if (!isPlainFileName(name) || !isIdText(id.text()))
        return fail(ErrorCode::StatementRefused, "the release names a file with more than a name");
    Quarantine made(folder, name, '.' + name + '.' + id.text() + ".part");
    made.m_directory =
        ::open(QFile::encodeName(folder).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC); // NOLINT
    if (made.m_directory < 0)
        return systemFault("the destination folder");
    if (taken(made.m_directory, name))
        return fail(ErrorCode::FileExists, name);
    // Of a console that was stopped: its key is forgotten, so nothing can go on there.
    ::unlinkat(made.m_directory, made.m_hidden.c_str(), 0);
    made.m_file = ::openat(made.m_directory, made.m_hidden.c_str(), // NOLINT
                           O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (made.m_file < 0)
        return systemFault("a new file in the destination folder");
    return made;
}

Result<void> Quarantine::write(ByteView bytes)
{
    while (!bytes.empty()) {
        const auto written = ::write(m_file, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return systemFault(m_hidden);
        bytes = bytes.subspan(static_cast<std::size_t>(written));
        m_written += static_cast<std::uint64_t>(written);
    }
    if (!m_behind.advance(m_file, m_written))
        return systemFault(m_hidden);
    return {};
}

// Whether the name leads to the file that was written and checked.
bool Quarantine::isOurs(const std::string& name) const
{
    struct stat written = {};
    struct stat there = {};
    return ::fstat(m_file, &written) == 0 &&
           ::fstatat(m_directory, name.c_str(), &there, AT_SYMLINK_NOFOLLOW) == 0 &&
           written.st_ino == there.st_ino && written.st_dev == there.st_dev;
}

Result<void> Quarantine::giveName()
{
    if (::fsync(m_file) != 0)
        return systemFault(m_hidden);
    if (!isOurs(m_hidden))
        return fail(ErrorCode::FileAccess, m_hidden + " was exchanged");
    if (!renameOnto(m_directory, m_hidden, m_name)) {
        if (errno == EEXIST)
            return fail(ErrorCode::FileExists, m_name);
        return systemFault(m_name);
    }
    if (::fsync(m_directory) == 0 || syncsNoFolders(errno))
        return {};
    const auto fault = systemFault("the destination folder");
    // Whoever hears of a refusal tells nobody of the file: it is one only without its name.
    const bool takenBack = isOurs(m_name) && ::unlinkat(m_directory, m_name.c_str(), 0) == 0;
    return takenBack ? Result<void>(fault) : Result<void>();
}

QString Quarantine::path() const
{
    return m_folder + u'/' + QString::fromStdString(m_name);
}

} // namespace countersign::client
