#include "server/operations/Metrics.h"

#include <gmock/gmock.h>

namespace countersign::server {
namespace {

using testing::HasSubstr;
using testing::Not;

// Whoever guesses at a password must not read in the size of a log whether it was right.
TEST(Metrics, LogsGrowByThousands)
{
    Metrics metrics;
    Metrics::Look look;
    look.logs[LogName::Audit].size = 12'345;
    look.logs[LogName::Audit].published = 11'999;
    look.logs[LogName::Trust].size = 999;
    const auto text = metrics.text(look);
    EXPECT_THAT(text, HasSubstr("countersign_log_entries{log=\"audit\"} 12000\n"));
    EXPECT_THAT(text, HasSubstr("countersign_log_published_entries{log=\"audit\"} 11000\n"));
    EXPECT_THAT(text, HasSubstr("countersign_log_entries{log=\"trust\"} 0\n"));
    EXPECT_THAT(text, Not(HasSubstr("345")));
}

} // namespace
} // namespace countersign::server
