#include "trialsource/Misbehaviour.h"

#include "tests/unit/trialsource/Reading.h"
#include "trialsource/FaultBodies.h"
#include "trialsource/Gzip.h"

#include <cstdlib>

#include <gmock/gmock.h>

namespace countersign::trialsource {

namespace {

using testing::HasSubstr;

/// What `gzip` itself makes of it, as a number of bytes; -1 where it refuses.
long unpackedSize(Body packed)
{
    const test::Folder folder;
    folder.write("a.gz", readWhole(*packed).value());
    const auto path = (folder.path() / "a.gz").string();
    if (std::system(("gzip -dc < " + path + " > " + path + ".plain").c_str()) != 0)
        return -1;
    return static_cast<long>(std::filesystem::file_size(path + ".plain"));
}

std::string wholeOf(const Body& body)
{
    return readWhole(*body).value();
}

http::Request request(std::string path)
{
    http::Request made;
    made.method = "GET";
    made.path = made.target = std::move(path);
    return made;
}

class MisbehaviourTest : public testing::Test
{
protected:
    /// What becomes of `honest` at a path.
    http::Response answer(const std::string& path)
    {
        return m_own.answer(request(path), [&](const http::Request&) {
            ++m_honest;
            http::Response response;
            response.body = m_honestBody;
            return response;
        });
    }
    void become(const std::vector<std::string>& texts)
    {
        std::vector<Fault> faults;
        for (const auto& text : texts)
            faults.push_back(readFault(text).value());
        m_own.become(std::move(faults));
    }

    SystemClock m_clock;
    std::string m_honestBody = "{}";
    int m_honest = 0;
    Misbehaviour m_own{{}, "https://source.example", m_clock, {[] {}, {}}};
};

} // namespace

TEST(Fault, hasAPlaceAParameterAndTimes)
{
    const auto fault = readFault("busy@token:429,Tue, 24 Nov 2026 08:00:00 GMT*3");
    ASSERT_TRUE(fault) << fault.error().detail;
    EXPECT_EQ(fault->kind, FaultKind::Busy);
    EXPECT_EQ(fault->place, FaultPlace::Token);
    EXPECT_EQ(fault->parameter, "429,Tue, 24 Nov 2026 08:00:00 GMT");
    EXPECT_EQ(fault->times, 3U);
    EXPECT_EQ(readFault("cut")->place, FaultPlace::File);
    EXPECT_EQ(readFault("cut:1000")->number, 1000);
    EXPECT_EQ(readFault("count:-2")->number, -2);
    EXPECT_EQ(readFault("redirect:https://a.example:8443")->parameter, "https://a.example:8443");
    EXPECT_FALSE(readFault("down")->times);
}

TEST(Fault, whatMakesNoSenseIsRefused)
{
    for (const auto* text : {"", "sleep", "cut@moon", "cut:much", "cut:-1", "cut*often", "down:5", "redirect",
                             "crlf@token", "count@file", "endless@manifest"})
        EXPECT_FALSE(readFault(text)) << text;
    EXPECT_THAT(faultKinds(), HasSubstr("gzip-bomb@file:1073741824  packs so many blanks\n"));
}

TEST(FaultBodies, changeNothingElse)
{
    EXPECT_EQ(wholeOf(crlfBody(textBody("a\nb\nc"))), "a\r\nb\r\nc");
    EXPECT_EQ(wholeOf(withoutLastNewline(joined("a\n", joined("\n", textBody("b\n"))))), "a\n\nb");
    EXPECT_EQ(wholeOf(withoutLastNewline(textBody("\n"))), "");
    EXPECT_EQ(wholeOf(slowBody(textBody("abc"), 1'000'000, {})), "abc");
    EXPECT_EQ(wholeOf(longLine("Patient", 5)), "{\"resourceType\":\"Patient\",\"id\":\"xxxxx\"}\n");
    const auto cut = cutBody(textBody("abc"), 2);
    EXPECT_EQ(textOf(cut->next().value()), "ab");
    EXPECT_FALSE(cut->next());
}

TEST(Gzip, isWhatGzipReads)
{
    EXPECT_EQ(unpackedSize(gzipBody(joined("ab", textBody(std::string(200'000, 'c'))))), 200'002);
    EXPECT_EQ(unpackedSize(gzipBody(textBody({}))), 0);
    EXPECT_EQ(unpackedSize(gzipBomb(258 * 1000)), 258 * 1000 + 1);
    EXPECT_LT(wholeOf(gzipBomb(10'000'000)).size(), 65'000U);
}

TEST_F(MisbehaviourTest, befallsItsPlaceAndAsOftenAsIsSaid)
{
    become({"refuse@token:401*2"});
    EXPECT_EQ(answer("/fhir/metadata").status, 200);
    EXPECT_EQ(answer("/auth/token").status, 401);
    EXPECT_EQ(answer("/auth/token").status, 401);
    EXPECT_EQ(answer("/auth/token").status, 200);
    EXPECT_EQ(m_honest, 2);
}

TEST_F(MisbehaviourTest, changesAreDoneOneAfterTheOther)
{
    m_honestBody = "a\nb\n";
    become({"crlf", "no-last-newline", "short:3"});
    const auto changed = answer("/fhir/bulkfiles/job_1/1.Patient.ndjson");
    EXPECT_EQ(wholeOf(changed.source), "a\r\nb\r");
    EXPECT_EQ(changed.length, 8U);
}

TEST_F(MisbehaviourTest, aManifestSaysWhatTheFilesWillBe)
{
    m_honestBody = R"({"request":"https://source.example/x","requiresAccessToken":true,"error":[],)"
                   R"("output":[{"type":"Patient","url":"https://source.example/f","count":3}]})";
    become({"count:-1", "errors:2", "elsewhere:https://b.example", "open-files"});
    const auto changed = nlohmann::json::parse(answer("/fhir/bulkstatus/job_1").body);
    EXPECT_EQ(changed["output"][0]["count"], 2);
    EXPECT_EQ(changed["output"][0]["url"], "https://b.example/f");
    EXPECT_EQ(changed["error"].size(), 2U);
    EXPECT_EQ(changed["requiresAccessToken"], false);
    become({"empty"});
    EXPECT_THAT(answer("/fhir/bulkstatus/job_1").body, HasSubstr("\"count\":0"));
}

TEST_F(MisbehaviourTest, whoIsKeptWaitingIsLetGo)
{
    become({"silent"});
    std::thread letsGo([this] {
        while (!m_own.has(FaultKind::Silent))
            std::this_thread::yield();
        m_own.stop();
    });
    EXPECT_TRUE(answer("/fhir/metadata").hangUp);
    letsGo.join();
    EXPECT_EQ(m_honest, 0);
}

} // namespace countersign::trialsource
