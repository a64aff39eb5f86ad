#include "client/Requests.h"

#include "base/Text.h"

#include <algorithm>
#include <set>

#include <QPointer>

namespace countersign::client {

namespace {

using Flaws = std::vector<Requests::Flaw>;

constexpr std::size_t mostTypes = 60; // trust/RequestRules.cpp
constexpr std::size_t mostFetchers = 8;

void note(Flaws& flaws, const char* field, const char* what)
{
    flaws.push_back({QString::fromLatin1(field), QString::fromLatin1(what)});
}

// As the rules of trust count: characters, not bytes, and not spaces alone.
void checkText(Flaws& flaws, const char* field, const std::string& text, qsizetype most)
{
    const auto typed = qt(text);
    if (typed.trimmed().isEmpty())
        note(flaws, field, "missing");
    else if (!isPlainText(text))
        note(flaws, field, "hidden-characters");
    else if (typed.toUcs4().size() > most)
        note(flaws, field, "too-long");
}

void checkScope(Flaws& flaws, const wire::ExportRequestBody& body)
{
    if (body.source.empty())
        note(flaws, "source", "missing");
    if (body.level == wire::Level::Group && (!body.group || body.group->id.empty()))
        note(flaws, "group", "missing");
    if (body.types.empty())
        note(flaws, "types", "none-chosen");
    else if (body.types.size() > mostTypes)
        note(flaws, "types", "too-many");
    if (body.since && body.until && *body.since >= *body.until)
        note(flaws, "until", "order");
}

void checkLimits(Flaws& flaws, const wire::ExportRequestBody& body, const wire::Policy& policy, Time now)
{
    if (body.sensitivity < trust::leastSensitivity(policy, body.types))
        note(flaws, "sensitivity", "too-low");
    if (body.downloads < 1)
        note(flaws, "downloads", "missing");
    else if (body.downloads > policy.downloads)
        note(flaws, "downloads", "too-many");
    if (body.ends <= now)
        note(flaws, "ends", "past");
    else if (body.ends > now + std::chrono::days(policy.retentionDays))
        note(flaws, "ends", "too-late");
}

bool mayFetch(const trust::TrustState& state, const PersonId& person, const KeyThumbprint& encryption)
{
    const auto* record = state.encryptionKey(encryption);
    return record && record->person == person &&
           state.keyAt(record->signing.thumbprint(), state.size()).has_value() &&
           state.holds(person, wire::Role::ArtifactDownloader, state.size());
}

void checkFetchers(Flaws& flaws, const wire::ExportRequestBody& body, const trust::TrustState& state,
                   const PersonId& me)
{
    std::set<KeyThumbprint> keys;
    if (body.fetchers.empty())
        return note(flaws, "fetchers", "none-chosen");
    if (body.fetchers.size() > mostFetchers)
        return note(flaws, "fetchers", "too-many");
    for (const auto& fetcher : body.fetchers) {
        if (fetcher.person == me)
            return note(flaws, "fetchers", "own");
        if (!keys.insert(fetcher.key).second || !mayFetch(state, fetcher.person, fetcher.key))
            return note(flaws, "fetchers", "not-endorsed");
    }
}

} // namespace

Requests::Requests(Connection& connection, Statements& statements, LogFollower& log, ExportBook& book)
    : m_connection(connection), m_statements(statements), m_log(log), m_book(book)
{
}

QCoro::Task<Result<Requests::Offer>> Requests::offer()
{
    const QPointer self(this);
    const PersonId me = m_book.me();
    const QString path = QStringLiteral("/v1/sources");
    auto answer = co_await m_connection.get<wire::Sources>(path);
    if (!answer)
        co_return tl::unexpected(answer.error());
    if (!self)
        co_return fail(ErrorCode::Cancelled);
    auto done = co_await m_log.advance();
    if (!done)
        co_return tl::unexpected(done.error());
    if (!self)
        co_return fail(ErrorCode::Cancelled);
    Offer offer;
    const auto& state = m_log.trust();
    offer.policy = state.policyAt(state.size());
    for (auto& recipient : answer->recipients)
        if (recipient.person != me && mayFetch(state, recipient.person, recipient.key)) {
            recipient.name = nameOf(state, recipient.person).toStdString();
            offer.recipients.push_back(recipient);
        }
    offer.sources = std::move(*answer);
    co_return offer;
}

std::vector<Requests::Flaw> Requests::flaws(const wire::ExportRequestBody& body, Time now) const
{
    Flaws flaws;
    checkText(flaws, "title", body.title, 120);
    checkScope(flaws, body);
    checkText(flaws, "legalBasis", body.legalBasis, 400);
    checkText(flaws, "recipient", body.recipient, 200);
    const auto& state = m_log.trust();
    if (!state.founded()) // nothing is known of policy and people
        return flaws;
    checkFetchers(flaws, body, state, m_book.me());
    checkLimits(flaws, body, state.policyAt(state.size()), now);
    return flaws;
}

wire::Sensitivity Requests::leastSensitivity(const std::vector<std::string>& types) const
{
    const auto& state = m_log.trust();
    return state.founded() ? trust::leastSensitivity(state.policyAt(state.size()), types)
                           : wire::Sensitivity::High;
}

QCoro::Task<Result<JobId>> Requests::sign(wire::ExportRequestBody body, Secret code)
{
    const QPointer self(this);
    auto sent = co_await m_statements.sendOne(std::move(body), std::move(code));
    if (!sent)
        co_return tl::unexpected(sent.error());
    if (!self)
        co_return fail(ErrorCode::Cancelled);
    const auto digest = sent->signatures.empty() ? Digest() : sent->signatures.front().payloadDigest();
    // From here on it is signed and in the log: what fails now must not make anybody sign it again.
    auto read = co_await m_book.refresh();
    if (!read || !self)
        co_return JobId();
    for (const auto& view : m_book.exports())
        if (view.requestDigest == digest)
            co_return view.job;
    co_return JobId();
}

QCoro::Task<Result<void>> Requests::withdraw(Digest request, QString reason, Secret code)
{
    const QPointer self(this);
    wire::WithdrawalBody body;
    body.subject = request;
    body.reason = reason.toStdString();
    auto sent = co_await m_statements.sendOne(std::move(body), std::move(code));
    if (!sent)
        co_return tl::unexpected(sent.error());
    if (!self)
        co_return fail(ErrorCode::Cancelled);
    auto read = co_await m_book.refresh(); // it is signed and in the log, whatever becomes of the reading
    co_return Result<void>{};
}

} // namespace countersign::client
