#include "e2e/TrialForgery.h"

#include <cstdio>
#include <cstring>
#include <exception>

#include <QFile>

/// For `installer/lie.sh`: what somebody could do who owns the stopped server's disk. Ships with nothing.
int main(int count, char** arguments)
{
    using countersign::e2e::TrialForgery;
    const bool undo = count == 3 && std::strcmp(arguments[2], "--undo") == 0;
    if (count != 2 && !undo) {
        std::fprintf(stderr, "countersign-forge DATA-FOLDER [--undo]\n");
        return 2;
    }
    const auto folder = QString::fromLocal8Bit(arguments[1]);
    try {
        if (undo) {
            TrialForgery::putBack(folder);
            return 0;
        }
        TrialForgery forgery(folder);
        const auto index = forgery.rewrite("audit", "\"action\":\"approval.decide\"", [](std::string& line) {
            const std::string actor = "\"person\":\"adler\",\"name\":\"Miriam Adler\"";
            const auto at = line.find(actor);
            if (at == std::string::npos)
                throw std::runtime_error("the first decision is not adler's");
            line.replace(at, actor.size(), "\"person\":\"weber\",\"name\":\"Tom Weber\"");
        });
        std::printf(
            "Entry %llu of the audit log now says that Tom Weber approved what Miriam Adler approved; leaf, "
            "tiles and heads were made to fit.\n",
            static_cast<unsigned long long>(index));
        return 0;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 1;
    }
}
