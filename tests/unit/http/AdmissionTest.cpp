#include "server/http/Admission.h"
#include "server/http/Http.h"

#include <gtest/gtest.h>

namespace countersign::http {

namespace {

Limits small()
{
    Limits limits;
    limits.connections = 4;
    limits.connectionsPerAddress = 2;
    limits.largeBodies = 2;
    limits.largeBodiesPerAddress = 1;
    return limits;
}

class AdmissionTest : public testing::Test
{
protected:
    // Who left for it; -1: it was not admitted.
    std::int64_t enter(Admission::Member member, const std::string& address)
    {
        const auto entered = admission.enter(member, address);
        return entered.admitted ? static_cast<std::int64_t>(entered.leaves) : -1;
    }

    Admission admission{small(), 100};
};

TEST_F(AdmissionTest, AnAddressMakesRoomForItsOwn)
{
    EXPECT_EQ(enter(1, "192.0.2.1"), 0);
    EXPECT_EQ(enter(2, "192.0.2.2"), 0);
    EXPECT_EQ(enter(3, "192.0.2.2"), 0);
    EXPECT_EQ(enter(4, "192.0.2.2"), 2) << "not 1, which waited longer elsewhere";
    EXPECT_FALSE(admission.isServed(2));
    EXPECT_TRUE(admission.isServed(1));
}

TEST_F(AdmissionTest, ANetworkIsOneAddressInIpv6)
{
    EXPECT_EQ(enter(1, "2001:db8::1"), 0);
    EXPECT_EQ(enter(2, "2001:db8::2"), 0);
    EXPECT_EQ(enter(3, "2001:db8::3"), 1);
    EXPECT_EQ(enter(4, "2001:db8:0:1::3"), 0);
}

TEST_F(AdmissionTest, OnceAllIsFullTheLongestWaitingOfAllGoes)
{
    for (Admission::Member member = 1; member <= 4; ++member)
        EXPECT_EQ(enter(member, "192.0.2." + std::to_string(member)), 0);
    EXPECT_TRUE(admission.isServed(1));
    EXPECT_EQ(enter(5, "192.0.2.5"), 2);
    admission.waits(1); // answered: the last of those who wait
    EXPECT_EQ(enter(6, "192.0.2.6"), 3);
    EXPECT_EQ(enter(7, "192.0.2.7"), 4);
    EXPECT_EQ(enter(8, "192.0.2.8"), 5);
    EXPECT_EQ(enter(9, "192.0.2.9"), 1);
}

TEST_F(AdmissionTest, WhoIsServedStays)
{
    EXPECT_EQ(enter(1, "192.0.2.1"), 0);
    EXPECT_EQ(enter(2, "192.0.2.1"), 0);
    EXPECT_TRUE(admission.isServed(1));
    EXPECT_TRUE(admission.isServed(2));
    EXPECT_EQ(enter(3, "192.0.2.1"), -1);
    EXPECT_EQ(enter(4, "192.0.2.4"), 0);
    admission.leave(1);
    EXPECT_EQ(enter(5, "192.0.2.1"), 0);
}

TEST_F(AdmissionTest, NeverMoreThanDescriptorsAllow)
{
    Admission few(small(), 1);
    EXPECT_TRUE(few.enter(1, "192.0.2.1").admitted);
    EXPECT_EQ(few.enter(2, "192.0.2.2").leaves, 1U);
}

TEST_F(AdmissionTest, FewLargeBodiesAtOnce)
{
    EXPECT_EQ(enter(1, "192.0.2.1"), 0);
    EXPECT_EQ(enter(2, "192.0.2.1"), 0);
    EXPECT_EQ(enter(3, "192.0.2.3"), 0);
    EXPECT_EQ(enter(4, "192.0.2.4"), 0);
    EXPECT_TRUE(admission.takesLargeBody(1));
    EXPECT_FALSE(admission.takesLargeBody(2)) << "one an address";
    EXPECT_TRUE(admission.takesLargeBody(3));
    EXPECT_FALSE(admission.takesLargeBody(4)) << "two in all";
    EXPECT_TRUE(admission.isServed(1));
    EXPECT_FALSE(admission.takesLargeBody(2)) << "kept until it is answered";
    admission.waits(1);
    EXPECT_TRUE(admission.takesLargeBody(2));
    admission.leave(3);
    EXPECT_TRUE(admission.takesLargeBody(4));
}

} // namespace

} // namespace countersign::http
