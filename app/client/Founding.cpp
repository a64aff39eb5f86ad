#include "client/Founding.h"

#include "client/FoundingChecks.h"
#include "client/PersonKeys.h"
#include "crypto/Random.h"
#include "crypto/Sha256.h"
#include "wire/Submission.h"

#include <algorithm>

#include <QPointer>

namespace countersign::client {

namespace {

constexpr std::chrono::hours good{72};       // for the other admins to sign
constexpr std::chrono::minutes keepDraft{3}; // the server takes a proposal for five after it was issued

QByteArray bytesOfText(ByteView bytes)
{
    return {reinterpret_cast<const char*>(bytes.data()), static_cast<qsizetype>(bytes.size())};
}

} // namespace

Founding::Founding(Connection& connection, Session& session, LogFollower& log, const Clock& clock,
                   QObject* parent)
    : QObject(parent), m_connection(connection), m_session(session), m_log(log), m_clock(clock)
{
}

QCoro::Task<Result<Founding::View>> Founding::load()
{
    const QPointer<Founding> self(this);
    const QString path = QStringLiteral("/v1/founding");
    // The page looks again and again by itself: no sign of a person.
    auto answer = co_await m_connection.get<wire::Founding>(path, Connection::Activity::Background);
    if (!answer)
        co_return tl::unexpected(answer.error());
    if (!self)
        co_return fail(ErrorCode::Cancelled);
    auto view = viewOf(*answer);
    m_view = view ? std::optional(*view) : std::nullopt;
    co_return view;
}

Result<Founding::View> Founding::viewOf(const wire::Founding& founding)
{
    const auto& profile = m_connection.profile();
    if (founding.server != profile.server || qt(founding.environment) != profile.environment)
        return fail(ErrorCode::RootMismatch, "another server than the profile's");
    const auto registrations = checkedRegistrations(founding);
    if (!registrations)
        return tl::unexpected(registrations.error());
    View view;
    const auto& me = m_session.me().person;
    for (const auto& person : founding.expected) {
        AdminView admin;
        admin.person = person;
        admin.me = person == me;
        if (const auto found = registrations->find(person); found != registrations->end()) {
            admin.name = qt(found->second.name);
            admin.thumbprint = found->second.signing.thumbprint();
        }
        // A server that gave out another key as mine would have two people sign for it.
        if (const auto* keys = m_session.keys();
            admin.me && keys && admin.thumbprint && *admin.thumbprint != keys->signing.thumbprint())
            return fail(ErrorCode::RootMismatch, "the server names another key than this console's as yours");
        view.admins.push_back(std::move(admin));
    }
    view.ready = view.admins.size() >= 2 && registrations->size() == view.admins.size();
    if (!view.ready)
        return view;
    view.root = rootOf(founding, *registrations);
    const auto proposed = founding.proposal.empty()
                              ? Result<wire::SignedStatement>(fail(ErrorCode::NotFound))
                              : checkedProposal(founding.proposal, profile.server, view.root);
    if (!proposed && !founding.proposal.empty())
        return tl::unexpected(proposed.error());
    if (!proposed || proposed->statement.expires <= m_clock.now()) {
        if (auto done = propose(view); !done)
            return tl::unexpected(done.error());
        return view;
    }
    view.root = *proposed->statement.as<wire::RootBody>();
    view.digest = proposed->digest;
    view.payload = bytesOfText(proposed->signatures.front().payload);
    std::set<KeyThumbprint> signers;
    for (const auto& jws : proposed->signatures)
        signers.insert(jws.kid);
    for (auto& admin : view.admins)
        admin.signedRoot = signers.contains(*admin.thumbprint);
    view.mySignatureMissing = std::any_of(view.admins.begin(), view.admins.end(),
                                          [](const auto& admin) { return admin.me && !admin.signedRoot; });
    view.complete = signers.size() == view.admins.size();
    return view;
}

Result<void> Founding::propose(View& view)
{
    const auto* keys = m_session.keys();
    if (!keys)
        return tl::unexpected(m_session.whyNoKeys());
    const auto clock = m_connection.signingTime();
    if (!clock)
        return tl::unexpected(clock.error());
    const auto now = *clock;
    const auto body = wire::encode(view.root);
    const bool kept = m_draft && m_draft->author.key == keys->signing.thumbprint() &&
                      now < m_draft->issued + keepDraft &&
                      wire::encode(*m_draft->as<wire::RootBody>()) == body;
    if (!kept) {
        wire::Statement statement;
        statement.id = StatementId(crypto::randomIdText("root_"));
        statement.server = m_connection.profile().server;
        statement.author = {m_session.me().person, keys->signing.thumbprint()};
        statement.issued = now;
        statement.expires = now + good;
        statement.nonce = crypto::randomIdText("");
        statement.body = view.root;
        m_draft = std::move(statement);
    }
    const auto payload = wire::encodeStatement(*m_draft);
    if (const auto read = wire::parseStatement(bytesOf(payload)); !read)
        return tl::unexpected(read.error());
    view.digest = crypto::sha256(payload);
    view.payload = QByteArray::fromStdString(payload);
    return {};
}

QCoro::Task<Result<Founding::View>> Founding::sign(Digest shown, Secret code)
{
    const QPointer<Founding> self(this);
    const auto* keys = m_session.keys();
    if (!keys)
        co_return tl::unexpected(m_session.whyNoKeys());
    if (!m_view || !m_view->ready || m_view->digest != shown)
        co_return fail(ErrorCode::Conflict, "what was shown is not what stands here now");
    wire::Submission message;
    message.statements.push_back(
        crypto::signJws(bytesOf(client::viewOf(m_view->payload)), wire::statementTyp, keys->signing));
    message.action = wire::actionDigest(std::vector<Digest>(1, shown));
    message.code = std::move(code);
    const QString path = QStringLiteral("/v1/founding");
    auto answer = co_await m_connection.post<wire::Founding>(path, message);
    if (!answer)
        co_return tl::unexpected(answer.error());
    if (!self)
        co_return fail(ErrorCode::Cancelled);
    auto view = viewOf(*answer);
    m_view = view ? std::optional(*view) : std::nullopt;
    if (!view || !view->complete)
        co_return view;
    // All admins signed these very bytes, checked above.
    if (view->digest != shown)
        co_return fail(ErrorCode::RootMismatch, "founded with another root than the one signed here");
    if (const auto pinned = m_connection.pinRoot(shown); !pinned)
        co_return tl::unexpected(pinned.error());
    auto first = co_await m_log.reach(1, 0); // published in a moment; the founding stands either way
    co_return view;
}

} // namespace countersign::client
