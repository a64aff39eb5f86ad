#include "unit/trust/TrailWorld.h"

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <regex>
#include <set>

namespace countersign::test {
namespace {

// Every text of the form `word.word` in the server's sources is an action, or a file of its folder.
TEST(TrailActions, AreThoseOfTheServersSources)
{
    const std::filesystem::path sources = COUNTERSIGN_SERVER_SOURCES;
    const std::regex action(R"re("([a-z]+\.[a-z-]+)")re");
    std::set<std::string> written;
    for (const auto& file : std::filesystem::recursive_directory_iterator(sources)) {
        if (file.path().extension() != ".cpp" && file.path().extension() != ".h")
            continue;
        std::ifstream stream(file.path());
        const std::string text(std::istreambuf_iterator<char>(stream), {});
        for (auto found = std::sregex_iterator(text.begin(), text.end(), action);
             found != std::sregex_iterator(); ++found)
            if (!(*found)[1].str().ends_with(".db"))
                written.insert((*found)[1].str());
    }
    for (int type = 0; type <= static_cast<int>(wire::StatementType::LogRecovery); ++type)
        written.emplace(trust::adminActionOf(static_cast<wire::StatementType>(type)));
    std::set<std::string> known;
    for (const auto& [name, kind] : trust::trailActions())
        known.emplace(name);
    EXPECT_EQ(written, known);
}

} // namespace
} // namespace countersign::test
