#include "base/Time.h"

#include <gtest/gtest.h>

namespace countersign {
namespace {

TEST(Time, Rfc3339BothWays)
{
    // RFC 3339 §5.8's first example, 1985-04-12T23:20:50.52Z, is 482196050 s after 1970.
    const Time time(std::chrono::milliseconds(482196050520));
    EXPECT_EQ(timeText(time), "1985-04-12T23:20:50.520Z");
    EXPECT_EQ(timeFromText("1985-04-12T23:20:50.520Z").value(), time);
    EXPECT_EQ(timeFromText("1970-01-01T00:00:00Z").value(), Time{});
    EXPECT_EQ(timeFromText("2024-02-29T00:00:00Z").value(), Time(std::chrono::seconds(1709164800)));
}

TEST(Time, RefusesWhatIsNotOneInstantInUtc)
{
    for (const char* text :
         {"2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "2026-11-24T24:00:00Z", "2026-11-24T08:15:00",
          "2026-11-24T08:15:00+00:00", "2026-11-24 08:15:00Z", "2026-11-24T08:15:00.0Z", "",
          "2026-11-24T08:15:00.000Zx", "2026-11-24T08:60:00Z"})
        EXPECT_FALSE(timeFromText(text)) << text;
}

} // namespace
} // namespace countersign
