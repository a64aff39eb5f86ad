#include "server/job/SealedUrl.h"

#include "base/Base64.h"

namespace countersign::server {

namespace {

std::string purposeOf(std::string_view owner)
{
    return "source-url:" + std::string(owner);
}

} // namespace

std::string sealUrl(KeyVault& keys, std::string_view url, std::string_view owner)
{
    return base64Url(keys.sealSmall(bytesOf(url), purposeOf(owner)));
}

Result<std::string> openUrl(KeyVault& keys, std::string_view sealed, std::string_view owner)
{
    const auto bytes = fromBase64Url(sealed);
    if (!bytes)
        return tl::unexpected(bytes.error());
    const auto url = keys.openSmall(*bytes, purposeOf(owner));
    if (!url)
        return tl::unexpected(url.error());
    return std::string(url->revealText());
}

} // namespace countersign::server
