#include "trialsource/Instant.h"

#include <gtest/gtest.h>

namespace countersign::trialsource {

TEST(Instant, readsOffsetsFractionsAndDays)
{
    const auto text = [](const char* value) { return timeText(instantFromText(value).value()); };
    EXPECT_EQ(text("2010-09-06T15:38:27.139-04:00"), "2010-09-06T19:38:27.139Z");
    EXPECT_EQ(text("2020-02-29T23:30:00.5+01:30"), "2020-02-29T22:00:00.500Z");
    EXPECT_EQ(text("2020-02-29"), "2020-02-29T00:00:00.000Z");
}

TEST(Instant, refusesWhatIsNoInstant)
{
    for (const char* value : {"", "2020", "2021-02-29", "2020-01-01T10:00:00", "2020-01-01T25:00:00Z",
                              "2020-01-01T10:00:00 02:00", "2020-01-01T10:00:00.Z", "2020-01-01T10:00:00Zx"})
        EXPECT_FALSE(instantFromText(value)) << value;
}

} // namespace countersign::trialsource
