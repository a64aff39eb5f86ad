#include "Caught.h"

#include "crypto/Jwe.h"
#include "crypto/Random.h"
#include "crypto/StreamingSeal.h"

/// What is delivered in place of what was released.
namespace countersign::lies {
namespace {

using crypto::streaming::segmentSize;

/// The first file is refused, not kept and not receipted.
void caughtInFile(const std::function<void(Hospital&, const Kept&)>& lie)
{
    for (const bool lying : {false, true}) {
        Hospital hospital;
        hospital.ask();
        hospital.approve(hospital.paul, wire::Gate::Request);
        hospital.finish();
        hospital.show();
        const auto& first = hospital.files.front();
        if (lying)
            lie(hospital, first);
        Desk desk(hospital, hospital.dora);
        ASSERT_EQ(desk.signIn(), QString());
        EXPECT_EQ(desk.fetch().toStdString(), lying ? expected().toStdString() : std::string());
        const auto name = QString::fromStdString(first.file.name);
        EXPECT_EQ(desk.lying().size(), lying ? 1 : 2);
        EXPECT_EQ(desk.content(name).isEmpty(), lying);
        EXPECT_EQ(hospital.server.asked(hospital.ticketOf(first).path + "/receipt"), lying ? 0 : 1);
    }
}

// The strongest: the server has the key, and seals another content of the same length as it should be.
TEST(LiesAboutFiles, LieFileSwapped)
{
    caughtInFile([](Hospital& hospital, const Kept& file) {
        const auto& other = hospital.files.back();
        ASSERT_EQ(other.content.size(), file.content.size());
        hospital.showFile(file, hospital.ticketOf(file),
                          sealed(other.content, file.key, file.file.id, hospital.request.digest));
    });
}

TEST(LiesAboutFiles, LieFileCut)
{
    caughtInFile([](Hospital& hospital, const Kept& file) {
        auto bytes = file.sealed;
        bytes.resize(2 * segmentSize); // at a segment's end, so that nothing is torn
        hospital.showFile(file, hospital.ticketOf(file), bytes);
    });
}

TEST(LiesAboutFiles, LieSegmentsReordered)
{
    caughtInFile([](Hospital& hospital, const Kept& file) {
        auto bytes = file.sealed;
        const auto second = bytes.begin() + segmentSize;
        std::rotate(second, second + segmentSize, second + 2 * segmentSize);
        hospital.showFile(file, hospital.ticketOf(file), bytes);
    });
}

TEST(LiesAboutFiles, LieFileAlteredOnTheWay)
{
    caughtInFile([](Hospital& hospital, const Kept& file) {
        auto bytes = file.sealed;
        bytes.at(segmentSize + 1000) ^= 1;
        hospital.showFile(file, hospital.ticketOf(file), bytes);
    });
}

// Its bytes, with its key wrapped anew for this ticket.
TEST(LiesAboutFiles, LieFileOfAnotherJob)
{
    caughtInFile([](Hospital& hospital, const Kept& file) {
        const auto key = crypto::randomSecret(32);
        auto ticket = hospital.ticketOf(file);
        ticket.wrappedKey = crypto::wrapFileKey(key, hospital.dora.encryption.publicKey(), file.file.id,
                                                hospital.released->digest)
                                .value();
        const auto anotherJob = crypto::sha256("another request");
        hospital.showFile(file, ticket, sealed(file.content, key, file.file.id, anotherJob));
    });
}

TEST(LiesAboutFiles, LieTicketForAnotherFile)
{
    caughtInFile([](Hospital& hospital, const Kept& file) {
        auto ticket = hospital.ticketOf(file);
        ticket.file = hospital.files.back().file.id;
        hospital.showFile(file, ticket, file.sealed);
    });
}

TEST(LiesAboutFiles, LieKeyForAnotherFile)
{
    caughtInFile([](Hospital& hospital, const Kept& file) {
        auto ticket = hospital.ticketOf(file);
        ticket.wrappedKey = hospital.ticketOf(hospital.files.back()).wrappedKey;
        hospital.showFile(file, ticket, file.sealed);
    });
}

} // namespace
} // namespace countersign::lies
