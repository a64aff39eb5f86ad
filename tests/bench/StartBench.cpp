#include "bench/Ratio.h"
#include "bench/Scratch.h"
#include "bench/Screen.h"
#include "crypto/Certificates.h"

#include <thread>

#include <nlohmann/json.hpp>

/// From exec to the first window that can be seen, by the same means for both: `countersign` with its sign-in
/// page, and Debian's KeePassXC, which is of the same kind (Qt Widgets, secrets, a page to unlock). Both have
/// started once before.
namespace countersign::bench {

namespace {

constexpr auto glance = std::chrono::milliseconds(2);
constexpr auto patience = std::chrono::seconds(60);

class Starts
{
public:
    Starts() { m_environment = environment(); }

    [[nodiscard]] double secondsOf(const std::vector<std::string>& command, const std::string& title) const
    {
        std::unique_ptr<Child> program;
        return bench::secondsOf([&] {
            program = std::make_unique<Child>(command, m_environment);
            waitUntilSeen(*program, title);
        });
    }

    /// A profile of a server that is not there: the sign-in page stands all the same.
    [[nodiscard]] std::string profile() const
    {
        const nlohmann::json profile{{"name", "Bench"},
                                     {"url", "https://localhost:1"},
                                     {"environment", "test"},
                                     {"ca", must(crypto::makeTrialCa("Bench CA")).certificatePem},
                                     {"server", "srv_bench"}};
        return m_scratch.write("profile.json", profile.dump()).string();
    }

private:
    [[nodiscard]] std::vector<std::string> environment() const
    {
        std::vector<std::string> variables{"DISPLAY=" + m_screen.name(), "QT_QPA_PLATFORM=xcb",
                                           "HOME=" + m_scratch.folder("home").string(), "LC_ALL=C.UTF-8"};
        const auto runtime = m_scratch.folder("runtime");
        std::filesystem::permissions(runtime, std::filesystem::perms::owner_all);
        variables.push_back("XDG_RUNTIME_DIR=" + runtime.string());
        for (const auto* name : {"XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"})
            variables.push_back(std::string(name) + '=' + m_scratch.folder(name).string());
        return variables;
    }

    void waitUntilSeen(Child& program, const std::string& title) const
    {
        const auto end = std::chrono::steady_clock::now() + patience;
        std::string seen;
        while (program.runs() && std::chrono::steady_clock::now() < end) {
            for (const auto& one : m_screen.titlesOf(program.id())) {
                if (one.find(title) != std::string::npos)
                    return;
                seen = one;
            }
            std::this_thread::sleep_for(glance);
        }
        throw std::runtime_error("no window of " + title + "; last '" + seen + "'");
    }

    ScratchFolder m_scratch;
    Screen m_screen;
    std::vector<std::string> m_environment;
};

// COUNTERSIGN_BIN names the folder of the programs, as for installer/trial.sh; else they lie beside this one.
std::string console()
{
    const auto* named = std::getenv("COUNTERSIGN_BIN");
    const std::filesystem::path folder =
        named ? named : std::filesystem::read_symlink("/proc/self/exe").parent_path();
    return (folder / "countersign").string();
}

void startToSignIn(benchmark::State& state)
{
    const Starts starts;
    const std::vector<std::string> own{console(), "--profile", starts.profile()};
    const auto ours = [&] { return starts.secondsOf(own, "Countersign"); };
    const auto theirs = [&] { return starts.secondsOf({"keepassxc"}, "KeePassXC"); };
    ours();
    theirs();
    compareTimes(state, ours, theirs);
}
void startToSignInGuarded(benchmark::State& state)
{
    guarded(state, [&] { startToSignIn(state); });
}
BENCHMARK(startToSignInGuarded)
    ->Name("startToSignIn")
    ->Iterations(11)
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);

} // namespace

} // namespace countersign::bench
