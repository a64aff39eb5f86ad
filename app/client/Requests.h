#pragma once

#include "client/ExportBook.h"
#include "client/Statements.h"
#include "wire/Request.h"

namespace countersign::client {

/// The operator's side: what may be asked for, asking, withdrawing.
class Requests final : public QObject
{
public:
    Requests(Connection& connection, Statements& statements, LogFollower& log, ExportBook& book);

    struct Offer
    {
        wire::Sources sources;
        /// Recipients whose key the trust log endorses; the others are left out.
        std::vector<wire::Recipient> recipients;
        wire::Policy policy;
    };
    [[nodiscard]] QCoro::Task<Result<Offer>> offer();
    /// What is still missing or wrong in a draft: a field's name and a code each; empty: may be signed.
    struct Flaw
    {
        QString field;
        QString what; ///< one of: missing, too-long, too-many, order, past, too-late, too-low, none-chosen,
                      ///< not-endorsed, own, hidden-characters
    };
    [[nodiscard]] std::vector<Flaw> flaws(const wire::ExportRequestBody& body, Time now) const;
    [[nodiscard]] wire::Sensitivity leastSensitivity(const std::vector<std::string>& types) const;
    /// Signs and sends; the export's id, empty where it could not be read back at once.
    [[nodiscard]] QCoro::Task<Result<JobId>> sign(wire::ExportRequestBody body, Secret code);
    [[nodiscard]] QCoro::Task<Result<void>> withdraw(Digest request, QString reason, Secret code);

private:
    Connection& m_connection;
    Statements& m_statements;
    LogFollower& m_log;
    ExportBook& m_book;
};

} // namespace countersign::client
