#include "client/Policies.h"

#include <QPointer>

namespace countersign::client {

namespace {

const trust::KeyRecord* newestKey(const trust::TrustState& state, const PersonId& person)
{
    const auto found = state.people().find(person);
    if (found == state.people().end())
        return nullptr;
    const auto& keys = found->second.keys;
    for (auto key = keys.rbegin(); key != keys.rend(); ++key)
        if (const auto* record = state.key(*key); record->open())
            return record;
    return nullptr;
}

} // namespace

Policies::Policies(Connection& connection, LogFollower& log, Statements& statements, QObject* parent)
    : QObject(parent), m_connection(connection), m_log(log), m_statements(statements)
{
    connect(&m_log, &LogFollower::advanced, this, &Policies::changed);
}

std::optional<wire::Policy> Policies::nextPolicy() const
{
    if (!m_log.trust().founded())
        return std::nullopt;
    auto policy = m_log.trust().policy();
    ++policy.version;
    return policy;
}

QCoro::Task<Result<std::optional<wire::PreparedKeys>>> Policies::preparedKeys()
{
    const QString path = QStringLiteral("/v1/prepared");
    auto answer = co_await m_connection.get<wire::Prepared>(path, Connection::Activity::Background);
    if (!answer)
        co_return tl::unexpected(answer.error());
    co_return std::move(answer->keys);
}

Result<wire::RootBody> Policies::nextRoot(const std::vector<PersonId>& admins, int threshold,
                                          const std::optional<wire::PreparedKeys>& keys) const
{
    const auto& state = m_log.trust();
    if (!state.founded())
        return fail(ErrorCode::RootMissing);
    auto body = state.root();
    ++body.version;
    body.policy = state.policy();
    body.trustLog = state.logKeys().back().trust;
    body.auditLog = state.logKeys().back().audit;
    if (keys) {
        body.serverKey = keys->serverKey;
        body.trustLog = keys->trustLog;
        body.auditLog = keys->auditLog;
    }
    body.threshold = threshold;
    body.admins.clear();
    for (const auto& person : admins) {
        const auto* record = newestKey(state, person);
        if (!record)
            return fail(ErrorCode::NotFound, person.text());
        body.admins.push_back({person, state.people().at(person).name, record->signing, record->encryption});
    }
    return body;
}

QCoro::Task<Result<void>> Policies::change(wire::Policy policy, QString reason, Secret code)
{
    return sign(wire::PolicyChangeBody{std::move(policy), reason.toStdString()}, std::move(code));
}

QCoro::Task<Result<void>> Policies::changeRoot(wire::RootBody root, Secret code)
{
    return sign(std::move(root), std::move(code));
}

QCoro::Task<Result<void>> Policies::sign(wire::StatementBody body, Secret code)
{
    const QPointer self(this);
    auto sent = co_await m_statements.sendOne(std::move(body), std::move(code));
    if (!sent)
        co_return tl::unexpected(sent.error());
    if (self)
        emit changed();
    co_return Result<void>{};
}

} // namespace countersign::client
