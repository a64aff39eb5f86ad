#include "base/Process.h"
#include "trialsource/Program.h"

#include <cstdio>

int main(int count, char** arguments)
{
    namespace trialsource = countersign::trialsource;
    countersign::allowManyFiles();
    const auto line = trialsource::readCommandLine(count, arguments);
    if (line.exit) {
        std::fputs(line.text.c_str(), line.exitCode == 0 ? stdout : stderr);
        return line.exitCode;
    }
    if (const auto done = trialsource::runProgram(line.options); !done) {
        std::fprintf(stderr, "%s\n", done.error().detail.c_str());
        return 1;
    }
    return 0;
}
