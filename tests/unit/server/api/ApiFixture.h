#pragma once

#include "crypto/Dpop.h"
#include "server/api/Dispatcher.h"
#include "support/ManualClock.h"

#include <gtest/gtest.h>

namespace countersign::test {

/// Sessions as the test says: one token a caller, no more.
class OneAuthority final : public server::Authority
{
public:
    Result<server::Caller> callerOf(std::string_view accessToken, const KeyThumbprint& device,
                                    bool background) override;
    bool knows(const KeyThumbprint&) const override { return known; }
    bool alive(const SessionId&) const override { return true; }
    bool maySee(const SessionId&, const server::JobAudience&) const override { return true; }

    std::string token = "the-access-token";
    KeyThumbprint device;
    std::vector<wire::Role> roles;
    bool known = false; ///< whether any key is one of a session
    int calls = 0;
    int active = 0; ///< those that count as activity
};

/// A dispatcher on a real store, with a route of each kind, called with proofs that the test can spoil.
class ApiFixture : public testing::Test
{
protected:
    static constexpr auto origin = "https://localhost:8443";

    ApiFixture();
    ~ApiFixture() override;

    /// What a good console claims.
    [[nodiscard]] crypto::DpopClaims claims(const std::string& method, const std::string& path,
                                            const std::string& token);
    [[nodiscard]] http::Request request(const std::string& method, const std::string& path,
                                        const std::string& proof, const std::string& token = {});
    /// A good call; `token` empty: none.
    [[nodiscard]] http::Response send(const std::string& method, const std::string& path,
                                      const std::string& token = {}, std::string body = {},
                                      const std::string& idempotencyKey = {});
    [[nodiscard]] std::string nonce();
    [[nodiscard]] static std::string codeOf(const http::Response& response);
    [[nodiscard]] static std::string incidentOf(const http::Response& response);
    [[nodiscard]] std::vector<wire::AuditEntry> audit() const;

    std::filesystem::path folder;
    ManualClock clock;
    std::unique_ptr<server::Store> store;
    std::unique_ptr<server::Refusals> refusals;
    OneAuthority authority;
    crypto::SigningKey device = crypto::SigningKey::generate();
    std::unique_ptr<server::Dispatcher> dispatcher;
    int handled = 0;
    std::vector<std::string> lastPath;
};

} // namespace countersign::test
