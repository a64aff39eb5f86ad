#include "server/Program.h"

#include <vector>

#include <gmock/gmock.h>

namespace countersign::test {

using server::ProgramOptions;
using testing::HasSubstr;

namespace {

// Any file that exists.
constexpr auto file = "/proc/self/exe";

server::ProgramLine read(std::vector<const char*> arguments)
{
    arguments.insert(arguments.begin(), "countersignd");
    return server::readProgramLine(static_cast<int>(arguments.size()), arguments.data());
}

} // namespace

TEST(ProgramLineTest, ReadsEachCommand)
{
    const auto init = read({"init", "--config", file, "--people", file, "--codes-file", "codes"});
    EXPECT_FALSE(init.exit) << init.text;
    EXPECT_EQ(init.options.command, ProgramOptions::Command::Init);
    EXPECT_EQ(init.options.codesFile, "codes");
    EXPECT_FALSE(init.options.codesToStdout);
    const auto serve = read({"serve", "--config", file, "--port-file", "port"});
    EXPECT_EQ(serve.options.command, ProgramOptions::Command::Serve);
    EXPECT_EQ(serve.options.portFile, "port");
    const auto unlock = read({"unlock", "--config", file, "amira"});
    EXPECT_EQ(unlock.options.command, ProgramOptions::Command::Unlock);
    EXPECT_EQ(unlock.options.person, "amira");
    const auto newCode = read({"new-code", "--config", file, "--codes-to-stdout", "silva"});
    EXPECT_EQ(newCode.options.command, ProgramOptions::Command::NewCode);
    EXPECT_EQ(newCode.options.person, "silva");
    EXPECT_TRUE(newCode.options.codesToStdout);
    const auto recover = read({"recover", "--config", file, "--lost", file, "--lost", file});
    EXPECT_EQ(recover.options.command, ProgramOptions::Command::Recover) << recover.text;
    EXPECT_EQ(recover.options.lost.size(), 2U);
    EXPECT_EQ(read({"next-keys", "--config", file}).options.command, ProgramOptions::Command::NextKeys);
}

TEST(ProgramLineTest, AsksWhereCodesAreToGo)
{
    const auto init = read({"init", "--config", file, "--people", file});
    EXPECT_TRUE(init.exit);
    EXPECT_EQ(init.exitCode, 2);
    EXPECT_TRUE(read({"new-code", "--config", file, "silva"}).exit);
}

TEST(ProgramLineTest, RefusesAProfileWithoutItsCa)
{
    const auto line =
        read({"init", "--config", file, "--people", file, "--codes-to-stdout", "--profile-file", "p"});
    EXPECT_TRUE(line.exit);
    EXPECT_THAT(line.text, HasSubstr("--ca-file"));
}

TEST(ProgramLineTest, EndsWithHelpOrWithoutACommand)
{
    EXPECT_EQ(read({"--help"}).exitCode, 0);
    EXPECT_THAT(read({"--help"}).text, HasSubstr("serve"));
    EXPECT_EQ(read({}).exitCode, 2);
    EXPECT_EQ(read({"serve", "--config", "/nowhere"}).exitCode, 2);
}

} // namespace countersign::test
