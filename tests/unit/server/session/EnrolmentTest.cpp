#include "unit/server/session/ServerFixture.h"

#include "base/Base64.h"
#include "crypto/Sha256.h"
#include "server/session/Totp.h"
#include "wire/People.h"

#include <gtest/gtest.h>

namespace countersign::test {
namespace {

std::string signInBody(const std::string& name, std::string_view password)
{
    wire::SignIn body;
    body.name = name;
    body.password = Secret(password);
    return wire::encode(body);
}

class EnrolmentTest : public ::testing::Test
{
protected:
    // The code that an admin hands to nils.
    std::string invite()
    {
        wire::Invitation body;
        body.id = nils.id;
        body.name = nils.name;
        body.invited = {wire::Role::ExportOperator};
        body.action = server::actionOfCall("POST", "/v1/people");
        const auto code = world.freshCode(world.amira);
        body.code = Secret(std::string_view(code));
        const auto response = world.send(world.amira, "POST", "/v1/people", wire::encode(body));
        const auto shown = wire::decode<wire::EnrolmentCode>(response.body);
        return shown ? std::string(shown->code.revealText()) : std::string();
    }

    wire::SignInAnswer begin(const std::string& password)
    {
        const auto response = world.send(device, "", "POST", "/v1/session", signInBody("nils", password));
        return wire::decode<wire::SignInAnswer>(response.body).value_or(wire::SignInAnswer{});
    }

    wire::Statement registration() const
    {
        return world.draft(nils,
                           wire::KeyRegistrationBody{nils.id, nils.name, "desk", nils.signing.publicKey(),
                                                     nils.encryption.publicKey()});
    }

    http::Response finish(const std::string& pending, const std::string& code)
    {
        return finish(pending, code, registration());
    }

    http::Response finish(const std::string& pending, const std::string& code,
                          const wire::Statement& registration)
    {
        wire::EnrolFinish body;
        body.pending = pending;
        body.password = Secret(std::string_view("seven lanterns over quiet water"));
        body.code = Secret(std::string_view(code));
        body.registration = TrustFixture::signWith(registration, nils.signing).signatures.front();
        return world.send(device, "", "POST", "/v1/session/enrol/finish", wire::encode(body));
    }

    wire::EnrolOffer offerFor(const std::string& pending)
    {
        const auto offered = world.send(device, "", "POST", "/v1/session/enrol/begin",
                                        wire::encode(wire::EnrolBegin{pending}));
        return wire::decode<wire::EnrolOffer>(offered.body).value_or(wire::EnrolOffer{});
    }

    // The six digits of what the authenticator app was shown.
    std::string codeOf(const wire::EnrolOffer& offer)
    {
        const std::string uri(offer.uri.revealText());
        const std::string letters(offer.secret.revealText());
        Bytes raw;
        std::uint32_t bits = 0;
        int held = 0;
        for (const char c : letters) {
            bits = bits << 5 | static_cast<std::uint32_t>(c >= 'A' ? c - 'A' : c - '2' + 26);
            held += 5;
            if (held >= 8) {
                held -= 8;
                raw.push_back(static_cast<std::uint8_t>(bits >> held & 0xff));
            }
        }
        return server::totpCode(Secret(raw), server::totpStepAt(world.clock.now()));
    }

