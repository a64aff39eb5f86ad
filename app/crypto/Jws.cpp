#include "crypto/Jws.h"

#include "base/Base64.h"
#include "crypto/Sha256.h"
#include "crypto/StrictJson.h"

namespace countersign::crypto {

namespace {

using nlohmann::json;

Result<std::string> member(const json& object, const char* name)
{
    const auto found = object.find(name);
    if (found == object.end() || !found->is_string())
        return fail(ErrorCode::StatementMalformed, std::string("no ") + name);
    return found->get<std::string>();
}

Result<void> readHeader(Jws& jws, std::string_view typ)
{
    const auto bytes = fromBase64Url(jws.protectedText);
    if (!bytes)
        return fail(ErrorCode::StatementMalformed, "protected header is not base64url");
    const auto header = parseStrictJson(textOf(*bytes), 2);
    if (!header || !header->is_object())
        return fail(ErrorCode::StatementMalformed, "protected header is not an object");
    // Exactly these three: neither `crit`, `b64`, `jwk` nor anything that a verifier would have to
    // understand.
    if (header->size() != 3 || header->value("alg", json()) != "ES256" || header->value("typ", json()) != typ)
        return fail(ErrorCode::StatementMalformed, "a header other than alg ES256, kid and typ");
    auto kid = member(*header, "kid").and_then([](const std::string& text) {
        return KeyThumbprint::fromText(text);
    });
    if (!kid)
        return fail(ErrorCode::StatementMalformed, "kid is not a thumbprint");
    jws.kid = *kid;
    jws.typ = typ;
    return {};
}

} // namespace

bool Jws::verify(const PublicKey& key) const
{
    if (key.empty() || key.thumbprint() != kid)
        return false;
    const auto signature = fromBase64Url(signatureText);
    return signature && key.verify(bytesOf(protectedText + '.' + payloadText), *signature);
}

Digest Jws::payloadDigest() const
{
    return sha256(payload);
}

std::string Jws::text() const
{
    return R"({"payload":")" + payloadText + R"(","protected":")" + protectedText + R"(","signature":")" +
           signatureText + R"("})";
}

Jws signJws(ByteView payload, std::string_view typ, const SigningKey& key)
{
    Jws jws;
    const json header{{"alg", "ES256"}, {"kid", key.thumbprint().text()}, {"typ", typ}};
    jws.protectedText = base64Url(bytesOf(header.dump()));
    jws.payloadText = base64Url(payload);
    jws.signatureText = base64Url(key.sign(bytesOf(jws.protectedText + '.' + jws.payloadText)));
    jws.typ = typ;
    jws.kid = key.thumbprint();
    jws.payload = copyOf(payload);
    return jws;
}

Result<Jws> parseJws(std::string_view text, std::string_view typ, std::size_t limit)
{
    if (text.size() > limit)
        return fail(ErrorCode::TooLarge, "a statement longer than allowed");
    const auto object = parseStrictJson(text, 2);
    if (!object)
        return fail(ErrorCode::StatementMalformed, object.error().detail);
    return jwsFromJson(*object, typ);
}

Result<Jws> jwsFromJson(const json& object, std::string_view typ)
{
    if (!object.is_object() || object.size() != 3)
        return fail(ErrorCode::StatementMalformed,
                    "not a flattened JWS with payload, protected and signature alone");
    Jws jws;
    for (const auto& [name, target] :
         {std::pair{"payload", &jws.payloadText}, std::pair{"protected", &jws.protectedText},
          std::pair{"signature", &jws.signatureText}}) {
        auto text = member(object, name);
        if (!text)
            return tl::unexpected(text.error());
        *target = std::move(*text);
    }
    auto payload = fromBase64Url(jws.payloadText);
    const auto signature = fromBase64Url(jws.signatureText);
    if (!payload || !signature || signature->size() != 64)
        return fail(ErrorCode::StatementMalformed, "payload or signature is not what ES256 asks for");
    jws.payload = std::move(*payload);
    if (auto done = readHeader(jws, typ); !done)
        return tl::unexpected(done.error());
    return jws;
}

} // namespace countersign::crypto
