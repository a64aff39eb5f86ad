#pragma once

#include "client/ExportBook.h"
#include "client/Statements.h"

namespace countersign::client {

/// The approver's side: at both gates.
class Approvals final : public QObject
{
public:
    Approvals(Statements& statements, LogFollower& log, ExportBook& book);

    /// Signs the decision on exactly the bytes that the view showed; the log is advanced and the signatures
    /// are checked first.
    [[nodiscard]] QCoro::Task<Result<void>> decide(JobId job, Digest subject, wire::Gate gate,
                                                   wire::Verdict verdict, QString reason, Secret code);

private:
    Statements& m_statements;
    LogFollower& m_log;
    ExportBook& m_book;
};

/// How a request differs from the last approved one of the same source and recipient.
struct Difference
{
    QString field; ///< types, group, since, purpose, fetchers, sensitivity, size
    QStringList added;
    QStringList removed;
    QString before;
    QString now;
};
[[nodiscard]] std::vector<Difference> differences(const ExportView& now, const ExportView& before);
/// The last approved one to compare with, or null.
[[nodiscard]] const ExportView* lastLike(const ExportBook& book, const ExportView& view);

} // namespace countersign::client
