#pragma once

#include "base/Ids.h"
#include "base/WriteBehind.h"

#include <QString>

namespace countersign::client {

/// A file in the folder where it will lie, not yet to be trusted: hidden, for its owner alone, never through
/// a link, and gone again unless it was given its name. Usable from one thread at a time.
class Quarantine final
{
public:
    /// `.<name>.<id>.part` in `folder`; what an earlier run left there is removed. `StatementRefused` for a
    /// name that is more than a file's name, `FileExists` where the name is taken, `FileAccess`.
    [[nodiscard]] static Result<Quarantine> create(const QString& folder, const std::string& name,
                                                   const FileId& id);
    ~Quarantine();
    Quarantine(Quarantine&& other) noexcept;
    Quarantine& operator=(Quarantine&&) = delete;

    /// `DiskFull` or `FileAccess`.
    [[nodiscard]] Result<void> write(ByteView bytes);
    /// Puts the bytes on the disk, then gives the file its name; nothing is ever replaced (`FileExists`).
    /// Where it answers an error, the file has no name.
    [[nodiscard]] Result<void> giveName();
    /// Where the file lies once it has its name.
    [[nodiscard]] QString path() const;

private:
    Quarantine(QString folder, std::string name, std::string hidden);
    [[nodiscard]] bool isOurs(const std::string& name) const;

    QString m_folder;
    std::string m_name;
    std::string m_hidden; ///< empty: moved from
    int m_directory = -1;
    int m_file = -1;
    std::uint64_t m_written = 0;
    WriteBehind m_behind;
};

/// A name that is a file's and nothing else: no path, not hidden.
[[nodiscard]] bool isPlainFileName(const std::string& name);

} // namespace countersign::client
