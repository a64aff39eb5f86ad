#include "client/LogRecoveries.h"

#include <algorithm>

#include <QPointer>

namespace countersign::client {

namespace {

// An admin of the root, with a key that counts.
bool actsAsAdmin(const trust::TrustState& state, const wire::Author& author)
{
    const auto* key = state.key(author.key);
    const auto& admins = state.root().admins;
    return key && key->open() && key->person == author.person &&
           state.holdsNow(author.person, wire::Role::Admin) &&
           std::any_of(admins.begin(), admins.end(),
                       [&](const auto& admin) { return admin.person == author.person; });
}

// In no log that this console can read yet: its signature is checked against the keys of before the loss.
// `known`: what this console had replayed.
Result<LogRecoveries::Proposal> proposalOf(const wire::PendingRecovery& pending,
                                           const trust::TrustState& state, const trust::TrustState& known)
{
    const auto opened = wire::openStatement(pending.proposal);
    if (!opened)
        return tl::unexpected(opened.error());
    const auto& statement = opened->statement;
    const auto* body = statement.as<wire::LogRecoveryBody>();
    if (!body || statement.server != state.server() || !says(*body, pending))
        return fail(ErrorCode::StatementRefused, "the proposal is about another loss");
    const auto& author = statement.author;
    if (!actsAsAdmin(state, author))
        return fail(ErrorCode::StatementRefused, "the proposal is not by an admin");
    if (!opened->signatures.front().verify(state.key(author.key)->signing))
        return fail(ErrorCode::SignatureInvalid, "the proposal's signature");
    // What was lost may be just what ended the key, or the role: who has it must not bring it back.
    if (known.founded() && known.size() > state.size() && !actsAsAdmin(known, author))
        return fail(ErrorCode::KeyRevoked, "the proposal is by whom the log had ended before the loss");
    return LogRecoveries::Proposal{opened->digest, author.person, state.people().at(author.person).name,
                                   body->reason};
}

wire::StatementBody bodyOf(const LogRecoveries::View& view, std::string reason)
{
    const auto& pending = view.pending;
    if (view.proposal)
        return wire::DecisionBody{
            {view.proposal->digest}, wire::Gate::Admin, wire::Verdict::Approve, std::move(reason)};
    return wire::LogRecoveryBody{pending.lost, pending.kept, pending.trustLog, pending.auditLog,
                                 std::move(reason)};
}

} // namespace

LogRecoveries::LogRecoveries(Connection& connection, Session& session, LogFollower& log,
                             Statements& statements, QObject* parent)
    : QObject(parent), m_connection(connection), m_session(session), m_log(log), m_statements(statements)
{
}

Result<LogRecoveries::View> LogRecoveries::viewOf(wire::PendingRecovery pending,
                                                  const LogFollower::Loss& loss) const
{
    const auto& state = loss.kept;
    View view;
    view.comparedTrust = loss.trust;
    view.comparedAudit = loss.audit;
    view.undone = trust::undoneBy(loss.known, state);
    view.knownTrust = loss.known.size();
    view.trustLog = state.logKeys().back().trust;
    view.auditLog = state.logKeys().back().audit;
    view.threshold = state.root().threshold;
    if (!pending.proposal.empty()) {
        auto proposal = proposalOf(pending, state, loss.known);
        if (!proposal)
            return tl::unexpected(proposal.error());
        view.own = proposal->person == m_session.me().person;
        view.proposal = std::move(*proposal);
    }
    view.pending = std::move(pending);
    return view;
}

QCoro::Task<Result<std::optional<LogRecoveries::View>>> LogRecoveries::look()
{
    const QPointer self(this);
    const QString path = QStringLiteral("/v1/prepared");
    auto answer = co_await m_connection.get<wire::Prepared>(path, Connection::Activity::Background);
    if (!answer)
        co_return tl::unexpected(answer.error());
    if (!answer->recovery)
        co_return std::nullopt;
    if (!self)
        co_return fail(ErrorCode::Cancelled);
    const auto loss = co_await m_log.checkLoss(answer->recovery->lost, answer->recovery->kept);
    if (!self)
        co_return fail(ErrorCode::Cancelled);
    if (!loss)
        co_return tl::unexpected(loss.error());
    auto view = viewOf(std::move(*answer->recovery), *loss);
    if (!view)
        co_return tl::unexpected(view.error());
    co_return std::optional(std::move(*view));
}

QCoro::Task<Result<void>> LogRecoveries::sign(View view, QString reason, Secret code)
{
    const QPointer self(this);
    auto seen = m_log.seenOf(view.pending.kept);
    if (!seen) { // of this run's first contact, perhaps
        static_cast<void>(co_await m_log.advance());
        if (!self)
            co_return fail(ErrorCode::Cancelled);
        seen = m_log.seenOf(view.pending.kept);
    }
    if (!seen)
        co_return fail(ErrorCode::RootMissing, "nothing was verified here yet");
    auto sent = co_await m_statements.sendSeeing(bodyOf(view, reason.toStdString()), std::move(*seen),
                                                 std::move(code));
    if (!self)
        co_return fail(ErrorCode::Cancelled);
    if (!sent)
        co_return tl::unexpected(sent.error());
    // Shows at once where this was the last signature; else there is nothing new yet.
    static_cast<void>(co_await m_log.advance());
    co_return Result<void>{};
}

} // namespace countersign::client
