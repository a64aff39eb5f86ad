#include "trialsource/Options.h"

#include "tests/unit/trialsource/Reading.h"

#include <gmock/gmock.h>

namespace countersign::trialsource {

namespace {

CommandLine read(std::vector<std::string> more)
{
    const test::Folder folder;
    folder.write("file", "x");
    const auto file = (folder.path() / "file").string();
    std::vector<std::string> all = {"countersign-trialsource",
                                    "--certificate",
                                    file,
                                    "--key",
                                    file,
                                    "--client-id",
                                    "c",
                                    "--client-jwks",
                                    file};
    all.insert(all.end(), more.begin(), more.end());
    std::vector<const char*> pointers;
    for (const auto& each : all)
        pointers.push_back(each.c_str());
    return readCommandLine(static_cast<int>(pointers.size()), pointers.data());
}

} // namespace

TEST(Options, readsNumbers)
{
    const auto line = read({"--seed", "9", "--patients", "12", "--slow-bytes-per-second", "1000"});
    ASSERT_FALSE(line.exit) << line.text;
    EXPECT_EQ(line.options.seed, 9U);
    EXPECT_EQ(line.options.patients, 12U);
    EXPECT_EQ(line.options.slowBytesPerSecond, 1000U);
}

TEST(Options, takeSeveralMisbehaviours)
{
    const auto line = read({"--misbehave", "busy@kick-off:503,date+30*2", "--misbehave", "crlf"});
    ASSERT_FALSE(line.exit) << line.text;
    ASSERT_EQ(line.options.faults.size(), 2U);
    EXPECT_EQ(line.options.faults[0].kind, FaultKind::Busy);
    EXPECT_EQ(line.options.faults[1].kind, FaultKind::Crlf);
    EXPECT_THAT(read({"--help"}).text, testing::HasSubstr("no-last-newline"));
}

TEST(Options, wrongOnesAreNamed)
{
    for (const auto& wrong : std::vector<std::vector<std::string>>{{"--patients", "none"},
                                                                   {"--patients", "0"},
                                                                   {"--replicate", "2"},
                                                                   {"--folder", "/nowhere/at/all"},
                                                                   {"--port", "70000"},
                                                                   {"--misbehave", "crlf@token"},
                                                                   {"--colour", "red"}}) {
        const auto line = read(wrong);
        EXPECT_TRUE(line.exit);
        EXPECT_EQ(line.exitCode, 2);
        EXPECT_THAT(line.text, testing::HasSubstr(wrong[0]));
    }
}

} // namespace countersign::trialsource
