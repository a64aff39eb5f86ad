#pragma once

#include "wire/Download.h"

#include <QString>

/// What this machine knows of what one person keeps sealed: where it lies, and which openings the server has
/// not heard of. In a file that is nowhere else, so one that can't be read is never taken for an empty one.
namespace countersign::client {

struct SealedState
{
    /// An opening, as it is to be told.
    struct Report
    {
        FileId file;
        wire::OpeningReport body;

        [[nodiscard]] bool sameAs(const Report& other) const
        {
            return file == other.file && body.release == other.body.release &&
                   body.allowed == other.body.allowed && body.opened == other.body.opened;
        }
        template <typename V>
        friend void fields(V& v, Report& m)
        {
            v("file", m.file);
            v("report", m.body);
        }
    };

    std::vector<std::string> folders;
    std::vector<Report> reports;

    template <typename V>
    friend void fields(V& v, SealedState& m)
    {
        v("folders", m.folders);
        v("reports", m.reports);
    }
};

/// `about` of the error where the state can't be read; its detail is the file's path.
constexpr auto sealedStateUnreadable = "sealed-state";

/// Empty where there is no such file; `FileAccess` where there is one that can't be read or understood.
[[nodiscard]] Result<SealedState> readSealedState(const QString& file);
/// `FileAccess`, `DiskFull`.
[[nodiscard]] Result<void> writeSealedState(const QString& file, const SealedState& state);

} // namespace countersign::client
