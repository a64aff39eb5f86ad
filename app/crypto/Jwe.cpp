#include "crypto/Jwe.h"

#include "base/Base64.h"
#include "crypto/StrictJson.h"

#include <array>
#include <memory>

extern "C" {
#include <jose/jwe.h>
}

namespace countersign::crypto {

namespace {

constexpr std::string_view keyAlg = "ECDH-ES+A256KW";
constexpr std::string_view contentAlg = "A256GCM";
constexpr std::size_t fileKeyLength = 32;

struct Release
{
    void operator()(json_t* value) const { json_decref(value); }
};
using Json = std::unique_ptr<json_t, Release>;

Json jsonOf(std::string_view text)
{
    return Json(json_loadb(text.data(), text.size(), JSON_REJECT_DUPLICATES, nullptr));
}

std::string textAt(const json_t* object, const char* name)
{
    const char* text = json_string_value(json_object_get(object, name));
    return text ? text : "";
}

/// Header, encrypted key, iv, ciphertext and tag.
using Parts = std::array<std::string, 5>;

Result<Parts> parted(std::string_view compact)
{
    Parts parts;
    std::size_t at = 0;
    for (auto& part : parts) {
        const auto dot = compact.find('.', at);
        part = compact.substr(at, dot == std::string_view::npos ? dot : dot - at);
        const bool last = &part == &parts.back();
        if (part.empty() || (dot == std::string_view::npos) != last)
            return fail(ErrorCode::SealBroken, "not a compact JWE");
        at = dot + 1;
    }
    return parts;
}

Result<void> checkHeader(const std::string& text, const FileId& file, const Digest& release)
{
    const auto bytes = fromBase64Url(text);
    if (!bytes)
        return fail(ErrorCode::SealBroken, "a JWE header that is not base64url");
    const auto header = parseStrictJson(textOf(*bytes), 4);
    // alg, enc, epk, fid, rel and nothing else: no `crit`, no `zip`, no key from elsewhere.
    const auto is = [&](const char* name, std::string_view value) {
        const auto found = header->find(name);
        return found != header->end() && *found == value;
    };
    if (!header || !header->is_object() || header->size() != 5 || !header->contains("epk") ||
        !is("alg", keyAlg) || !is("enc", contentAlg))
        return fail(ErrorCode::SealBroken, "a JWE header other than agreed");
    if (!is("fid", file.text()) || !is("rel", release.text()))
        return fail(ErrorCode::KeyOtherFile, "a file key for another file or release");
    return {};
}

} // namespace

Result<std::string> wrapFileKey(const Secret& fileKey, const PublicKey& recipient, const FileId& file,
                                const Digest& release)
{
    const Json jwk = jsonOf(recipient.jwkText());
    const Json jwe(json_pack("{s:{s:s%,s:s%,s:s,s:s}}", "protected", "alg", keyAlg.data(), keyAlg.size(),
                             "enc", contentAlg.data(), contentAlg.size(), "fid", file.text().c_str(), "rel",
                             release.text().c_str()));
    const Json contentKey(json_object());
    const auto failed = fail(ErrorCode::Crypto, "José could not wrap a file key");
    if (!jwk || !jwe || !jose_jwe_enc_jwk(nullptr, jwe.get(), nullptr, jwk.get(), contentKey.get()))
        return failed;
    // José leaves `epk` in the unprotected header; the compact form has but the protected one.
    if (json_t* header = json_object_get(jwe.get(), "header")) {
        if (json_object_update(json_object_get(jwe.get(), "protected"), header) != 0)
            return failed;
        json_object_del(jwe.get(), "header");
    }
    const auto plain = fileKey.reveal();
    if (!jose_jwe_enc_cek(nullptr, jwe.get(), contentKey.get(), plain.data(), plain.size()))
        return failed;
    std::string compact;
    for (const char* name : {"protected", "encrypted_key", "iv", "ciphertext", "tag"}) {
        const auto part = textAt(jwe.get(), name);
        if (part.empty())
            return failed;
        compact += (compact.empty() ? "" : ".") + part;
    }
    return compact;
}

Result<Secret> openFileKey(std::string_view jwe, const SigningKey& recipient, const FileId& file,
                           const Digest& release)
{
    auto parts = parted(jwe);
    if (!parts)
        return tl::unexpected(parts.error());
    if (auto checked = checkHeader((*parts)[0], file, release); !checked)
        return tl::unexpected(checked.error());
    const Json object(json_pack("{s:s,s:s,s:s,s:s,s:s}", "protected", (*parts)[0].c_str(), "encrypted_key",
                                (*parts)[1].c_str(), "iv", (*parts)[2].c_str(), "ciphertext",
                                (*parts)[3].c_str(), "tag", (*parts)[4].c_str()));
    const auto privateText = recipient.privateJwk();
    const Json jwk = jsonOf(privateText.revealText());
    std::size_t length = 0;
    auto* plain =
        static_cast<std::uint8_t*>(jose_jwe_dec(nullptr, object.get(), nullptr, jwk.get(), &length));
    if (!plain)
        return fail(ErrorCode::SealBroken, "the file key does not open with this console's key");
    Secret out(Bytes(plain, plain + length));
    wipe(std::span(plain, length));
    std::free(plain);
    // Whoever knows the public key wraps what they like: with less than a key nothing can be opened.
    if (out.size() != fileKeyLength)
        return fail(ErrorCode::SealBroken, "what was wrapped is no file key");
    return out;
}

} // namespace countersign::crypto
