#include "trialsource/Instant.h"

#include <ctime>

namespace countersign::trialsource {

namespace {

/// Reads fixed-width numbers and punctuation from the front; remembers the first mismatch.
class Reader
{
public:
    explicit Reader(std::string_view text) : m_rest(text) {}

    int number(std::size_t digits)
    {
        int value = 0;
        for (std::size_t i = 0; i < digits; ++i) {
            if (i >= m_rest.size() || m_rest[i] < '0' || m_rest[i] > '9') {
                m_good = false;
                return 0;
            }
            value = value * 10 + (m_rest[i] - '0');
        }
        m_rest.remove_prefix(digits);
        return value;
    }
    bool take(char wanted)
    {
        if (m_rest.empty() || m_rest.front() != wanted)
            return false;
        m_rest.remove_prefix(1);
        return true;
    }
    void need(char wanted) { m_good = take(wanted) && m_good; }
    void refuse() { m_good = false; }
    [[nodiscard]] bool atEnd() const { return m_rest.empty(); }
    [[nodiscard]] bool good() const { return m_good; }
    [[nodiscard]] bool digitNext() const
    {
        return !m_rest.empty() && m_rest.front() >= '0' && m_rest.front() <= '9';
    }

private:
    std::string_view m_rest;
    bool m_good = true;
};

/// What stands behind the point; digits beyond the millisecond are dropped.
int milliseconds(Reader& reader)
{
    int value = 0;
    int weight = 100;
    if (!reader.digitNext())
        reader.refuse();
    while (reader.digitNext()) {
        value += reader.number(1) * weight;
        weight /= 10;
    }
    return value;
}

std::chrono::minutes offset(Reader& reader)
{
    if (reader.take('Z'))
        return std::chrono::minutes(0);
    const int sign = reader.take('-') ? -1 : 1;
    if (sign > 0)
        reader.need('+');
    const int hours = reader.number(2);
    reader.need(':');
    const int minutes = reader.number(2);
    if (hours > 14 || minutes > 59)
        reader.refuse();
    return std::chrono::minutes(sign * (hours * 60 + minutes));
}

} // namespace

Result<Time> instantFromText(std::string_view text)
{
    using namespace std::chrono;
    Reader reader(text);
    const auto yearNumber = year(reader.number(4));
    reader.need('-');
    const auto monthNumber = month(static_cast<unsigned>(reader.number(2)));
    reader.need('-');
    const year_month_day date(yearNumber, monthNumber, day(static_cast<unsigned>(reader.number(2))));
    if (!reader.good() || !date.ok())
        return fail(ErrorCode::BadRequest, "not a FHIR date");
    Time time = sys_days(date);
    if (reader.atEnd())
        return time;
    reader.need('T');
    const int hour = reader.number(2);
    reader.need(':');
    const int minute = reader.number(2);
    reader.need(':');
    const int second = reader.number(2);
    const int fraction = reader.take('.') ? milliseconds(reader) : 0;
    const auto zone = offset(reader);
    if (!reader.good() || !reader.atEnd() || hour > 23 || minute > 59 || second > 60)
        return fail(ErrorCode::BadRequest, "not a FHIR instant");
    return time + hours(hour) + minutes(minute) + seconds(second) + std::chrono::milliseconds(fraction) -
           zone;
}

std::string httpDate(Time time)
{
    const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
    const std::time_t value = seconds.time_since_epoch().count();
    std::tm parts{};
    gmtime_r(&value, &parts);
    char text[40] = {};
    // The program never sets a locale, so the names are the English ones.
    const auto size = std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &parts);
    return {text, size};
}

} // namespace countersign::trialsource
