#include "server/api/Routing.h"

#include <gtest/gtest.h>

namespace countersign::server {
namespace {

using Values = std::vector<std::string>;

Route route(const std::string& method, const std::string& pattern)
{
    return {method, pattern, Access::Session, {}, StepUpNeed::None, {}, {}};
}

const RouteTable table{route("GET", "/v1/jobs"), route("GET", "/v1/jobs/{id}"),
                       route("GET", "/v1/jobs/{id}/trail"), route("POST", "/v1/jobs"),
                       route("GET", "/v1/log/{log}/tile/*")};

TEST(Routing, FindsTheRouteOfAPath)
{
    EXPECT_EQ(findRoute(table, "GET", "/v1/jobs")->route, &table[0]);
    EXPECT_EQ(findRoute(table, "POST", "/v1/jobs")->route, &table[3]);
    const auto one = findRoute(table, "GET", "/v1/jobs/job_1");
    ASSERT_TRUE(one);
    EXPECT_EQ(one->route, &table[1]);
    EXPECT_EQ(one->path, Values{"job_1"});
    EXPECT_EQ(findRoute(table, "GET", "/v1/jobs/trail/trail")->path, Values{"trail"});
    EXPECT_EQ(findRoute(table, "GET", "/v1/log/audit/tile/entries/000")->path,
              (Values{"audit", "entries/000"}));
}

TEST(Routing, NothingElseFits)
{
    for (const auto* path :
         {"", "/", "v1/jobs", "/v1", "/v1/job", "/v1/jobs/", "//v1/jobs", "/v1//jobs", "/v1/jobs/a/",
          "/v1/jobs/a/b", "/v1/jobs//trail", "/v1/jobs/a/trail/", "/V1/jobs", "/v1/log/audit/tile",
          "/v1/log/audit/tile/", "/v1/log//tile/0", "/v1/jobs?x", "/v1/{id}"}) {
        const auto match = findRoute(table, "GET", path);
        ASSERT_FALSE(match) << path;
        EXPECT_EQ(match.error().code, ErrorCode::NotFound) << path;
    }
}

TEST(Routing, AnotherMethodIsToldWhichThereAre)
{
    EXPECT_EQ(findRoute(table, "PUT", "/v1/jobs").error().code, ErrorCode::MethodNotAllowed);
    EXPECT_EQ(allowedMethods(table, "/v1/jobs"), "GET, POST");
    EXPECT_EQ(allowedMethods(table, "/v1/nothing"), "");
}

} // namespace
} // namespace countersign::server
