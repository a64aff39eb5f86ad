#include "ApiFixture.h"

#include "base/Base64.h"
#include "crypto/Sha256.h"

namespace countersign::test {
namespace {

// RFC 9449: whoever sees a proof, or has a token without its key, gets nowhere.
class DpopGateTest : public ApiFixture
{
protected:
    static constexpr auto path = "/v1/session-only";
    const std::string& token = authority.token;

    http::Response get(const crypto::DpopClaims& made, const crypto::SigningKey& key)
    {
        return dispatcher->handle(request("GET", path, crypto::makeDpopProof(made, key), token));
    }
    http::Response get(const crypto::DpopClaims& made) { return get(made, device); }
    crypto::DpopClaims good() { return claims("GET", path, token); }
};

TEST_F(DpopGateTest, AProofIsGoodForOneCall)
{
    const auto proof = crypto::makeDpopProof(good(), device);
    EXPECT_EQ(dispatcher->handle(request("GET", path, proof, token)).status, 200);
    const auto again = dispatcher->handle(request("GET", path, proof, token));
    EXPECT_EQ(codeOf(again), "dpop-refused");
    EXPECT_EQ(again.fields.first("WWW-Authenticate"), R"(DPoP error="invalid_dpop_proof", algs="ES256")");
    clock.advance(std::chrono::seconds(119));
    EXPECT_EQ(codeOf(dispatcher->handle(request("GET", path, proof, token))), "dpop-refused")
        << "remembered as long as its nonce is good";
    clock.advance(std::chrono::seconds(2));
    EXPECT_EQ(codeOf(dispatcher->handle(request("GET", path, proof, token))), "use-dpop-nonce");
    clock.advance(std::chrono::seconds(60));
    EXPECT_EQ(codeOf(dispatcher->handle(request("GET", path, proof, token))), "use-dpop-nonce")
        << "forgotten, but its nonce has lapsed";
    EXPECT_EQ(handled, 1);
}

TEST_F(DpopGateTest, TheSameJtiWithAnotherNonceIsTheSameProof)
{
    auto made = good();
    EXPECT_EQ(get(made).status, 200);
    clock.advance(std::chrono::seconds(30));
    made.nonce = nonce();
    EXPECT_EQ(codeOf(get(made)), "dpop-refused");
}

TEST_F(DpopGateTest, AProofIsBoundToItsCall)
{
    const auto other = [&](auto change) {
        auto made = good();
        change(made);
        return codeOf(get(made));
    };
    EXPECT_EQ(other([](auto& c) { c.htm = "POST"; }), "dpop-refused");
    EXPECT_EQ(other([](auto& c) { c.htm = "get"; }), "dpop-refused");
    EXPECT_EQ(other([](auto& c) { c.htu = std::string(origin) + "/v1/proof"; }), "dpop-refused");
    EXPECT_EQ(other([](auto& c) { c.htu = "https://evil.example:8443/v1/session-only"; }), "dpop-refused");
    EXPECT_EQ(other([](auto& c) { c.htu = "http://localhost:8443/v1/session-only"; }), "dpop-refused");
    EXPECT_EQ(other([](auto& c) { c.htu += "/"; }), "dpop-refused");
    EXPECT_EQ(other([](auto& c) { c.ath = {}; }), "dpop-refused");
    EXPECT_EQ(other([](auto& c) { c.ath = crypto::dpopTokenHash("another"); }), "dpop-refused");
    EXPECT_EQ(other([](auto& c) { c.iat -= 301; }), "dpop-refused");
    EXPECT_EQ(other([](auto& c) { c.iat += 301; }), "dpop-refused");
    EXPECT_EQ(other([](auto& c) { c.iat = INT64_MAX; }), "dpop-refused");
    EXPECT_EQ(other([](auto& c) { c.iat = INT64_MIN; }), "dpop-refused");
    EXPECT_EQ(other([](auto& c) { c.jti = {}; }), "dpop-refused");
    EXPECT_EQ(other([](auto& c) { c.jti = std::string(129, 'j'); }), "dpop-refused");
    EXPECT_EQ(handled, 0);
    EXPECT_EQ(get(good()).status, 200);
}

TEST_F(DpopGateTest, AProofForAnotherTokenIsNoneForThis)
{
    auto made = claims("POST", "/v1/proof", token);
    EXPECT_EQ(codeOf(dispatcher->handle(request("POST", "/v1/proof", crypto::makeDpopProof(made, device)))),
              "dpop-refused")
        << "where no token counts, the proof names none";
}

TEST_F(DpopGateTest, ATokenIsWorthNothingWithAnotherKey)
{
    EXPECT_EQ(codeOf(get(good(), crypto::SigningKey::generate())), "dpop-refused");
    EXPECT_EQ(handled, 0);
}

TEST_F(DpopGateTest, NoncesAreOursAndFresh)
{
    auto made = good();
    made.nonce = {};
    const auto asked = get(made);
    EXPECT_EQ(codeOf(asked), "use-dpop-nonce");
    EXPECT_EQ(asked.fields.first("WWW-Authenticate"), R"(DPoP error="use_dpop_nonce", algs="ES256")");
    EXPECT_FALSE(asked.fields.first("DPoP-Nonce").empty());

    made = good();
    clock.advance(std::chrono::seconds(120));
    EXPECT_EQ(get(made).status, 200) << "good for 120 s";
    made = good();
    clock.advance(std::chrono::seconds(121));
    EXPECT_EQ(codeOf(get(made)), "use-dpop-nonce");

    made = good();
    server::DpopGate another(origin, clock);
    made.nonce = another.freshNonce(); // of a server started anew
    EXPECT_EQ(codeOf(get(made)), "use-dpop-nonce");

    made = good();
    auto bytes = *fromBase64Url(made.nonce);
    bytes[7] = static_cast<std::uint8_t>(bytes[7] + 1); // a later time under the same code
    made.nonce = base64Url(bytes);
    EXPECT_EQ(codeOf(get(made)), "use-dpop-nonce");
    made.nonce = std::string(100'000, 'A');
    EXPECT_NE(get(made).status, 200);
    EXPECT_TRUE(audit().empty() || audit().back().detail.at("code") != "use-dpop-nonce")
        << "fetching a nonce is no event";
}

TEST_F(DpopGateTest, StrangersUseUpTheirOwnShareAlone)
{
    const auto stranger = [&](const std::string& address) {
        auto call =
            request("POST", "/v1/proof", crypto::makeDpopProof(claims("POST", "/v1/proof", {}), device));
        call.peer.address = address;
        return codeOf(dispatcher->handle(call));
    };
    for (std::size_t i = 0; i < server::DpopGate::mostOfOneAddress; ++i)
        ASSERT_EQ(stranger("2001:db8::" + std::to_string(i % 10)), "") << i;
    EXPECT_EQ(stranger("2001:db8::a"), "too-many-requests");
    EXPECT_EQ(stranger("2001:db8:0:1::1"), "");
    EXPECT_EQ(get(good()).status, 200) << "whoever is signed in, from wherever";
    authority.known = true;
    EXPECT_EQ(stranger("2001:db8::a"), "") << "and whoever renews a session by its key";
    authority.known = false;
    clock.advance(std::chrono::seconds(126));
    EXPECT_EQ(stranger("2001:db8::a"), "") << "the share comes back";
}

// 100,000 are remembered: 17 addresses with their whole share.
TEST_F(DpopGateTest, AFloodFromManyAddressesRefusesNobodyElse)
{
    server::DpopGate gate(origin, clock);
    const auto proven = [&](std::size_t number) {
        return server::DpopGate::Proven{authority.device, crypto::sha256(std::to_string(number))};
    };
    ASSERT_TRUE(gate.use(proven(0), "198.51.100.1"));
    std::size_t number = 1;
    for (int address = 1; address <= 20; ++address)
        for (std::size_t i = 0; i < server::DpopGate::mostOfOneAddress; ++i)
            ASSERT_TRUE(gate.use(proven(number++), "192.0.2." + std::to_string(address))) << number;
    EXPECT_TRUE(gate.use(proven(number), "198.51.100.2"));
    EXPECT_EQ(gate.use(proven(0), "198.51.100.1").error().code, ErrorCode::ProofRefused) << "still known";
}

TEST_F(DpopGateTest, AProofUnderATokenThatIsNoneFillsNoMemory)
{
    auto made = claims("GET", path, "nonsense");
    const auto proof = crypto::makeDpopProof(made, device);
    EXPECT_EQ(codeOf(dispatcher->handle(request("GET", path, proof, "nonsense"))), "session-ended");
    EXPECT_EQ(codeOf(dispatcher->handle(request("GET", path, proof, "nonsense"))), "session-ended");
}

TEST_F(DpopGateTest, OtherFormsOfProofAreRefused)
{
    const auto answer = [&](const std::string& proof) {
        return codeOf(dispatcher->handle(request("GET", path, proof, token)));
    };
    const auto whole = crypto::makeDpopProof(good(), device);
    const auto first = whole.find('.');
    const auto second = whole.find('.', first + 1);
    const auto headerBytes = *fromBase64Url(whole.substr(0, first));
    const auto header = textOf(headerBytes);
    const auto withAlg = [&](const std::string& alg) {
        auto changed = std::string(header);
        const auto at = changed.find("ES256");
        changed.replace(at, 5, alg);
        return base64Url(bytesOf(changed)) + whole.substr(first);
    };
    ASSERT_NE(header.find("ES256"), std::string::npos);
    EXPECT_EQ(answer(withAlg("none")), "dpop-refused");
    EXPECT_EQ(answer(withAlg("HS256")), "dpop-refused");
    EXPECT_EQ(answer(withAlg("RS256")), "dpop-refused");
    EXPECT_EQ(answer(whole.substr(0, second + 1)), "dpop-refused") << "no signature";
    EXPECT_EQ(answer(whole + "A"), "dpop-refused");
    EXPECT_EQ(answer(""), "dpop-refused");
    EXPECT_EQ(answer("..."), "dpop-refused");
    EXPECT_EQ(answer(std::string(5000, 'A')), "dpop-refused");
    auto twice = request("GET", path, whole, token);
    twice.fields.add("DPoP", crypto::makeDpopProof(good(), device));
    EXPECT_EQ(codeOf(dispatcher->handle(twice)), "dpop-refused") << "RFC 9449 §4.3: one proof";
    auto none = request("GET", path, whole, token);
    none.fields = {};
    none.fields.add("Authorization", "DPoP " + token);
    EXPECT_EQ(codeOf(dispatcher->handle(none)), "dpop-refused");
    EXPECT_EQ(handled, 0);
    EXPECT_EQ(answer(whole), "") << "and as it was made it is good";
}

TEST_F(DpopGateTest, ATokenUnderAnotherSchemeIsNone)
{
    for (const auto& value : std::vector<std::string>{"Bearer " + token, token, "DPoP", "DPoP "}) {
        auto call = request("GET", path, crypto::makeDpopProof(claims("GET", path, {}), device));
        call.fields.add("Authorization", value);
        EXPECT_EQ(codeOf(dispatcher->handle(call)), "session-ended") << value;
    }
    auto two = request("GET", path, crypto::makeDpopProof(good(), device), token);
    two.fields.add("Authorization", "DPoP " + token);
    EXPECT_NE(dispatcher->handle(two).status, 200);
    EXPECT_EQ(handled, 0);
}

} // namespace
} // namespace countersign::test
