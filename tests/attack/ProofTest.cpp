#include "attack/AttackedServer.h"

#include "base/Base64.h"
#include "crypto/Random.h"

#include <nlohmann/json.hpp>

namespace countersign::test {

namespace {

using nlohmann::json;

/// RFC 9449: whoever hears a proof, or steals a token without its key, gets nowhere.
class ProofTest : public AttackedServer
{
protected:
    // A proof of any form, signed with `key` whatever its header says.
    static std::string made(const json& header, const json& body, const crypto::SigningKey& key)
    {
        const auto input = base64Url(bytesOf(header.dump())) + '.' + base64Url(bytesOf(body.dump()));
        return input + '.' + base64Url(key.sign(bytesOf(input)));
    }
    static json headerOf(const crypto::SigningKey& key)
    {
        return {{"typ", "dpop+jwt"}, {"alg", "ES256"}, {"jwk", json::parse(key.publicKey().jwkText())}};
    }
    json bodyOf(const crypto::DpopClaims& c)
    {
        return {{"jti", c.jti}, {"htm", c.htm},     {"htu", c.htu},
                {"iat", c.iat}, {"nonce", c.nonce}, {"ath", c.ath}};
    }
    crypto::DpopClaims good() { return amira.claims("GET", people); }

    /// What a read with this proof and token answers; nothing may come of it.
    std::string codeFor(const std::string& proof, const std::string& token)
    {
        const auto answer = amira.send(Desk::request("GET", people, proof, token));
        EXPECT_EQ(answer.status, answer.code().empty() ? 200 : 401);
        EXPECT_EQ(answer.body.find("Haddad") != std::string::npos, answer.status == 200);
        m_refused += answer.code() == "dpop-refused";
        return answer.code();
    }
    std::string codeFor(const std::string& proof) { return codeFor(proof, amira.access); }
    std::string codeWith(const std::function<void(crypto::DpopClaims&)>& change)
    {
        auto claims = good();
        change(claims);
        return codeFor(crypto::makeDpopProof(claims, amira.device));
    }

    /// Who is not let in is in the log, each of them; fetching a nonce is no event.
    void expectOnlyRefusals()
    {
        EXPECT_THAT(refusedAndNothingChanged(),
                    testing::ElementsAre(testing::Pair("people.list dpop-refused", m_refused)));
    }