    ServerFixture world;
    TestPerson nils = makePerson("nils");
    crypto::SigningKey device = crypto::SigningKey::generate();
};

TEST_F(EnrolmentTest, AnEnrolmentCodeWorksOnce)
{
    world.foundAll();
    const auto code = invite();
    ASSERT_EQ(code.size(), 19u);
    const auto first = begin(code);
    const auto rival = begin(code); // somebody who overheard it, at the same time
    ASSERT_EQ(first.next, "enrol");
    const auto offer = offerFor(first.pending);
    ASSERT_EQ(world
                  .send(device, "", "POST", "/v1/session/enrol/begin",
                        wire::encode(wire::EnrolBegin{rival.pending}))
                  .status,
              200);
    const auto sizeBefore = world.trustSize();
    EXPECT_EQ(ServerFixture::codeOf(finish(first.pending, "000000")), "code-refused");
    EXPECT_EQ(world.trustSize(), sizeBefore) << "nothing of a refused enrolment stays";
    const auto done = finish(first.pending, codeOf(offer));
    ASSERT_EQ(done.status, 200) << done.body;
    EXPECT_EQ(world.trustSize(), sizeBefore + 1);
    const auto grant = wire::decode<wire::SessionGrant>(done.body);
    ASSERT_TRUE(grant);
    EXPECT_EQ(grant->recoveryCodes.size(), 10u);
    EXPECT_TRUE(grant->me.roles.empty()) << "an invitation grants nothing";

    EXPECT_EQ(ServerFixture::codeOf(finish(rival.pending, codeOf(offer))), "sign-in-refused");
    EXPECT_EQ(begin(code).next, "totp") << "the code is no password any more, and nothing tells";
    EXPECT_EQ(world.trustSize(), sizeBefore + 1);
}

// Nobody has endorsed this person yet: what is claimed here would stop every console that reads the log.
TEST_F(EnrolmentTest, ARegistrationHasSeenWhatTheLogsWere)
{
    world.foundAll();
    const auto begun = begin(invite());
    const auto offer = offerFor(begun.pending);
    const auto sizeBefore = world.trustSize();
    auto lying = registration();
    lying.seen->audit.root = crypto::sha256("another log");
    EXPECT_EQ(ServerFixture::codeOf(finish(begun.pending, codeOf(offer), lying)), "log-inconsistent");
    EXPECT_EQ(world.trustSize(), sizeBefore);
    EXPECT_EQ(finish(begun.pending, codeOf(offer)).status, 200);
}

TEST_F(EnrolmentTest, ANewCodeVoidsWhatTheOldOneBegan)
{
    world.foundAll();
    const auto overheard = begin(invite());
    ASSERT_EQ(overheard.next, "enrol");
    const auto offer = offerFor(overheard.pending);
    wire::Privileged body;
    body.action = server::actionOfCall("POST", "/v1/people/nils/code");
    const auto code = world.freshCode(world.boris);
    body.code = Secret(std::string_view(code));
    const auto replaced = world.send(world.boris, "POST", "/v1/people/nils/code", wire::encode(body));
    ASSERT_EQ(replaced.status, 200) << replaced.body;
    EXPECT_EQ(ServerFixture::codeOf(finish(overheard.pending, codeOf(offer))), "sign-in-refused");
    const auto shown = wire::decode<wire::EnrolmentCode>(replaced.body);
    EXPECT_EQ(begin(std::string(shown->code.revealText())).next, "enrol");
}

TEST_F(EnrolmentTest, AnEnrolmentCodeLapses)
{
    world.foundAll();
    const auto code = invite();
    world.clock.advance(std::chrono::hours(24 * 7));
    EXPECT_EQ(begin(code).next, "totp");
}

TEST_F(EnrolmentTest, TenWrongCodesLockTheAccountAndEndItsSessions)
{
    world.foundAll();
    const auto change =
        world.sign(world.amira.who, wire::RoleChangeBody{world.boris.who.id, wire::RoleAction::Grant,
                                                         wire::Role::ComplianceOfficer, "x"});
    for (int i = 0; i < 10; ++i)
        EXPECT_EQ(ServerFixture::codeOf(world.send(world.amira, "POST", "/v1/statements",
                                                   world.submission({change}, i % 2 ? "abcdef" : "12345"))),
                  "code-refused");
    EXPECT_EQ(world.audited("session.code-refused", "denied"), 10);
    EXPECT_EQ(world.audited("session.locked-out", "done"), 1);
    EXPECT_EQ(ServerFixture::codeOf(world.send(world.amira, "GET", "/v1/session")), "session-ended");
}

} // namespace
} // namespace countersign::test
