#include "bench/Pipe.h"

#include "bench/Ratio.h"

#include <array>
#include <atomic>
#include <cstdio>
#include <thread>

namespace countersign::bench {

namespace {

std::string outputOf(const std::string& command)
{
    auto* pipe = popen(command.c_str(), "re");
    if (!pipe)
        return {};
    std::string output;
    std::array<char, 256> piece{};
    while (fgets(piece.data(), piece.size(), pipe))
        output += piece.data();
    pclose(pipe);
    return output;
}

} // namespace

double secondsOfPipes(const Nginx& server, const std::vector<std::pair<std::string, Digest>>& pathsAndDigests)
{
    std::atomic<std::size_t> right = 0;
    const auto seconds = secondsOf([&] {
        std::vector<std::jthread> threads;
        for (const auto& each : pathsAndDigests)
            threads.emplace_back([&] {
                const auto output = outputOf("curl -s --cacert '" + server.caFile().string() + "' '" +
                                             server.base() + each.first + "' | openssl dgst -sha256");
                right += output.find(each.second.hexText()) != std::string::npos ? 1 : 0;
            });
    });
    if (right != pathsAndDigests.size())
        throw std::runtime_error("curl | openssl dgst: another digest");
    return seconds;
}

} // namespace countersign::bench
