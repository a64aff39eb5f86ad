#include "attack/Desk.h"

#include "crypto/Random.h"
#include "server/session/Totp.h"
#include "support/TrustFixture.h"
#include "wire/Session.h"

#include <stdexcept>

namespace countersign::test {

namespace {

constexpr auto password = "seven lanterns over quiet water";

// RFC 4648 §6, of what an authenticator app is shown.
Bytes fromBase32(std::string_view letters)
{
    Bytes raw;
    std::uint32_t bits = 0;
    int held = 0;
    for (const char c : letters) {
        bits = bits << 5 | static_cast<std::uint32_t>(c >= 'A' ? c - 'A' : c - '2' + 26);
        held += 5;
        if (held >= 8) {
            held -= 8;
            raw.push_back(static_cast<std::uint8_t>(bits >> held & 0xff));
        }
    }
    return raw;
}

} // namespace

Desk::Desk(std::string origin, std::uint16_t port, const Clock& clock)
    : m_origin(std::move(origin)), m_port(port), m_clock(clock)
{
}

template <typename T, typename Message>
T Desk::must(const std::string& target, const Message& message)
{
    const auto answer = call("POST", target, wire::encode(message));
    auto decoded = wire::decode<T>(answer.body);
    if (answer.status != 200 || !decoded)
        throw std::runtime_error("enrolment: " + target + ": " + answer.body);
    return std::move(*decoded);
}

void Desk::enrol(const TrialWorld& world, const PersonId& person)
{
    auto who = makePerson(person.text());
    for (const auto& first : TrialWorld::people())
        if (first.id == person)
            who.name = first.name;
    const auto begun = must<wire::SignInAnswer>(
        "/v1/session", wire::SignIn{person.text(), Secret(std::string_view(world.code(person.text())))});
    const auto offer = must<wire::EnrolOffer>("/v1/session/enrol/begin", wire::EnrolBegin{begun.pending});
    wire::Statement statement;
    statement.id = StatementId(crypto::randomIdText("st_"));
    statement.server = offer.server;
    statement.author = who.author();
    statement.issued = m_clock.now();
    statement.expires = m_clock.now() + std::chrono::hours(1);
    statement.nonce = crypto::randomIdText("");
    statement.body = wire::KeyRegistrationBody{person, who.name, "desk", who.signing.publicKey(),
                                               who.encryption.publicKey()};
    wire::EnrolFinish finish;
    finish.pending = begun.pending;
    finish.password = Secret(std::string_view(password));
    const auto code =
        server::totpCode(Secret(fromBase32(offer.secret.revealText())), server::totpStepAt(m_clock.now()));
    finish.code = Secret(std::string_view(code));
    finish.registration = TrustFixture::signWith(statement, who.signing).signatures.front();
    access = must<wire::SessionGrant>("/v1/session/enrol/finish", finish).accessToken.revealText();
}

crypto::DpopClaims Desk::claims(const std::string& method, const std::string& target)
{
    if (m_nonce.empty())
        (void)send(request("GET", "/", {}, {})); // any answer brings one
    crypto::DpopClaims made;
    made.jti = crypto::randomIdText("jti_");
    made.htm = method;
    made.htu = m_origin + target.substr(0, target.find('?'));
    made.iat = std::chrono::floor<std::chrono::seconds>(m_clock.now()).time_since_epoch().count();
    made.nonce = m_nonce;
    if (!access.empty())
        made.ath = crypto::dpopTokenHash(access);
    return made;
}

std::string Desk::request(const std::string& method, const std::string& target, const std::string& proof,
                          const std::string& token, const std::string& body)
{
    auto text = method + ' ' + target + " HTTP/1.1\r\nHost: localhost\r\n";
    if (!proof.empty())
        text += "DPoP: " + proof + "\r\n";
    if (!token.empty())
        text += "Authorization: DPoP " + token + "\r\n";
    if (method != "GET")
        text += "Content-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) + "\r\n";
    return text + "\r\n" + body;
}

Answer Desk::send(const std::string& bytes)
{
    Answer answer;
    // A connection that has waited too long may be gone: as any console does, once more on a new one.
    for (int i = 0; i < 2 && answer.status == 0; ++i) {
        if (!m_line || i > 0)
            m_line = std::make_unique<Attacker>(m_port, Line::Options{"127.0.0.1", 0});
        m_line->send(bytes);
        answer = m_line->answer();
    }
    if (const auto nonce = answer.field("DPoP-Nonce"); !nonce.empty())
        m_nonce = nonce;
    if (answer.status == 0 || answer.field("Connection") == "close")
        m_line.reset();
    return answer;
}

Answer Desk::call(const std::string& method, const std::string& target, const std::string& body)
{
    const auto proof = crypto::makeDpopProof(claims(method, target), device);
    return send(request(method, target, proof, access, body));
}

} // namespace countersign::test
