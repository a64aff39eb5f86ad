#pragma once

#include <cstdio>

#include <QString>

namespace countersign::e2e {

/// One line for whoever follows a walkthrough, at once.
inline void tell(const QString& text)
{
    std::printf("%s\n", qUtf8Printable(text));
    std::fflush(stdout);
}

} // namespace countersign::e2e
