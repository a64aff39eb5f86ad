#include "crypto/Dpop.h"

#include "base/Base64.h"
#include "crypto/Sha256.h"
#include "crypto/StrictJson.h"

namespace countersign::crypto {

namespace {

using nlohmann::json;

tl::unexpected<Error> refused(const char* why)
{
    return fail(ErrorCode::ProofRefused, why);
}

Result<json> part(std::string_view text)
{
    return fromBase64Url(text).and_then([](const Bytes& bytes) { return parseStrictJson(textOf(bytes), 4); });
}

std::string textAt(const json& object, const char* name)
{
    const auto found = object.find(name);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

} // namespace

std::string makeDpopProof(const DpopClaims& claims, const SigningKey& key)
{
    const json header{{"alg", "ES256"}, {"typ", "dpop+jwt"}, {"jwk", json::parse(key.publicKey().jwkText())}};
    json body{{"jti", claims.jti}, {"htm", claims.htm}, {"htu", claims.htu}, {"iat", claims.iat}};
    if (!claims.nonce.empty())
        body["nonce"] = claims.nonce;
    if (!claims.ath.empty())
        body["ath"] = claims.ath;
    const auto input = base64Url(bytesOf(header.dump())) + '.' + base64Url(bytesOf(body.dump()));
    return input + '.' + base64Url(key.sign(bytesOf(input)));
}

Result<DpopProof> parseDpopProof(std::string_view text)
{
    const auto first = text.find('.');
    const auto last = text.rfind('.');
    if (text.size() > 4096 || first == std::string_view::npos || first == last ||
        text.find('.', first + 1) != last)
        return refused("not a compact JWS");
    const auto header = part(text.substr(0, first));
    const auto body = part(text.substr(first + 1, last - first - 1));
    const auto signature = fromBase64Url(text.substr(last + 1));
    if (!header || !body || !signature || !header->is_object() || !body->is_object())
        return refused("a part is not what it should be");
    if (textAt(*header, "typ") != "dpop+jwt" || textAt(*header, "alg") != "ES256" ||
        header->contains("crit") || !header->contains("jwk"))
        return refused("a header other than dpop+jwt with ES256");
    auto key = PublicKey::fromJwk(header->at("jwk"));
    if (!key || !key->verify(bytesOf(text.substr(0, last)), *signature))
        return refused("the signature is not by the key in the header");
    DpopProof proof{std::move(*key), {}};
    auto& claims = proof.claims;
    claims.jti = textAt(*body, "jti");
    claims.htm = textAt(*body, "htm");
    claims.htu = textAt(*body, "htu");
    claims.nonce = textAt(*body, "nonce");
    claims.ath = textAt(*body, "ath");
    const auto iat = body->find("iat");
    if (claims.jti.empty() || claims.jti.size() > 128 || claims.htm.empty() || claims.htu.empty() ||
        iat == body->end() || !iat->is_number_integer())
        return refused("a claim is missing");
    claims.iat = iat->get<std::int64_t>();
    return proof;
}

std::string dpopTokenHash(std::string_view accessToken)
{
    return sha256(accessToken).text();
}

} // namespace countersign::crypto
