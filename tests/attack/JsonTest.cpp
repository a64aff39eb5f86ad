#include "attack/AttackedServer.h"

namespace countersign::test {

namespace {

using testing::IsEmpty;
using namespace std::string_literals;

std::string nested(int depth, const std::string& open, const std::string& close)
{
    std::string text;
    for (int i = 0; i < depth; ++i)
        text += open;
    for (int i = 0; i < depth; ++i)
        text += close;
    return text;
}

std::string members(int count)
{
    std::string text = "{";
    for (int i = 0; i < count; ++i)
        text += "\"m" + std::to_string(i) + "\":0,";
    return text + "\"name\":\"amira\"}";
}

struct Body
{
    std::string text;
    std::string code;
};

/// Bodies that are no JSON, or JSON that two parsers read differently: told by their codes, and each attempt
/// to change something by them counted.
const std::vector<Body>& bodies()
{
    static const std::vector<Body> all{
        {"", "malformed-json"},
        {"{", "malformed-json"},
        {"null", "bad-request"},
        {"[]", "bad-request"},
        {"\"name\"", "bad-request"},
        {R"({"name":"amira","password":"x"} x)", "malformed-json"},
        {R"({"name":"amira","password":"x"}{})", "malformed-json"},
        {R"({"name":"amira","password":"x",})", "malformed-json"},
        {R"({"name":"amira","password":"x"/**/})", "malformed-json"},
        {R"({'name':'amira','password':'x'})", "malformed-json"},
        {R"({"name":"amira","name":"boris","password":"x"})", "malformed-json"},
        {R"({"name":"amira","\u006eame":"boris","password":"x"})", "malformed-json"},
        {R"({"name":"amira","password":"x","x":{"y":1,"y":2}})", "malformed-json"},
        {R"({"name":"amira","password":"x","admin":true})", "unknown-field"},
        {R"({"name":"amira","password":"x","":""})", "unknown-field"},
        {R"({"name":"amira","password":"x","__proto__":{}})", "unknown-field"},
        {R"({"name":"\ud800","password":"x"})", "malformed-json"},
        {"{\"name\":\"\xc0\xae\",\"password\":\"x\"}", "malformed-json"},
        {"{\"name\":\"\xed\xa0\x80\",\"password\":\"x\"}", "malformed-json"},
        {"{\"name\":\"a\0b\",\"password\":\"x\"}"s, "malformed-json"},
        {"\xEF\xBB\xBF{\"name\":\"amira\",\"password\":\"x\"}", "malformed-json"},
        {R"({"name":1e99999,"password":"x"})", "malformed-json"},
        {R"({"name":NaN,"password":"x"})", "malformed-json"},
        {R"({"name":["amira"],"password":"x"})", "bad-request"},
        {nested(16'000, "[", "]"), "malformed-json"},
        {nested(4'000, "{\"a\":", "}"), "malformed-json"},
        {"{\"name\":" + nested(10'000, "[", "]") + "}", "malformed-json"},
        {std::string(30'000, '['), "malformed-json"},
        {members(2'000), "bad-request"},
        {"{\"name\":\"" + std::string(33'000, 'a') + "\",\"password\":\"x\"}", "too-large"},
        {std::string(1024 * 1024, ' '), "too-large"},
    };
    return all;
}

TEST_F(AttackedServer, BodiesOfStrangersAreJsonToTheLetter)
{
    auto good = std::make_unique<GoodClient>(amira);
    Desk stranger(world.origin(), world.port(), world.time());
    std::map<std::string, int> counted;
    for (const auto& body : bodies()) {
        const auto answer = stranger.call("POST", "/v1/session", body.text);
        EXPECT_EQ(answer.code(), body.code) << body.text.substr(0, 100);
        EXPECT_EQ(answer.status, body.code == "too-large" ? 413 : 400) << body.text.substr(0, 100);
        EXPECT_EQ(answer.field("Content-Type"), "application/problem+json");
        ++counted["session.sign-in " + body.code];
    }
    good->goesOn();
    good.reset();
    EXPECT_EQ(refusedAndNothingChanged(), counted);
}

TEST_F(AttackedServer, SoAreThoseOfPeopleSignedIn)
{
    std::map<std::string, int> counted;
    for (const auto& body : bodies()) {
        if (body.code == "unknown-field" || body.text.size() > 32'000)
            continue; // of the fields of a sign-in, and its limit
        const auto answer = amira.call("POST", "/v1/statements", body.text);
        EXPECT_EQ(answer.code(), body.code) << body.text.substr(0, 100);
        ++counted["approval.decide " + body.code];
    }
    const auto large = "{\"statements\":[\"" + std::string(1024 * 1024 - 20, 'a') + "\"]}";
    EXPECT_EQ(amira.call("POST", "/v1/statements", large).code(), "bad-request");
    EXPECT_EQ(amira.call("POST", "/v1/statements", large + std::string(10, ' ')).status, 413);
    ++counted["approval.decide bad-request"];
    EXPECT_EQ(refusedAndNothingChanged(), counted);
}

} // namespace

} // namespace countersign::test
