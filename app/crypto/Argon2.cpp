#include "crypto/Argon2.h"

#include <sodium.h>

namespace countersign::crypto {

Result<std::string> hashPassword(const Secret& password)
{
    char text[crypto_pwhash_STRBYTES] = {};
    const auto given = password.revealText();
    if (sodium_init() < 0 ||
        crypto_pwhash_str(text, given.data(), given.size(), crypto_pwhash_OPSLIMIT_INTERACTIVE,
                          crypto_pwhash_MEMLIMIT_INTERACTIVE) != 0)
        return fail(ErrorCode::Crypto, "not enough memory for Argon2id");
    return std::string(text);
}

bool passwordMatches(const Secret& password, const std::string& phc)
{
    const auto given = password.revealText();
    return sodium_init() >= 0 && crypto_pwhash_str_verify(phc.c_str(), given.data(), given.size()) == 0;
}

} // namespace countersign::crypto
