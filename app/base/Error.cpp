#include "base/Error.h"

#include <array>

namespace countersign {

namespace {

struct Row
{
    std::string_view text;
    int status;
};

constexpr std::array rows{
#define COUNTERSIGN_ERROR(name, text, status) Row{text, status},
    COUNTERSIGN_ERRORS(COUNTERSIGN_ERROR)
#undef COUNTERSIGN_ERROR
};

} // namespace

std::string_view codeText(ErrorCode code)
{
    return rows.at(static_cast<std::size_t>(code)).text;
}

ErrorCode codeFromText(std::string_view text)
{
    for (std::size_t i = 0; i < rows.size(); ++i)
        if (rows[i].text == text)
            return static_cast<ErrorCode>(i);
    return ErrorCode::Internal;
}

int httpStatus(ErrorCode code)
{
    return rows.at(static_cast<std::size_t>(code)).status;
}

} // namespace countersign
