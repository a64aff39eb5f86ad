#include "command/CommandLine.h"

#include <vector>

#include <CLI/CLI.hpp>
#include <gmock/gmock.h>

namespace countersign {

using testing::StartsWith;

namespace {

constexpr int wrongLine = 2;

// A program with commands, each with a required option.
LineRead read(std::vector<const char*> arguments)
{
    arguments.insert(arguments.begin(), "baker");
    std::string oven;
    CLI::App app("Bakes", "baker");
    app.require_subcommand(1);
    for (const auto* command : {"bake", "clean"})
        app.add_subcommand(command)->add_option("--oven", oven, "Which")->required();
    return readInto(app, static_cast<int>(arguments.size()), arguments.data(), wrongLine);
}

} // namespace

TEST(CommandLine, GoesOnWithWhatIsRight)
{
    const auto line = read({"bake", "--oven", "1"});
    EXPECT_FALSE(line.exit);
    EXPECT_EQ(line.text, "");
}

TEST(CommandLine, NamesWhatThereIsNotBeforeWhatIsMissing)
{
    const std::vector<std::pair<std::vector<const char*>, const char*>> slips = {
        {{"--nonsense"}, "There is no option --nonsense.\nRun baker --help "},
        {{"bakr"}, "There is no command bakr.\nRun baker --help "},
        {{"bakr", "--oven", "1"}, "There is no command bakr.\n"},
        {{"bake", "--ovn", "1"}, "There is no option --ovn.\nRun baker bake --help "},
        {{"bake", "--oven", "1", "bread"}, "There is no place for bread: it is one argument too many.\n"},
    };
    for (const auto& [arguments, sentence] : slips) {
        const auto line = read(arguments);
        EXPECT_TRUE(line.exit);
        EXPECT_EQ(line.exitCode, wrongLine);
        EXPECT_THAT(line.text, StartsWith(sentence));
    }
}

TEST(CommandLine, SaysWhatIsMissing)
{
    EXPECT_THAT(read({"bake"}).text, testing::HasSubstr("--oven"));
    EXPECT_EQ(read({}).exitCode, wrongLine);
}

TEST(CommandLine, TellsVersionAndHelp)
{
    const auto version = read({"--version"});
    EXPECT_TRUE(version.exit);
    EXPECT_EQ(version.exitCode, 0);
    EXPECT_EQ(version.text, "baker " COUNTERSIGN_VERSION "\n"); // as `countersign --version`
    EXPECT_EQ(read({"--help"}).exitCode, 0);
    EXPECT_THAT(read({"--help"}).text, StartsWith("Bakes"));
}

} // namespace countersign
