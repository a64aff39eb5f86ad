#pragma once

#include "base/Ids.h"
#include "client/LogFollower.h"
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

    /// Whether statements came that were not held against the logs yet.
    [[nodiscard]] bool hasFresh() const { return !m_fresh.empty(); }
    /// Holds what the authors of some of these say they saw against both logs.
    [[nodiscard]] QCoro::Task<Result<void>> holdAgainst(QPointer<LogFollower> log);
    /// `LogSplit`, `LogHidden`: what the author of this statement or receipt says was seen is none of these
    /// logs.
    [[nodiscard]] std::optional<Error> elsewhere(const Digest& digest) const;

    [[nodiscard]] std::optional<std::vector<crypto::Jws>> takeStatement(const Digest& digest);
    [[nodiscard]] std::optional<std::vector<crypto::Jws>> takeReceipt(const Digest& digest);

private:
    [[nodiscard]] QCoro::Task<Result<void>> fetchOne(Digest digest);

    using Held = std::map<Digest, std::vector<crypto::Jws>>;
    void keep(Held& held, const Digest& digest, std::vector<crypto::Jws> signatures);
    [[nodiscard]] static std::optional<std::vector<crypto::Jws>> take(Held& held, const Digest& digest);

    QPointer<Connection> m_connection;
    Held m_statements;
    Held m_receipts;
    std::set<JobId> m_asked;
    Held m_fresh; ///< not held against the logs yet
    std::map<Digest, Error> m_elsewhere;
};

} // namespace countersign::client
