#include "base/Time.h"

#include <cstdio>

namespace countersign {

std::string timeText(Time time)
{
    using namespace std::chrono;
    const auto day = floor<days>(time);
    const year_month_day date{day};
    const auto rest = time - day;
    char out[40];
    std::snprintf(out, sizeof out, "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                  static_cast<int>(floor<hours>(rest).count()),
                  static_cast<int>(floor<minutes>(rest).count() % 60),
                  static_cast<int>(floor<seconds>(rest).count() % 60), static_cast<int>(rest.count() % 1000));
    return out;
}

Result<Time> timeFromText(std::string_view text)
{
    using namespace std::chrono;
    const auto refuse = [] { return fail(ErrorCode::BadRequest, "not an RFC 3339 time in UTC"); };
    const auto number = [&](std::size_t at, std::size_t length) {
        int value = 0;
        for (std::size_t i = at; i < at + length; ++i) {
            if (text[i] < '0' || text[i] > '9')
                return -1;
            value = value * 10 + (text[i] - '0');
        }
        return value;
    };
    if ((text.size() != 20 && text.size() != 24) || text.back() != 'Z' || text[4] != '-' || text[7] != '-' ||
        text[10] != 'T' || text[13] != ':' || text[16] != ':' || (text.size() == 24 && text[19] != '.'))
        return refuse();
    const int y = number(0, 4), mo = number(5, 2), d = number(8, 2);
    const int h = number(11, 2), mi = number(14, 2), s = number(17, 2);
    const int ms = text.size() == 24 ? number(20, 3) : 0;
    if (y < 0 || mo < 0 || d < 0 || h < 0 || h > 23 || mi < 0 || mi > 59 || s < 0 || s > 59 || ms < 0)
        return refuse();
    const year_month_day date{year{y}, month{static_cast<unsigned>(mo)}, day{static_cast<unsigned>(d)}};
    if (!date.ok())
        return refuse();
    return Time(sys_days{date}) + hours{h} + minutes{mi} + seconds{s} + milliseconds{ms};
}

Time SystemClock::now() const
{
    return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

} // namespace countersign
