#include "bench/Console.h"

#include "attack/Desk.h"
#include "base/Base64.h"
#include "bench/Scratch.h"
#include "crypto/Dpop.h"
#include "crypto/Random.h"
#include "server/session/Totp.h"

#include <sstream>

#include <sys/socket.h>

namespace countersign::bench {

namespace {

constexpr auto soon = std::chrono::seconds(90);
constexpr timeval patience{300, 0}; // 256 passwords take their time

bool signsIn(const std::string& method, const std::string& target)
{
    return target.starts_with("/v1/session/") || (target == "/v1/session" && method == "POST");
}

} // namespace

Console::Console(const ServedTrial& trial, const Seat& seat, std::string address)
    : m_trial(trial), m_seat(seat), m_address(std::move(address))
{
}

void Console::connect()
{
    m_line = std::make_unique<test::Attacker>(m_trial.port(), test::Line::Options{m_address, 0});
    ::setsockopt(m_line->line().handle(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
}

test::Answer Console::exchange(const std::string& request)
{
    test::Answer answer;
    // A connection that has waited too long may be gone: as any console does, once more on a new one.
    for (int i = 0; i < 2 && answer.status == 0; ++i) {
        if (!m_line || i > 0)
            connect();
        m_line->send(request);
        answer = m_line->answer();
    }
    if (const auto nonce = answer.field("DPoP-Nonce"); !nonce.empty()) {
        m_nonce = nonce;
        m_nonceAt = m_trial.clock().now();
    }
    if (answer.status == 0 || answer.field("Connection") == "close")
        m_line.reset();
    return answer;
}

std::string Console::proofFor(const std::string& method, const std::string& target, bool withToken)
{
    const auto now = m_trial.clock().now();
    if (m_nonce.empty() || now > m_nonceAt + soon)
        std::ignore = exchange(test::Desk::request("GET", "/", {}, {})); // any answer brings one
    crypto::DpopClaims claims;
    claims.jti = crypto::randomIdText("jti_");
    claims.htm = method;
    claims.htu = m_trial.origin() + target.substr(0, target.find('?'));
    claims.iat = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
    claims.nonce = m_nonce;
    if (withToken)
        claims.ath = crypto::dpopTokenHash(m_token);
    return crypto::makeDpopProof(claims, m_device);
}

std::string Console::request(const std::string& method, const std::string& target, const std::string& body)
{
    const bool withToken = !signsIn(method, target) && !m_token.empty();
    return test::Desk::request(method, target, proofFor(method, target, withToken),
                               withToken ? m_token : std::string(), body);
}

std::string Console::send(const std::string& request)
{
    auto answer = exchange(request);
    if (answer.status != 200)
        throw std::runtime_error(request.substr(0, request.find('\r')) + ": " +
                                 std::to_string(answer.status) + ' ' + answer.body);
    return std::move(answer.body);
}

Secret Console::code()
{
    const auto step = server::totpStepAt(m_trial.clock().now());
    m_lastStep = std::max(m_lastStep + 1, step - 1); // the one before is good, too
    if (m_lastStep > step)
        throw std::runtime_error("no code is left until the clock has moved");
    return Secret(std::string_view(server::totpCode(m_seat.totp, m_lastStep)));
}

Console::SignIn Console::prepareSignIn()
{
    const wire::SignIn begin{m_seat.who.id.text(), Secret(std::string_view(ServedTrial::password))};
    SignIn prepared;
    prepared.password = request("POST", "/v1/session", wire::encode(begin));
    const auto target = "/v1/session/totp";
    prepared.head = std::string("POST ") + target +
                    " HTTP/1.1\r\nHost: localhost\r\nDPoP: " + proofFor("POST", target, false) +
                    "\r\nContent-Type: application/json\r\nContent-Length: ";
    prepared.code = code().revealText();
    return prepared;
}

void Console::signIn(const SignIn& prepared)
{
    const auto begun = decoded<wire::SignInAnswer>(send(prepared.password));
    const auto body =
        wire::encode(wire::SecondFactor{begun.pending, Secret(std::string_view(prepared.code))});
    adopt(decoded<wire::SessionGrant>(send(prepared.head + std::to_string(body.size()) + "\r\n\r\n" + body)));
}

void Console::adopt(const wire::SessionGrant& grant)
{
    m_token = grant.accessToken.revealText();
    m_refresh = grant.refreshToken.revealText();
    m_tokenEnds = m_trial.clock().now() + std::chrono::seconds(grant.expiresIn);
}

void Console::keepSignedIn()
{
    if (!m_token.empty() && m_trial.clock().now() + soon < m_tokenEnds)
        return;
    if (!m_refresh.empty()) {
        const auto body = wire::encode(wire::Refresh{Secret(std::string_view(m_refresh))});
        const auto answer = exchange(request("POST", "/v1/session/refresh", body));
        if (answer.status == 200)
            return adopt(decoded<wire::SessionGrant>(answer.body));
    }
    signIn(prepareSignIn());
}

wire::SignedStatement Console::sign(wire::StatementBody body, const wire::Seen& seen) const
{
    wire::Statement statement;
    statement.id = StatementId(crypto::randomIdText("st_"));
    statement.server = ServedTrial::id();
    statement.author = m_seat.who.author();
    statement.issued = m_trial.clock().now();
    statement.expires = statement.issued + std::chrono::hours(1);
    statement.nonce = crypto::randomIdText("");
    statement.seen = seen;
    statement.body = std::move(body);
    return test::TrustFixture::signWith(statement, m_seat.who.signing);
}

std::string Console::submission(const std::vector<wire::SignedStatement>& statements)
{
    wire::Submission body;
    std::vector<Digest> digests;
    for (const auto& statement : statements) {
        digests.push_back(statement.digest);
        body.statements.push_back(statement.signatures.front());
    }
    body.action = wire::actionDigest(digests);
    body.code = code();
    return request("POST", "/v1/statements", wire::encode(body));
}

// A console checks the note's signature, too; here it is the server that is looked at.
wire::Seen Console::heads()
{
    const auto head = [&](const std::string& log) {
        std::istringstream note(send(request("GET", "/v1/log/" + log + "/checkpoint")));
        std::string origin, root;
        std::uint64_t size = 0;
        note >> origin >> size >> root;
        return wire::SeenTree{size, must(Digest::fromBytes(must(fromBase64(root))))};
    };
    return {head("trust"), head("audit")};
}

} // namespace countersign::bench
