#pragma once

#include "client/ExportBook.h"
#include "client/Trail.h"
#include "trust/Evidence.h"

namespace countersign::client {

/// One file that proves an export: made of what this console verified, and read again against what its
/// profile pins.
class EvidenceFiles final : public QObject
{
public:
    EvidenceFiles(Connection& connection, LogFollower& log, ExportBook& book, Trail& trail,
                  QObject* parent = nullptr);

    /// A bundle's bytes, verified once more before they are given out. `NotFound` for an export that is not
    /// shown here.
    [[nodiscard]] QCoro::Task<Result<QByteArray>> make(JobId job);
    /// `RootMissing` where the profile pins no root; else as `trust::verifyEvidence`.
    [[nodiscard]] QCoro::Task<Result<trust::EvidenceReport>> check(QByteArray bytes);

private:
    [[nodiscard]] Result<trust::EvidencePins> pins() const;

    Connection& m_connection;
    LogFollower& m_log;
    ExportBook& m_book;
    Trail& m_trail;
};

} // namespace countersign::client
