#include "verify/Program.h"

#include <cstdio>

int main(int count, char** arguments)
{
    namespace verify = countersign::verify;
    const auto line = verify::readLine(count, arguments);
    if (line.exit) {
        std::fputs(line.text.c_str(), line.exitCode == 0 ? stdout : stderr);
        return line.exitCode;
    }
    const auto outcome = verify::run(line.options);
    std::fputs(outcome.out.c_str(), stdout);
    std::fputs(outcome.problem.c_str(), stderr);
    // A report that did not arrive proves nothing.
    return std::fflush(stdout) == 0 ? outcome.exitCode : verify::exitUnreadable;
}
