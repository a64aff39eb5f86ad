#pragma once

#include "client/WholeTrail.h"

/// What a check of the trail came to, for a test to compare and to print.
namespace countersign::client {

inline std::string codeOf(const Result<WholeTrailReport>& report)
{
    return report ? "none" : std::string(codeText(report.error().code));
}

/// The code, and behind it each finding.
inline std::string told(const Result<WholeTrailReport>& report)
{
    std::string text = codeOf(report);
    if (report)
        for (const auto& finding : report->found.findings)
            text += '\n' + wire::encode(finding);
    return text;
}

} // namespace countersign::client
