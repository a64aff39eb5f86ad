#include "server/people/EnrolmentCodes.h"

#include "base/Base64.h"
#include "crypto/Argon2.h"
#include "crypto/Random.h"

namespace countersign::server {

Secret makeCode()
{
    auto letters = base32(crypto::randomSecret(10).reveal());
    std::string grouped;
    for (std::size_t i = 0; i < letters.size(); ++i) {
        if (i > 0 && i % 4 == 0)
            grouped += '-';
        grouped += letters[i];
    }
    Secret code{std::string_view(grouped)};
    wipe(letters);
    wipe(grouped);
    return code;
}

Secret normalisedCode(const Secret& typed)
{
    std::string text;
    for (const char c : typed.revealText()) {
        if (c == ' ' || c == '-')
            continue;
        text += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    }
    Secret code{std::string_view(text)};
    wipe(text);
    return code;
}

Result<Secret> issueEnrolmentCode(PersonRow& row, Time now)
{
    auto code = makeCode();
    auto hash = crypto::hashPassword(normalisedCode(code));
    if (!hash)
        return tl::unexpected(hash.error());
    row.codeHash = std::move(*hash);
    row.codeExpires = now + enrolmentCodeLife;
    return code;
}

} // namespace countersign::server
