#include "server/source/SourceManifest.h"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

namespace countersign::server {

namespace {

using nlohmann::json;

json good()
{
    return {{"transactionTime", "2026-11-24T08:00:00Z"},
            {"request", "https://source.example/fhir/$export"},
            {"requiresAccessToken", true},
            {"output",
             {{{"type", "Patient"}, {"url", "https://source.example/1"}, {"count", 12}},
              {{"type", "Observation"}, {"url", "https://files.example:8443/2?sig=a%2Fb"}}}},
            {"error", json::array()},
            {"extension", {{"https://source.example/x", 1}}}};
}

ErrorCode refusal(const json& manifest)
{
    const auto parsed = parseSourceManifest(manifest.dump());
    EXPECT_FALSE(parsed) << manifest.dump();
    return parsed ? ErrorCode::Internal : parsed.error().code;
}

} // namespace

TEST(SourceManifest, holdsNoMoreFilesThanAReleaseMay)
{
    auto many = good();
    const auto file = many["output"][0];
    many["output"] = json::array();
    for (std::size_t i = 0; i < mostManifestFiles; ++i)
        many["output"].push_back(file);
    EXPECT_TRUE(parseSourceManifest(many.dump()));
    many["output"].push_back(file);
    EXPECT_EQ(refusal(many), ErrorCode::SourceData);
}

TEST(SourceManifest, readsWhatBulkDataSays)
{
    const auto manifest = parseSourceManifest(good().dump());
    ASSERT_TRUE(manifest) << manifest.error().detail;
    EXPECT_EQ(manifest->transactionTime, "2026-11-24T08:00:00Z");
    EXPECT_TRUE(manifest->requiresAccessToken);
    ASSERT_EQ(manifest->files.size(), 2U);
    EXPECT_EQ(manifest->files[0].type, "Patient");
    EXPECT_EQ(manifest->files[0].count, 12U);
    EXPECT_EQ(manifest->files[1].url, "https://files.example:8443/2?sig=a%2Fb");
    EXPECT_FALSE(manifest->files[1].count);
    EXPECT_EQ(manifest->errorFiles, 0U);
    EXPECT_FALSE(manifest->next);
}

TEST(SourceManifest, countsErrorsAndDeletionsAndKnowsTheNextPage)
{
    auto text = good();
    text["error"] = {{{"type", "OperationOutcome"}, {"url", "https://source.example/e"}}};
    text["deleted"] = {{{"type", "Bundle"}, {"url", "https://source.example/d"}}, {}};
    text["link"] = {{{"relation", "self"}, {"url", "x"}},
                    {{"relation", "next"}, {"url", "https://source.example/p2"}}};
    const auto manifest = parseSourceManifest(text.dump());
    ASSERT_TRUE(manifest) << manifest.error().detail;
    EXPECT_EQ(manifest->errorFiles, 1U);
    EXPECT_EQ(manifest->deletedFiles, 2U);
    EXPECT_EQ(manifest->next, "https://source.example/p2");
}

TEST(SourceManifest, typesThatAreNoTypesAreRefused)
{
    for (const auto* type : {"", "patient", "../Patient", "Patient/x", "Pat ient", "Patient\n",
                             "P\u00e4tient", "Patient.ndjson"}) {
        auto manifest = good();
        manifest["output"][0]["type"] = type;
        EXPECT_EQ(refusal(manifest), ErrorCode::SourceOtherType) << type;
    }
    EXPECT_FALSE(isResourceType(std::string(65, 'A')));
    EXPECT_TRUE(isResourceType("MedicationAdministration"));
}

TEST(SourceManifest, addressesThatAreNotPlainHttpsAreRefused)
{
    for (const auto* url :
         {"", "http://source.example/1", "file:///etc/passwd", "/relative", "//source.example/1",
          "source.example/1", "https://user:pass@source.example/1", "https://source.example/1#part",
          "https://source.example/1\r\nX: y", "https://source.example/a b", "ftp://source.example/1"}) {
        auto manifest = good();
        manifest["output"][1]["url"] = url;
        const auto code = refusal(manifest);
        EXPECT_TRUE(code == ErrorCode::SourceData || code == ErrorCode::SourceElsewhere) << url;
    }
}

TEST(SourceManifest, membersThatAreMissingOrOfAnotherKindAreRefused)
{
    for (const auto* name : {"transactionTime", "requiresAccessToken", "output"}) {
        auto manifest = good();
        manifest.erase(name);
        EXPECT_EQ(refusal(manifest), ErrorCode::SourceData) << name;
        manifest[name] = 5;
        EXPECT_EQ(refusal(manifest), ErrorCode::SourceData) << name;
    }
    for (const json& count : {json(-1), json(1.5), json("3"), json(nullptr)}) {
        auto manifest = good();
        manifest["output"][0]["count"] = count;
        EXPECT_EQ(refusal(manifest), ErrorCode::SourceData) << count;
    }
    for (const auto* name : {"error", "deleted", "link"}) {
        auto manifest = good();
        manifest[name] = "none";
        EXPECT_EQ(refusal(manifest), ErrorCode::SourceData) << name;
    }
    auto odd = good();
    odd["output"][0] = "Patient";
    EXPECT_EQ(refusal(odd), ErrorCode::SourceData);
    odd = good();
    odd["output"][0].erase("url");
    EXPECT_EQ(refusal(odd), ErrorCode::SourceData);
    odd = good();
    odd["link"] = {{{"relation", "next"}, {"url", "https://a.example"}},
                   {{"relation", "next"}, {"url", "https://b.example"}}};
    EXPECT_EQ(refusal(odd), ErrorCode::SourceData);
}

TEST(SourceManifest, theTransactionTimeIsAnInstantAndNothingElse)
{
    for (const auto* time : {"2026-11-24T08:00:00Z", "2026-11-24T08:00:00.123456Z",
                             "2026-11-24T08:00:00+01:00", "2026-11-24T08:00:00.5-05:00"}) {
        auto manifest = good();
        manifest["transactionTime"] = time;
        EXPECT_TRUE(parseSourceManifest(manifest.dump())) << time;
    }
    for (const auto* time : {"", "Maria-Muster-1957", "2026-11-24", "2026-11-24T08:00:00",
                             "2026-11-24T08:00:00.Z", "2026-11-24T08:00:00Z/Maria",
                             "2026-11-24T08:00:00+0100", "2026-11-24T08:00:00.00000000000000000000000001Z"}) {
        auto manifest = good();
        manifest["transactionTime"] = time;
        EXPECT_EQ(refusal(manifest), ErrorCode::SourceData) << time;
    }
}

TEST(SourceManifest, textThatIsNoManifestIsRefused)
{
    auto twice = good().dump();
    twice.insert(1, "\"output\":[],");
    for (const auto& text : {std::string(), std::string("[]"), std::string("<html>"),
                             good().dump().substr(0, 100), twice, good().dump() + "x"})
        EXPECT_FALSE(parseSourceManifest(text)) << text;
}

} // namespace countersign::server