    const std::string people = "/v1/people";
    int m_refused = 0;
};

TEST_F(ProofTest, AProofHeardOnTheWireIsWorthNothing)
{
    const auto proof = crypto::makeDpopProof(good(), amira.device);
    EXPECT_EQ(codeFor(proof), "");
    EXPECT_EQ(codeFor(proof), "dpop-refused") << "replayed";
    auto thief = attacker();
    thief.send(Desk::request("GET", people, proof, amira.access));
    EXPECT_EQ(thief.answer().code(), "dpop-refused") << "from elsewhere";
    ++m_refused;
    world.clock.advance(std::chrono::seconds(121));
    EXPECT_EQ(codeFor(proof), "use-dpop-nonce") << "later";
    EXPECT_EQ(codeWith([](auto&) {}), "");
    expectOnlyRefusals();
}

TEST_F(ProofTest, OfAThousandAtOnceOneIsGood)
{
    const auto bytes =
        Desk::request("GET", people, crypto::makeDpopProof(good(), amira.device), amira.access);
    std::vector<Attacker> attackers;
    for (int i = 0; i < 100; ++i)
        attackers.emplace_back(world.port(), Line::Options{"127.0.0." + std::to_string(2 + i % 20), 0});
    std::string ten;
    for (int i = 0; i < 10; ++i)
        ten += bytes;
    for (auto& one : attackers)
        one.send(ten);
    std::map<std::string, int> answers;
    for (auto& one : attackers)
        for (int i = 0; i < 10; ++i) {
            const auto answer = one.answer();
            ++answers[answer.status == 200 ? "ok" : answer.code()];
        }
    EXPECT_EQ(answers, (std::map<std::string, int>{{"ok", 1}, {"dpop-refused", 999}}));
    m_refused = 999;
    expectOnlyRefusals();
}

TEST_F(ProofTest, AProofFitsOneCallOfOneTokenAtItsTime)
{
    EXPECT_EQ(codeWith([](auto& c) { c.htm = "POST"; }), "dpop-refused");
    EXPECT_EQ(codeWith([](auto& c) { c.htm = "get"; }), "dpop-refused");
    EXPECT_EQ(codeWith([](auto& c) { c.htu += "/"; }), "dpop-refused");
    EXPECT_EQ(codeWith([](auto& c) { c.htu += "?a=b"; }), "dpop-refused");
    EXPECT_EQ(codeWith([](auto& c) { c.htu = "/v1/people"; }), "dpop-refused");
    EXPECT_EQ(codeWith([](auto& c) { c.htu = "https://other.example/v1/people"; }), "dpop-refused");
    EXPECT_EQ(
        codeWith([&](auto& c) { c.htu = "https://127.0.0.1:" + std::to_string(world.port()) + people; }),
        "dpop-refused");
    EXPECT_EQ(codeWith([](auto& c) { c.htu.replace(0, 5, "http"); }), "dpop-refused");
    EXPECT_EQ(codeWith([](auto& c) { c.iat -= 301; }), "dpop-refused");
    EXPECT_EQ(codeWith([](auto& c) { c.iat += 301; }), "dpop-refused");
    EXPECT_EQ(codeWith([](auto& c) { c.iat = INT64_MIN; }), "dpop-refused");
    EXPECT_EQ(codeWith([](auto& c) { c.iat = INT64_MAX; }), "dpop-refused");
    EXPECT_EQ(codeWith([](auto& c) { c.ath.clear(); }), "dpop-refused");
    EXPECT_EQ(codeWith([](auto& c) { c.ath = crypto::dpopTokenHash("another"); }), "dpop-refused");
    EXPECT_EQ(codeWith([](auto& c) { c.jti.clear(); }), "dpop-refused");
    EXPECT_EQ(codeWith([](auto& c) { c.jti = std::string(129, 'j'); }), "dpop-refused");
    EXPECT_EQ(codeWith([](auto& c) { c.nonce.clear(); }), "use-dpop-nonce");
    EXPECT_EQ(codeWith([](auto& c) { c.nonce = base64Url(Bytes(24, 0)); }), "use-dpop-nonce");
    EXPECT_EQ(codeWith([](auto& c) { c.nonce.back() = c.nonce.back() == 'A' ? 'Q' : 'A'; }),
              "use-dpop-nonce");
    const auto old = good();
    world.clock.advance(std::chrono::seconds(121));
    EXPECT_EQ(codeFor(crypto::makeDpopProof(old, amira.device)), "use-dpop-nonce") << "a nonce of before";
    EXPECT_EQ(codeWith([](auto&) {}), "");
    expectOnlyRefusals();
}

TEST_F(ProofTest, OtherFormsAreNoProofs)
{
    const auto& key = amira.device;
    const auto withHeader = [&](const std::function<void(json&)>& change) {
        auto header = headerOf(key);
        change(header);
        return codeFor(made(header, bodyOf(good()), key));
    };
    const auto withBody = [&](const std::function<void(json&)>& change) {
        auto body = bodyOf(good());
        change(body);
        return codeFor(made(headerOf(key), body, key));
    };
    EXPECT_EQ(withHeader([](json& h) { h["typ"] = "JWT"; }), "dpop-refused");
    EXPECT_EQ(withHeader([](json& h) { h.erase("typ"); }), "dpop-refused");
    EXPECT_EQ(withHeader([](json& h) { h["typ"] = "countersign+json"; }), "dpop-refused");
    for (const auto* alg : {"none", "HS256", "RS256", "ES384", "es256", "EdDSA"})
        EXPECT_EQ(withHeader([&](json& h) { h["alg"] = alg; }), "dpop-refused") << alg;
    EXPECT_EQ(withHeader([](json& h) { h["crit"] = json::array({"exp"}); }), "dpop-refused");
    EXPECT_EQ(withHeader([](json& h) { h.erase("jwk"); }), "dpop-refused");
    EXPECT_EQ(withHeader([](json& h) { h["jwk"] = "key"; }), "dpop-refused");
    EXPECT_EQ(withHeader([](json& h) { h["jwk"]["d"] = h["jwk"]["x"]; }), "dpop-refused") << "a private part";
    EXPECT_EQ(withHeader([](json& h) { h["jwk"] = {{"kty", "oct"}, {"k", "AAAA"}}; }), "dpop-refused");
    EXPECT_EQ(withHeader([](json& h) { h["jwk"]["x"] = h["jwk"]["y"]; }), "dpop-refused") << "on no curve";
    EXPECT_EQ(withHeader([&](json& h) {
                  h["jwk"] = json::parse(crypto::SigningKey::generate().publicKey().jwkText());
              }),
              "dpop-refused")
        << "signed by another than it names";
    EXPECT_EQ(withBody([](json& b) { b["iat"] = "now"; }), "dpop-refused");
    EXPECT_EQ(withBody([](json& b) { b["iat"] = 1.5; }), "dpop-refused");
    EXPECT_EQ(withBody([](json& b) { b.erase("jti"); }), "dpop-refused");
    EXPECT_EQ(withBody([](json& b) { b["htm"] = json::array({"GET"}); }), "dpop-refused");
    const auto whole = crypto::makeDpopProof(good(), key);
    EXPECT_EQ(codeFor(whole.substr(0, whole.rfind('.') + 1)), "dpop-refused") << "unsigned";
    EXPECT_EQ(codeFor(whole + '='), "dpop-refused");
    EXPECT_EQ(codeFor(whole + "." + whole), "dpop-refused");
    EXPECT_EQ(codeFor("..."), "dpop-refused");
    EXPECT_EQ(codeFor(std::string(5'000, 'A') + ".A.A"), "dpop-refused") << "oversize";
    EXPECT_EQ(codeFor(whole + "\r\nDPoP: " + whole), "dpop-refused") << "two";
    EXPECT_EQ(codeFor({}), "dpop-refused") << "none";
    EXPECT_EQ(amira.send(Desk::request("GET", people, std::string(16'400, 'A'), amira.access)).status, 431);
    EXPECT_EQ(codeFor(whole), "") << "and as it was made it is good";
    expectOnlyRefusals();
}

TEST_F(ProofTest, ATokenIsOfOnePersonOnOneDevice)
{
    Desk boris(world.origin(), world.port(), world.time());
    boris.enrol(world, PersonId("boris"));
    auto claims = good();
    EXPECT_EQ(codeFor(crypto::makeDpopProof(claims, boris.device)), "dpop-refused")
        << "stolen, without the key";
    claims = good();
    claims.ath = crypto::dpopTokenHash(boris.access);
    EXPECT_EQ(codeFor(crypto::makeDpopProof(claims, amira.device)), "dpop-refused")
        << "made for another token";
    claims = good();
    claims.ath = crypto::dpopTokenHash(boris.access);
    EXPECT_EQ(codeFor(crypto::makeDpopProof(claims, amira.device), boris.access), "dpop-refused")
        << "another person's token under the own key";
    const std::vector<std::string> tokens{"x", std::string(43, 'A'), amira.access + "A",
                                          amira.access.substr(1), std::string(8'000, 'A')};
    for (const auto& token : tokens) {
        claims = good();
        claims.ath = crypto::dpopTokenHash(token);
        EXPECT_EQ(codeFor(crypto::makeDpopProof(claims, amira.device), token), "session-ended");
    }
    claims = good();
    claims.ath.clear();
    EXPECT_EQ(codeFor(crypto::makeDpopProof(claims, amira.device), {}), "session-ended") << "none";
    EXPECT_EQ(boris.call("DELETE", "/v1/session").status, 204);
    EXPECT_EQ(boris.call("GET", people).code(), "session-ended");
    EXPECT_EQ(codeWith([](auto&) {}), "") << "hers goes on";
}

} // namespace

} // namespace countersign::test
