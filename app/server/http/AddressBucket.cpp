#include "server/http/AddressBucket.h"

#include <algorithm>
#include <array>

#include <arpa/inet.h>

namespace countersign::http {

namespace {

constexpr std::size_t longest = 64;
constexpr std::size_t prefixBytes = 8;
constexpr std::array<std::uint8_t, 12> mapped = {0, 0, 0, 0, 0,    0,
                                                 0, 0, 0, 0, 0xff, 0xff}; // RFC 4291 §2.5.5.2

std::string addressText(int family, const void* bytes)
{
    std::array<char, INET6_ADDRSTRLEN> text{};
    return ::inet_ntop(family, bytes, text.data(), text.size()) ? std::string(text.data()) : std::string();
}

} // namespace

std::string addressBucket(std::string_view address)
{
    const std::string text(address.substr(0, std::min(address.find('%'), longest)));
    in6_addr bytes{};
    if (::inet_pton(AF_INET6, text.c_str(), &bytes) != 1)
        return text;
    if (std::equal(mapped.begin(), mapped.end(), bytes.s6_addr))
        return addressText(AF_INET, bytes.s6_addr + mapped.size());
    std::fill(bytes.s6_addr + prefixBytes, bytes.s6_addr + sizeof(bytes.s6_addr), std::uint8_t{0});
    return addressText(AF_INET6, &bytes) + "/64";
}

} // namespace countersign::http
