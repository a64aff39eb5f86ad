#pragma once

#include "base/Ids.h"
#include "client/Connection.h"
#include "crypto/Jws.h"

#include <map>
#include <set>

#include <QPointer>

namespace countersign::client {

/// Statements and receipts that the logs name by digest alone, as the server shows them; what it refuses, or
/// does not have, is not at hand. Each is given out once, and then no longer held.
class NamedStatements : public std::enable_shared_from_this<NamedStatements>
{
public:
    explicit NamedStatements(Connection& connection) : m_connection(&connection) {}

    /// An error only where the server was not reached, or the session is over.
    [[nodiscard]] QCoro::Task<Result<void>> fetch(std::vector<Digest> statements);
    /// The receipts of these exports; of each once.
    [[nodiscard]] QCoro::Task<Result<void>> fetchReceipts(std::vector<JobId> jobs);

    [[nodiscard]] std::optional<std::vector<crypto::Jws>> takeStatement(const Digest& digest);
    [[nodiscard]] std::optional<std::vector<crypto::Jws>> takeReceipt(const Digest& digest);

private:
    [[nodiscard]] QCoro::Task<Result<void>> fetchOne(Digest digest);

    using Held = std::map<Digest, std::vector<crypto::Jws>>;
    [[nodiscard]] static std::optional<std::vector<crypto::Jws>> take(Held& held, const Digest& digest);

    QPointer<Connection> m_connection;
    Held m_statements;
    Held m_receipts;
    std::set<JobId> m_asked;
};

} // namespace countersign::client
