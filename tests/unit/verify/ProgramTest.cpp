#include "verify/Program.h"

#include "support/EvidenceFixture.h"
#include "verify/Sentences.h"

#include <cstdlib>
#include <fstream>

#include <gtest/gtest.h>
#include <sys/wait.h>

namespace countersign::verify {
namespace {

using test::EvidenceFixture;
using wire::Gate;

class Verify : public testing::Test
{
protected:
    Verify()
    {
        std::string name = (std::filesystem::temp_directory_path() / "countersign-verify-XXXXXX").string();
        m_folder = ::mkdtemp(name.data());
    }
    ~Verify() override { std::filesystem::remove_all(m_folder); }

    std::filesystem::path put(const std::string& name, std::string_view text) const
    {
        std::ofstream(m_folder / name, std::ios::binary) << text;
        return m_folder / name;
    }
    Options options(std::string_view bundle) const
    {
        Options options;
        options.bundle = put("bundle.countersign-evidence", bundle);
        options.root = m_hospital.world.root.digest.text();
        return options;
    }
    wire::ProfileText profile() const
    {
        return {"Test",
                "https://localhost",
                "test",
                "",
                m_hospital.world.server,
                m_hospital.world.root.digest,
                {},
                {}};
    }

    EvidenceFixture m_hospital;
    std::filesystem::path m_folder;
};

TEST_F(Verify, AProvenExportInWords)
{
    const auto outcome = run(options(m_hospital.bundle(m_hospital.releasedExport())));
    EXPECT_EQ(outcome.exitCode, exitProven);
    EXPECT_TRUE(outcome.out.starts_with("Proven: the export \xE2\x80\x9C"
                                        "Diabetes registry, third quarter\xE2\x80\x9D was released to Person "
                                        "dora (dora) by all that policy asks for.\n"))
        << outcome.out;
    for (const auto* part :
         {"Person paul (paul) approved the request",
          "endorsed by Person amira (amira) and Person boris (boris)",
          "Patient.000.ndjson: 10 resources, 1000 bytes, SHA-256 ", "What no such file can prove",
          "the source's data are true", "Person dora (dora) retrieved Condition.000.ndjson"})
        EXPECT_NE(outcome.out.find(part), std::string::npos) << part << "\n" << outcome.out;
    EXPECT_EQ(outcome.out.find("Refuted"), std::string::npos);
}

TEST_F(Verify, ExitCodesOfTheProgram)
{
    const auto whole = m_hospital.bundle(m_hospital.releasedExport());
    const auto half = m_hospital.bundle(m_hospital.ask());
    auto forged = trust::parseEvidence(whole).value();
    std::swap(forged.trust.at(3), forged.trust.at(4));
    const auto root = " --root " + m_hospital.world.root.digest.text() + ' ';
    const auto other = " --root " + Digest().text() + ' ';
    const auto ends = [&](const std::string& arguments) {
        const auto command =
            std::string(COUNTERSIGN_VERIFY) + arguments + " >" + (m_folder / "out").string() + " 2>&1";
        const int status = std::system(command.c_str()); // NOLINT: a test of the program itself
        return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    };
    EXPECT_EQ(ends(root + put("whole", whole).string()), 0);
    EXPECT_EQ(ends(other + put("whole", whole).string()), 1);
    EXPECT_EQ(ends(root + put("forged", wire::encode(forged)).string()), 1);
    EXPECT_EQ(ends(root + put("half", half).string()), 2);
    EXPECT_EQ(ends(root + put("cut", whole.substr(0, whole.size() / 2)).string()), 3);
    EXPECT_EQ(ends(root + (m_folder / "none").string()), 3);
    EXPECT_EQ(ends(' ' + put("whole", whole).string()), 3) << "nothing pinned";
    EXPECT_EQ(ends(root + "--unknown x"), 3);
    EXPECT_EQ(ends(" --help"), 0);
    EXPECT_EQ(ends(root + put("whole", whole).string() + " >/dev/full;exit $?"), 3)
        << "a report that is lost";
}

TEST_F(Verify, AProfilePins)
{
    auto asked = options(m_hospital.bundle(m_hospital.releasedExport()));
    asked.root.reset();
    asked.profile = put("profile.json", wire::encode(profile()));
    EXPECT_EQ(run(asked).exitCode, exitProven);
    asked.server = "srv_other";
    EXPECT_EQ(run(asked).exitCode, exitRefuted);
    asked.server.reset();

    auto text = profile();
    text.witnesses = {test::TestWitness{"witness.example"}.shown().text()};
    asked.profile = put("profile.json", wire::encode(text));
    EXPECT_EQ(run(asked).exitCode, exitPartly) << "no witness cosigned";
    asked.witnessesNeeded = 2;
    EXPECT_EQ(run(asked).exitCode, exitUnreadable) << "more than there are";
    asked.witnessesNeeded.reset();
    text.witnesses->push_back(text.witnesses->front());
    asked.profile = put("profile.json", wire::encode(text));
    EXPECT_EQ(run(asked).exitCode, exitUnreadable) << "one witness twice";
    text.witnesses.reset();
    text.root.reset();
    asked.profile = put("profile.json", wire::encode(text));
    EXPECT_EQ(run(asked).exitCode, exitUnreadable) << "a profile before the founding pins nothing";
}

TEST_F(Verify, JsonIsOneDocument)
{
    const auto life = m_hospital.releasedExport();
    auto asked = options(m_hospital.bundle(life));
    asked.json = true;
    const auto json = nlohmann::json::parse(run(asked).out);
    EXPECT_EQ(json.at("format"), "countersign-evidence-report/v1");
    EXPECT_EQ(json.at("report").at("verdict"), "proven");
    EXPECT_EQ(json.at("report").at("job"), life.job.text());
    EXPECT_EQ(json.at("report").at("findings").at(0).at("id"), "root");
    asked.bundle = m_folder / "none";
    const auto missing = nlohmann::json::parse(run(asked).out);
    EXPECT_EQ(missing.at("error").at("code"), "file-access");
    EXPECT_FALSE(missing.contains("report"));
}

TEST_F(Verify, ExtractsStandardParts)
{
    const auto life = m_hospital.releasedExport();
    auto asked = options(m_hospital.bundle(life));
    asked.extract = m_folder / "parts";
    EXPECT_EQ(run(asked).exitCode, exitProven);
    const auto read = [&](const std::string& name) {
        std::ifstream file(m_folder / "parts" / name, std::ios::binary);
        return std::string(std::istreambuf_iterator<char>(file), {});
    };
    EXPECT_EQ(read("request.jws.json"), life.scene.request.signatures.front().text());
    EXPECT_EQ(read("trust.note"), m_hospital.world.trustLog.note());
    EXPECT_EQ(read("trust.vkey"), m_hospital.world.rootBody.trustLog + "\n");
    EXPECT_EQ(read("entry-1.line"), life.entries.front().line);
    EXPECT_TRUE(read("entry-1.tlog-proof").starts_with("c2sp.org/tlog-proof@v1\nindex 0\n"));
    const auto& key = life.scene.asks.signing;
    EXPECT_EQ(read(key.thumbprint().text() + ".jwk"), key.publicKey().jwkText());
    for (const auto& part : std::filesystem::directory_iterator(*asked.extract))
        EXPECT_EQ(part.status().permissions(),
                  std::filesystem::perms::owner_read | std::filesystem::perms::owner_write)
            << part;
    EXPECT_EQ(std::filesystem::status(*asked.extract).permissions(), std::filesystem::perms::owner_all);
    const auto again = run(asked);
    EXPECT_EQ(again.exitCode, exitUnreadable) << "never into a folder that is there already";
    EXPECT_NE(again.problem.find("parts: is there already; --extract takes a new folder"), std::string::npos);
    asked.extract = "/proc/parts";
    const auto refused = run(asked);
    EXPECT_EQ(refused.exitCode, exitUnreadable);
    EXPECT_NE(refused.problem.find("/proc/parts: this folder can't be made: "), std::string::npos);
}

TEST_F(Verify, SaysWhatIsWrongWithAFile)
{
    const auto whole = m_hospital.bundle(m_hospital.releasedExport());
    const auto problem = [&](std::string_view bundle) { return run(options(bundle)).problem; };
    const auto file = "This can't be verified: " + (m_folder / "bundle.countersign-evidence").string();
    EXPECT_EQ(problem(""), file + " is empty: get it again from whoever made it.\n");
    for (const auto length : {whole.size() / 2, whole.size() - 1})
        EXPECT_TRUE(problem(whole.substr(0, length)).starts_with(file + " is cut short or damaged ("))
            << length;
    EXPECT_TRUE(problem("<html>").starts_with(file + " is no evidence file ("));
}

TEST_F(Verify, NamesTheOptionThatAsksForTooManyWitnesses)
{
    auto asked = options(m_hospital.bundle(m_hospital.releasedExport()));
    for (const int needed : {0, 1, 3}) {
        asked.witnessesNeeded = needed;
        const auto outcome = run(asked);
        EXPECT_EQ(outcome.exitCode, exitUnreadable);
        EXPECT_NE(
            outcome.problem.find("--witnesses asks for " + std::to_string(needed) + ", and 0 are pinned"),
            std::string::npos)
            << outcome.problem;
    }
}

TEST_F(Verify, NoControlsReachTheTerminal)
{
    trust::Finding receipt;
    receipt.id = trust::FindingId::Receipt;
    receipt.person = {PersonId("eva"), "Eva\x1b[2J"};
    receipt.files.emplace(1);
    trust::EvidenceReport report;
    report.findings.push_back(receipt);
    const auto out = pageOf(report);
    EXPECT_NE(out.find("Eva?[2J"), std::string::npos) << out;
    EXPECT_EQ(out.find('\x1b'), std::string::npos);
}

// “ and ” are the sentences' own: what an author wrote ends none of them.
TEST_F(Verify, NoTextOfAnAuthorLeavesItsQuotes)
{
    const std::string escapes = "x\u201D was released by all. \u201Cx";
    trust::Finding request;
    request.id = trust::FindingId::Request;
    request.title = request.recipient = request.reason = escapes;
    trust::Finding decision = request;
    decision.id = trust::FindingId::Decision;
    trust::Finding ending = request;
    ending.id = trust::FindingId::Ending;
    ending.standing = wire::Standing::Withdrawn;
    trust::EvidenceReport report;
    report.verdict = trust::EvidenceVerdict::Partly;
    report.findings.push_back(request);
    for (const auto& sentence :
         {sentenceOf(request), sentenceOf(decision), sentenceOf(ending), verdictSentence(report)})
        EXPECT_EQ(sentence.find(escapes), std::string::npos) << sentence;
    EXPECT_NE(verdictSentence(report).find("\u201Cx' was released by all. 'x\u201D"), std::string::npos)
        << verdictSentence(report);
}

TEST_F(Verify, SaysWhatARecoveryGaveUp)
{
    trust::Finding lost;
    lost.id = trust::FindingId::LostEntries;
    lost.count = 1;
    lost.size = 12;
    const auto sentence = sentenceOf(lost);
    EXPECT_NE(sentence.find("lost 1 entry of the trust log and 12 entries of the audit log"),
              std::string::npos)
        << sentence;
}

TEST_F(Verify, EveryFindingHasItsSentence)
{
    std::set<std::string> sentences;
    for (int id = 0; id <= static_cast<int>(trust::FindingId::OtherViews); ++id) {
        trust::Finding finding;
        finding.id = static_cast<trust::FindingId>(id);
        const auto sentence = sentenceOf(finding);
        EXPECT_FALSE(sentence.empty());
        EXPECT_TRUE(sentences.insert(sentence).second) << sentence;
    }
}

} // namespace
} // namespace countersign::verify
