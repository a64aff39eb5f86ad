#include "crypto/Jws.h"

#include "base/Base64.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

extern "C" {
#include <jose/jws.h>
}

namespace countersign::crypto {
namespace {

using nlohmann::json;

const std::string_view typ = "countersign+json";
const std::string_view payload = R"({"type":"decision"})";

std::string withHeader(const Jws& jws, const std::string& header, const SigningKey& key)
{
    const auto text = base64Url(bytesOf(header));
    const auto signature = base64Url(key.sign(bytesOf(text + '.' + jws.payloadText)));
    return json{{"payload", jws.payloadText}, {"protected", text}, {"signature", signature}}.dump();
}

TEST(Jws, GoesThereAndBack)
{
    const auto key = SigningKey::generate();
    const auto made = signJws(bytesOf(payload), typ, key);
    const auto read = parseJws(made.text(), typ).value();
    EXPECT_TRUE(read.verify(key.publicKey()));
    EXPECT_EQ(textOf(read.payload), payload);
    EXPECT_EQ(read.kid, key.thumbprint());
    EXPECT_FALSE(read.verify(SigningKey::generate().publicKey()));
}

// José, an implementation that is not ours, says the same.
TEST(Jws, JoseAgrees)
{
    const auto key = SigningKey::generate();
    const auto made = signJws(bytesOf(payload), typ, key);
    json_t* object = json_loads(made.text().c_str(), 0, nullptr);
    json_t* jwk = json_loads(key.publicKey().jwkText().c_str(), 0, nullptr);
    EXPECT_TRUE(jose_jws_ver(nullptr, object, nullptr, jwk, false));
    json_t* other = json_loads(SigningKey::generate().publicKey().jwkText().c_str(), 0, nullptr);
    EXPECT_FALSE(jose_jws_ver(nullptr, object, nullptr, other, false));
    for (auto* value : {object, jwk, other})
        json_decref(value);
}

TEST(Jws, ChangedBytesDoNotVerify)
{
    const auto key = SigningKey::generate();
    auto object = json::parse(signJws(bytesOf(payload), typ, key).text());
    object["payload"] = base64Url(bytesOf(R"({"type":"decisioN"})"));
    const auto read = parseJws(object.dump(), typ).value();
    EXPECT_FALSE(read.verify(key.publicKey()));
}

TEST(Jws, OnlyTheAgreedHeader)
{
    const auto key = SigningKey::generate();
    const auto made = signJws(bytesOf(payload), typ, key);
    const auto kid = key.thumbprint().text();
    const auto accepted = [&](const std::string& header) {
        return parseJws(withHeader(made, header, key), typ).has_value();
    };
    EXPECT_TRUE(accepted(R"({"typ":"countersign+json","kid":")" + kid + R"(","alg":"ES256"})"));
    EXPECT_FALSE(accepted(R"({"alg":"none","kid":")" + kid + R"(","typ":"countersign+json"})"));
    EXPECT_FALSE(accepted(R"({"alg":"HS256","kid":")" + kid + R"(","typ":"countersign+json"})"));
    EXPECT_FALSE(accepted(R"({"alg":"ES256","kid":")" + kid + R"(","typ":"dpop+jwt"})"));
    EXPECT_FALSE(
        accepted(R"({"alg":"ES256","kid":")" + kid + R"(","typ":"countersign+json","crit":["b64"]})"));
    EXPECT_FALSE(
        accepted(R"({"alg":"ES256","alg":"ES256","kid":")" + kid + R"(","typ":"countersign+json"})"));
    EXPECT_FALSE(accepted(R"({"alg":"ES256","kid":"short","typ":"countersign+json"})"));
    EXPECT_FALSE(accepted(R"({"alg":"ES256","typ":"countersign+json"})"));
    EXPECT_FALSE(accepted("[]"));
}

TEST(Jws, NothingOutsideTheSignature)
{
    const auto key = SigningKey::generate();
    const auto made = signJws(bytesOf(payload), typ, key);
    auto object = json::parse(made.text());
    object["header"] = {{"alg", "ES256"}};
    EXPECT_FALSE(parseJws(object.dump(), typ));
    EXPECT_FALSE(parseJws(made.text() + " x", typ));
    EXPECT_FALSE(parseJws(made.text(), typ, made.text().size() - 1)) << "longer than the limit";
}

} // namespace
} // namespace countersign::crypto
