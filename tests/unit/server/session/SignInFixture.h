#pragma once

#include "unit/server/session/ServerFixture.h"

#include "crypto/Argon2.h"
#include "server/session/Totp.h"

#include <gtest/gtest.h>

namespace countersign::test {

/// Olga, with a password and a second factor, at the two steps of signing in.
class SignInFixture : public ::testing::Test
{
protected:
    static constexpr auto password = "seven lanterns over quiet water";

    SignInFixture()
    {
        const auto hash = crypto::hashPassword(Secret(std::string_view(password)));
        change([&](server::PersonRow& row) { row.password = *hash; });
    }

    void change(const std::function<void(server::PersonRow&)>& edit)
    {
        const auto done = world.store->write([&](server::Transaction& transaction) -> Result<void> {
            const auto entry = transaction.audit({});
            auto edited = *server::findPerson(transaction.sql(), olga.who.id);
            edit(edited);
            server::updatePerson(transaction.sql(), edited, *entry);
            return {};
        });
        EXPECT_TRUE(done);
    }

    server::PersonRow row()
    {
        return *server::readFor<server::PersonRow>(*world.store, [&](soci::session& sql) {
            return Result<server::PersonRow>(*server::findPerson(sql, olga.who.id));
        });
    }

    http::Response begin(const std::string& name, std::string_view typed)
    {
        wire::SignIn body;
        body.name = name;
        body.password = Secret(typed);
        return world.send(olga.device, "", "POST", "/v1/session", wire::encode(body));
    }

    http::Response beginFrom(const std::string& address, const std::string& name, std::string_view typed)
    {
        wire::SignIn body;
        body.name = name;
        body.password = Secret(typed);
        world.address = address;
        auto response = world.send(olga.device, "", "POST", "/v1/session", wire::encode(body));
        world.address = "192.0.2.7";
        return response;
    }

    std::string pendingOf(const http::Response& response)
    {
        EXPECT_EQ(response.status, 200) << response.body;
        return wire::decode<wire::SignInAnswer>(response.body).value_or(wire::SignInAnswer{}).pending;
    }

    http::Response finish(const crypto::SigningKey& device, const std::string& pending,
                          const std::string& code)
    {
        wire::SecondFactor body;
        body.pending = pending;
        body.code = Secret(std::string_view(code));
        return world.send(device, "", "POST", "/v1/session/totp", wire::encode(body));
    }
    http::Response finish(const std::string& pending, const std::string& code)
    {
        return finish(olga.device, pending, code);
    }

    // Both steps; the problem's code, or nothing.
    std::string signIn(const std::string& code)
    {
        return ServerFixture::codeOf(finish(pendingOf(begin("olga", password)), code));
    }

    // Six digits that are not those of now nor of the step before.
    std::string wrongCode()
    {
        for (int i = 0;; ++i) {
            auto text = std::to_string(100000 + i);
            if (!server::totpStepOf(Secret(std::string_view(olga.totp)), text, world.clock.now()))
                return text;
        }
    }

    ServerFixture world;
    Member olga = world.member("olga", {wire::Role::ExportOperator});
};

} // namespace countersign::test
