#pragma once

#include "CannedServer.h"
#include "client/LogFollower.h"
#include "support/TrustFixture.h"

#include <gtest/gtest.h>

namespace countersign::test {

/// A founded server with somebody in its trust log and noise in its audit log, and consoles of one machine
/// that follow it.
class FollowingTest : public testing::Test
{
protected:
    struct Console
    {
        Console(client::Profile profile, const Clock& clock, const QString& folder)
            : connection(std::move(profile), clock), follower(connection, folder)
        {
        }
        ~Console() { connection.close(); }

        Result<void> advance() { return QCoro::waitFor(follower.advance()); }
        /// The error's code, or `none`.
        std::string outcome()
        {
            const auto done = advance();
            return done ? "none" : std::string(codeText(done.error().code));
        }

        client::Connection connection;
        client::LogFollower follower;
    };

    void SetUp() override
    {
        world.join("olga", {wire::Role::ExportOperator});
        audit(3);
        show();
    }
    void audit(int lines)
    {
        for (int i = 0; i < lines; ++i)
            world.auditLog.append("{\"entry\":" + std::to_string(world.auditLog.size()) + "}");
    }
    void show()
    {
        server.show("trust", world.trustLog);
        server.show("audit", world.auditLog);
    }
    std::unique_ptr<Console> console() { return console(world.root.digest); }
    std::unique_ptr<Console> console(std::optional<Digest> root)
    {
        return std::make_unique<Console>(server.profile(world.server, root), world.clock, folder.path());
    }

    TrustFixture world;
    CannedServer server;
    QTemporaryDir folder;
};

} // namespace countersign::test
