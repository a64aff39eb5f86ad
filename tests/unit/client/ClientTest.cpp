#include "client/Client.h"

#include "CannedServer.h"
#include "client/KeyStore.h"
#include "support/TrustFixture.h"

#include <QSignalSpy>

#include <gtest/gtest.h>

namespace countersign::client {
namespace {

TEST(ClientTest, MayGoWhileCallsAreUnderWay)
{
    test::TrustFixture world;
    test::CannedServer server;
    QTemporaryDir folder;
    server.show("trust", world.trustLog);
    server.show("audit", world.auditLog);
    server.put("/v1/jobs", wire::encode(wire::Jobs{}));
    // At each depth: nothing sent yet, and in the midst of the log's proofs and pauses.
    for (int turns = 0; turns < 40; turns += 4) {
        QTemporaryDir state;
        auto client =
            std::make_unique<Client>(server.profile(world.server, world.root.digest),
                                     sealedFileKeyStore(folder.filePath("keys")), state.path(), world.clock);
        auto refreshed = client->book().refresh();
        auto reached = client->log().reach(1000, 0); // never: pauses and tries again
        auto offered = client->requests().offer();
        client->events().start();
        for (int turn = 0; turn < turns; ++turn)
            QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents, 20);
        client.reset();
        EXPECT_EQ(QCoro::waitFor(std::move(reached)).error().code, ErrorCode::Cancelled);
        const auto book = QCoro::waitFor(std::move(refreshed));
        EXPECT_TRUE(book || book.error().code == ErrorCode::Cancelled);
        const auto offer = QCoro::waitFor(std::move(offered));
        EXPECT_FALSE(offer);
    }
}

} // namespace
} // namespace countersign::client
