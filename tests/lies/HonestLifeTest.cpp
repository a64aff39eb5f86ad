#include "Caught.h"

#include <set>

namespace countersign::lies {
namespace {

using wire::Gate;
using wire::Verdict;

// What every lie is measured by: at a server that keeps to the rules the same consoles do all their work.
TEST(HonestLife, HonestFromTheDecisionToTheTrail)
{
    Hospital hospital;
    hospital.ask();
    hospital.show();
    hospital.take();
    {
        Desk paul(hospital, hospital.paul);
        ASSERT_EQ(paul.signIn(), QString());
        ASSERT_EQ(paul.follow(), QString());
        ASSERT_EQ(paul.decide(hospital.request.digest, Gate::Request, Verdict::Approve), QString());
        ASSERT_TRUE(hospital.released);
        ASSERT_EQ(paul.decide(hospital.released->digest, Gate::Release, Verdict::Approve), QString());
        EXPECT_EQ(paul.client().log().trust().size(), hospital.world.trustLog.size());
    }
    {
        Desk dora(hospital, hospital.dora);
        ASSERT_EQ(dora.signIn(), QString());
        ASSERT_EQ(dora.fetch(), QString());
        for (const auto& kept : hospital.files)
            EXPECT_EQ(dora.content(QString::fromStdString(kept.file.name)).toStdString(), kept.content);
    }
    Desk lena(hospital, hospital.lena);
    ASSERT_EQ(lena.signIn(), QString());
    EXPECT_EQ(lena.trail(), QString());
    EXPECT_EQ(lena.client().log().verifiedThrough(), hospital.world.auditLog.size());
}

// README.md names every lie that is tried, and no other; none is told with another's words.
TEST(HonestLife, EachLieHasItsOwnSentence)
{
    std::set<std::string> tests;
    const auto& all = *testing::UnitTest::GetInstance();
    for (int i = 0; i < all.total_test_suite_count(); ++i)
        for (int j = 0; j < all.GetTestSuite(i)->total_test_count(); ++j) {
            std::string name = all.GetTestSuite(i)->GetTestInfo(j)->name();
            if (name.starts_with("Lie"))
                tests.insert(name);
        }
    std::set<std::string> told;
    std::set<QString> sentences;
    for (const auto& [name, sentence] : table()) {
        EXPECT_TRUE(told.insert(name).second) << name << " stands twice";
        EXPECT_TRUE(sentences.insert(sentence).second) << name << " is told as another is";
        EXPECT_TRUE(sentence.endsWith(u'.')) << name;
    }
    EXPECT_EQ(told, tests);
    EXPECT_GE(told.size(), 30U);
}

} // namespace
} // namespace countersign::lies
