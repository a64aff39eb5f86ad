#pragma once

#include "crypto/EcKey.h"
#include "wire/Session.h"

#include <functional>
#include <memory>

/// A console that speaks HTTP and nothing else, so that a test can spoil any part of what it says.
namespace countersign::contract {

using Header = std::pair<std::string, std::string>;

/// One call as it went over the wire.
struct Exchange
{
    std::string method;
    std::string target;
    std::vector<Header> requestHeaders; ///< without proof and token
    std::string requestBody;
    long status = 0; ///< 0: no answer
    std::vector<Header> headers;
    std::string body;

    [[nodiscard]] std::string header(std::string_view name) const; ///< empty: none
    /// The `code` of a problem; empty for anything else.
    [[nodiscard]] std::string code() const;
    [[nodiscard]] std::string incident() const;
    template <typename T>
    [[nodiscard]] T as() const
    {
        auto message = wire::decode<T>(body);
        if (status != 200 || !message)
            throw std::runtime_error(method + ' ' + target + ": " + std::to_string(status) + ' ' + body);
        return std::move(*message);
    }
};

/// What of a call is not as a good console would have it.
struct Spoilt
{
    std::optional<std::string> token = {};       ///< instead of the console's own; empty: none
    const crypto::SigningKey* device = nullptr;  ///< signs the proof instead of the console's
    bool proof = true;                           ///< whether one comes along
    std::optional<std::string> proofOf = {};     ///< made for another target
    std::optional<std::string> contentType = {}; ///< empty: none
    std::vector<Header> headers = {};            ///< besides the usual
};

class WireConsole
{
public:
    struct Address
    {
        std::uint16_t port = 0;
        std::string caFile;
        const Clock* clock = nullptr;
        /// Hears of every exchange.
        std::function<void(const Exchange&)> heard = {};
    };
    explicit WireConsole(Address address);
    ~WireConsole();
    WireConsole(WireConsole&&) noexcept;
    WireConsole& operator=(WireConsole&&) = delete;

    /// Follows one `use-dpop-nonce`, as every console has to.
    Exchange call(const std::string& method, const std::string& target, const std::string& body = {},
                  const Spoilt& spoilt = {});
    template <typename T>
    Exchange post(const std::string& target, const T& message, const Spoilt& spoilt = {})
    {
        return call("POST", target, wire::encode(message), spoilt);
    }
    /// The head of a call as text, for a connection of the test's own.
    [[nodiscard]] std::string rawHead(const std::string& method, const std::string& target);

    crypto::SigningKey device = crypto::SigningKey::generate();
    std::string token; ///< access token; empty before signing in

private:
    Exchange once(const std::string& method, const std::string& target, const std::string& body,
                  const Spoilt& spoilt);
    [[nodiscard]] std::vector<Header> headersFor(const std::string& method, const std::string& target,
                                                 const std::string& body, const Spoilt& spoilt) const;

    struct Curl;
    Address m_address;
    std::unique_ptr<Curl> m_curl;
    std::string m_nonce;
};

} // namespace countersign::contract
