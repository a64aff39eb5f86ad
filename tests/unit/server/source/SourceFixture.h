#pragma once

#include "crypto/Certificates.h"
#include "crypto/JwtAssertion.h"
#include "server/http/Http.h"
#include "server/source/SourceClient.h"
#include "support/ManualClock.h"
#include "trialsource/FhirRoutes.h"

#include <filesystem>
#include <mutex>
#include <thread>

#include <gtest/gtest.h>

/// Real TLS on 127.0.0.1 for the client: the trial source itself, or a server that does what a test says.
namespace countersign::server::test {

/// A listener with a thread of its own until destroyed.
class HttpsServer
{
public:
    HttpsServer(const std::filesystem::path& folder, http::Handler handler);
    ~HttpsServer();
    HttpsServer(const HttpsServer&) = delete;
    HttpsServer& operator=(const HttpsServer&) = delete;

    [[nodiscard]] std::string base() const { return "https://127.0.0.1:" + std::to_string(m_port); }

private:
    std::unique_ptr<http::Listener> m_listener;
    std::uint16_t m_port = 0;
    std::thread m_runner;
};

/// Bytes, then an error: the listener cuts the connection.
class BrokenBody final : public http::BodySource
{
public:
    explicit BrokenBody(std::string bytes) : m_bytes(std::move(bytes)) {}
    Result<Bytes> next() override;

private:
    std::string m_bytes;
};

class SourceFixture : public testing::Test
{
protected:
    SourceFixture();
    ~SourceFixture() override;

    /// A source at this base with the test's CA and key.
    [[nodiscard]] SourceConfig config(const std::string& baseUrl) const;
    [[nodiscard]] std::unique_ptr<SourceClient> client(const std::string& baseUrl) const;
    [[nodiscard]] std::string jwks() const { return "{\"keys\":[" + m_key.publicJwkText() + "]}"; }
    /// A PEM file of this folder, mode 0600.
    std::string write(const std::string& name, std::string_view text) const;
    [[nodiscard]] static wire::ExportRequestBody request(std::vector<std::string> types);

    std::filesystem::path m_folder;
    countersign::test::ManualClock m_clock;
    crypto::CertificateAndKey m_ca;
    crypto::AssertionKey m_key;
};

/// The trial source, as `countersign-trialsource` composes it.
class TrialSource
{
public:
    TrialSource(const std::filesystem::path& folder, const std::string& jwks, const Clock& clock,
                std::uint64_t resourcesPerFile = 100, std::uint64_t slowBytesPerSecond = 0);
    ~TrialSource();

    [[nodiscard]] std::string base() const { return m_server->base() + "/fhir"; }
    /// `METHOD path` of each request so far.
    [[nodiscard]] std::size_t asked(const std::string& methodAndPath) const;
    [[nodiscard]] const trialsource::Population& population() const { return *m_population; }

private:
    mutable std::mutex m_mutex;
    std::vector<std::string> m_asked;
    std::shared_ptr<const trialsource::Population> m_population;
    std::unique_ptr<trialsource::FhirRoutes> m_routes;
    std::unique_ptr<HttpsServer> m_server;
};

/// Answers discovery and tokens (`t1`, `t2`, …) and leaves the rest to the test. Remembers what came.
class HandMade
{
public:
    using Answer = std::function<http::Response(const http::Request&)>;

    HandMade(const std::filesystem::path& folder, Answer answer);

    [[nodiscard]] std::string origin() const { return m_server.base(); }
    [[nodiscard]] std::string base() const { return m_server.base() + "/fhir"; }
    /// The `Authorization` of each request to a path, empty where there was none.
    [[nodiscard]] std::vector<std::string> authorizations(const std::string& path) const;
    void tokenLife(int seconds) { m_tokenLife = seconds; }
    /// Named instead of its own; before anything is asked.
    void tokenEndpoint(std::string url) { m_tokenEndpoint = std::move(url); }

private:
    [[nodiscard]] http::Response handle(const http::Request& request);

    Answer m_answer;
    int m_tokenLife = 300;
    std::string m_tokenEndpoint;
    mutable std::mutex m_mutex;
    int m_tokens = 0;
    std::vector<std::pair<std::string, std::string>> m_seen;
    HttpsServer m_server; ///< last: it calls into the others
};

[[nodiscard]] http::Response reply(int status, std::vector<std::pair<std::string, std::string>> fields = {},
                                   std::string body = {});

} // namespace countersign::server::test
