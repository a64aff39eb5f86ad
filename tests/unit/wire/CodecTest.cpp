#include "wire/Codec.h"

#include "wire/Canonical.h"
#include "wire/Session.h"

#include <gtest/gtest.h>

namespace countersign::wire {

struct Inner
{
    int count = 0;
};
template <typename V>
void fields(V& v, Inner& m)
{
    v("count", m.count);
}
struct Outer
{
    std::string name;
    std::optional<Role> role;
    std::vector<Inner> inners;
};
template <typename V>
void fields(V& v, Outer& m)
{
    v("name", m.name);
    v("role", m.role);
    v("inners", m.inners);
}

namespace {

ErrorCode codeOf(std::string_view text)
{
    const auto read = decode<Outer>(text);
    return read ? ErrorCode::Internal : read.error().code;
}

TEST(Codec, WritesInOrderAndReadsBack)
{
    const Outer outer{"Zoë", Role::SecurityApprover, {{1}, {2}}};
    const auto text = encode(outer);
    EXPECT_EQ(text, R"({"name":"Zoë","role":"security-approver","inners":[{"count":1},{"count":2}]})");
    const auto back = decode<Outer>(text).value();
    EXPECT_EQ(encode(back), text);
    EXPECT_EQ(encode(Outer{"x", {}, {}}), R"({"name":"x","inners":[]})");
}

TEST(Codec, RefusesWhatIsNotDescribed)
{
    EXPECT_TRUE(decode<Outer>(R"({"name":"x","inners":[]})"));
    EXPECT_EQ(codeOf(R"({"name":"x","inners":[],"admin":true})"), ErrorCode::UnknownField);
    EXPECT_EQ(codeOf(R"({"name":"x","inners":[{"count":1,"more":2}]})"), ErrorCode::UnknownField);
    EXPECT_EQ(codeOf(R"({"name":"x","name":"y","inners":[]})"), ErrorCode::MalformedJson);
    EXPECT_EQ(codeOf(R"({"inners":[]})"), ErrorCode::BadRequest);
    EXPECT_EQ(codeOf(R"({"name":5,"inners":[]})"), ErrorCode::BadRequest);
    EXPECT_EQ(codeOf(R"({"name":null,"inners":[]})"), ErrorCode::BadRequest);
    EXPECT_EQ(codeOf(R"({"name":"x","role":"root","inners":[]})"), ErrorCode::BadRequest);
    EXPECT_EQ(codeOf(R"({"name":"x","inners":[{"count":1.5}]})"), ErrorCode::BadRequest);
    EXPECT_EQ(codeOf(R"({"name":"x","inners":[{"count":99999999999}]})"), ErrorCode::BadRequest);
    EXPECT_EQ(codeOf(R"({"name":"x","inners":{}})"), ErrorCode::BadRequest);
    EXPECT_EQ(codeOf("[]"), ErrorCode::BadRequest);
    EXPECT_EQ(codeOf("{"), ErrorCode::MalformedJson);
}

TEST(Codec, TheErrorNamesTheMember)
{
    EXPECT_NE(decode<Outer>(R"({"name":"x","inners":[{"count":"y"}]})").error().detail.find("inners"),
              std::string::npos);
    EXPECT_NE(decode<Outer>(R"({"inners":[]})").error().detail.find("name"), std::string::npos);
}

TEST(Codec, EveryWordOfTheVocabularyComesBack)
{
    for (const auto role : {Role::ExportOperator, Role::SecurityApprover, Role::ArtifactDownloader,
                            Role::Admin, Role::ComplianceOfficer})
        EXPECT_EQ(enumFromText<Role>(enumText(role)), role);
    for (int i = 0; i <= static_cast<int>(JobState::Destroyed); ++i) {
        const auto state = static_cast<JobState>(i);
        EXPECT_EQ(enumFromText<JobState>(enumText(state)), state);
    }
    EXPECT_FALSE(enumFromText<Role>("Admin"));
    EXPECT_FALSE(enumFromText<Role>(""));
}

TEST(Codec, KnowsItsOwnTextWithoutWritingItAgain)
{
    std::string every;
    for (char c = 0; c < 0x7f; ++c)
        every += c;
    every += "\x7f"
             "Zoë \xE2\x80\xA8 \xF0\x9F\x94\x91";
    for (const auto& outer :
         {Outer{every, Role::Admin, {{1}, {2}}}, Outer{"", {}, {}}, Outer{"\"", {}, {{-1}}}}) {
        const auto text = encode(outer);
        EXPECT_TRUE(isEncoded(text, outer));
        EXPECT_FALSE(isEncoded(text + ' ', outer));
        for (std::size_t i = 0; i < text.size(); ++i) {
            auto changed = text;
            changed[i] = static_cast<char>(changed[i] ^ 1);
            EXPECT_FALSE(isEncoded(changed, outer)) << i;
            EXPECT_FALSE(isEncoded(std::string(text).erase(i), outer)) << i;
            EXPECT_FALSE(isEncoded(std::string(text).insert(i, " "), outer)) << i;
        }
    }
    EXPECT_FALSE(isEncoded(R"({"name":"\u0041","inners":[]})", Outer{"A", {}, {}}));
    EXPECT_FALSE(isEncoded(R"({"inners":[],"name":"A"})", Outer{"A", {}, {}}));
    EXPECT_FALSE(isEncoded(R"({"name":"A"})", Outer{"A", {}, {}}));
}

} // namespace
} // namespace countersign::wire
