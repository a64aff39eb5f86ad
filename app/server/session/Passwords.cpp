#include "server/session/Passwords.h"

#include "base/Text.h"
#include "crypto/Argon2.h"
#include "crypto/Random.h"

#include <algorithm>
#include <array>
#include <semaphore>
#include <set>

namespace countersign::server {

namespace {

constexpr std::size_t leastCharacters = 12;
constexpr std::size_t mostBytes = 256;
constexpr std::size_t leastDifferent = 5;

// What tops the lists of leaked passwords, as stems: digits and marks added at either end do not make them
// better.
constexpr std::array commonStems{
    "password",
    "passwort",
    "passw0rd",
    "p@ssword",
    "p@ssw0rd",
    "qwerty",
    "qwertyuiop",
    "qwertz",
    "qwertzuiop",
    "azerty",
    "azertyuiop",
    "asdfghjkl",
    "asdfgh",
    "zxcvbnm",
    "yxcvbnm",
    "iloveyou",
    "letmein",
    "welcome",
    "willkommen",
    "bienvenue",
    "administrator",
    "admin",
    "adminadmin",
    "changeme",
    "trustno",
    "sunshine",
    "princess",
    "football",
    "baseball",
    "superman",
    "batman",
    "dragon",
    "monkey",
    "shadow",
    "master",
    "michael",
    "jennifer",
    "jordan",
    "hunter",
    "charlie",
    "computer",
    "internet",
    "starwars",
    "whatever",
    "freedom",
    "secret",
    "secretsecret",
    "geheim",
    "motdepasse",
    "contrasena",
    "parola",
    "hallo",
    "hallohallo",
    "passwordpassword",
    "qazwsxedc",
    "qweasdzxc",
    "abcdefghijkl",
    "abcdefgh",
    "correcthorsebatterystaple",
    "thequickbrownfox",
    "iloveyouverymuch",
    "default",
    "hospital",
    "krankenhaus",
    "countersign",
    "temporary",
    "test",
    "testtest",
    "summer",
    "winter",
    "spring",
    "autumn",
    "january",
    "december",
    "company",
    "access",
};

std::string lowered(std::string_view text)
{
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return out;
}

bool isLetter(char c)
{
    return (c >= 'a' && c <= 'z') || (static_cast<std::uint8_t>(c) & 0x80) != 0;
}

// Without what is not a letter at both ends.
std::string_view stemOf(std::string_view text)
{
    while (!text.empty() && !isLetter(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && !isLetter(text.back()))
        text.remove_suffix(1);
    return text;
}

bool isCommon(std::string_view lower)
{
    const auto stem = stemOf(lower);
    if (stem.empty())
        return true; // digits and marks alone
    const auto inner = [&](std::string_view text) {
        return std::find(commonStems.begin(), commonStems.end(), text) != commonStems.end();
    };
    // `p@ssw0rd` loses no end to `stemOf`, but `dragon` in `1dragon!` does; whatever letters remain decide.
    std::string letters;
    std::copy_if(lower.begin(), lower.end(), std::back_inserter(letters), isLetter);
    return inner(stem) || inner(letters);
}

bool holdsPartOf(std::string_view lower, std::string_view name)
{
    const auto lowerName = lowered(name);
    std::string_view rest = lowerName;
    while (!rest.empty()) {
        const auto end = rest.find_first_of(" .-_'");
        const auto part = rest.substr(0, end);
        if (part.size() >= 4 && lower.find(part) != std::string_view::npos)
            return true;
        rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
    }
    return false;
}

std::size_t charactersIn(std::string_view text)
{
    return static_cast<std::size_t>(std::count_if(
        text.begin(), text.end(), [](char c) { return (static_cast<std::uint8_t>(c) & 0xc0) != 0x80; }));
}

} // namespace

Result<void> checkPassword(const Secret& password, std::string_view id, std::string_view name)
{
    const auto text = password.revealText();
    if (!isUtf8(text) || text.size() > mostBytes)
        return fail(ErrorCode::PasswordTooWeak, "not text, or too long");
    if (charactersIn(text) < leastCharacters)
        return fail(ErrorCode::PasswordTooWeak, "under twelve characters");
    if (std::set<char>(text.begin(), text.end()).size() < leastDifferent)
        return fail(ErrorCode::PasswordTooWeak, "repeats itself");
    auto lower = lowered(text);
    const bool weak = isCommon(lower) || holdsPartOf(lower, id) || holdsPartOf(lower, name);
    wipe(lower);
    return weak ? fail(ErrorCode::PasswordTooWeak, "common, or holds the name") : Result<void>{};
}

bool verifyPassword(const Secret& password, const std::string& phc)
{
    static std::counting_semaphore<4> running(4);
    static const auto nobody = crypto::hashPassword(crypto::randomSecret(32));
    running.acquire();
    const bool matches = crypto::passwordMatches(password, phc.empty() && nobody ? *nobody : phc);
    running.release();
    return matches && !phc.empty();
}

} // namespace countersign::server
