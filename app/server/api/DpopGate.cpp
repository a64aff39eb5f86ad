#include "server/api/DpopGate.h"

#include "base/Base64.h"
#include "crypto/Dpop.h"
#include "crypto/Random.h"
#include "crypto/Sha256.h"
#include "server/http/AddressBucket.h"

namespace countersign::server {

namespace {

constexpr std::size_t timeBytes = 8;
constexpr std::size_t macBytes = 16;
constexpr std::size_t longestProof = 4096;
constexpr std::size_t longestJti = 128;

std::int64_t secondsOf(Time time)
{
    return std::chrono::floor<std::chrono::seconds>(time.time_since_epoch()).count();
}

Bytes macOf(const Secret& key, ByteView time)
{
    auto mac = copyOf(crypto::hmacSha256(key.reveal(), time).bytes());
    mac.resize(macBytes);
    return mac;
}

// `htu` has neither query nor fragment; the path counts as it was sent.
std::string_view pathOf(const http::Request& request)
{
    return std::string_view(request.target).substr(0, request.target.find('?'));
}

} // namespace

DpopGate::DpopGate(std::string origin, const Clock& clock)
    : m_origin(std::move(origin)), m_clock(clock), m_key(crypto::randomSecret(32))
{
    while (m_origin.ends_with('/'))
        m_origin.pop_back();
}

std::string DpopGate::freshNonce() const
{
    const auto seconds = static_cast<std::uint64_t>(secondsOf(m_clock.now()));
    Bytes bytes(timeBytes);
    for (std::size_t i = 0; i < timeBytes; ++i)
        bytes[i] = static_cast<std::uint8_t>(seconds >> (8 * (timeBytes - 1 - i)));
    const auto mac = macOf(m_key, bytes);
    bytes.insert(bytes.end(), mac.begin(), mac.end());
    return base64Url(bytes);
}

bool DpopGate::nonceIsGood(std::string_view nonce) const
{
    const auto bytes = fromBase64Url(nonce);
    if (!bytes || bytes->size() != timeBytes + macBytes)
        return false;
    const auto time = ByteView(*bytes).first(timeBytes);
    if (!sameBytes(macOf(m_key, time), ByteView(*bytes).subspan(timeBytes)))
        return false;
    std::uint64_t made = 0;
    for (const auto byte : time)
        made = made << 8 | byte;
    const auto age = secondsOf(m_clock.now()) - static_cast<std::int64_t>(made);
    return age >= 0 && age <= nonceLife.count();
}

Result<DpopGate::Proven> DpopGate::check(const http::Request& request, std::string_view accessToken)
{
    if (request.fields.count("DPoP") != 1)
        return fail(ErrorCode::ProofRefused, "not exactly one proof");
    const auto text = request.fields.first("DPoP");
    if (text.size() > longestProof)
        return fail(ErrorCode::ProofRefused, "proof too long");
    const auto proof = crypto::parseDpopProof(text);
    if (!proof)
        return fail(ErrorCode::ProofRefused, proof.error().detail);
    const auto& claims = proof->claims;
    if (claims.htm != request.method)
        return fail(ErrorCode::ProofRefused, "made for another method");
    if (claims.htu != m_origin + std::string(pathOf(request)))
        return fail(ErrorCode::ProofRefused, "made for another address");
    if (claims.nonce.empty() || !nonceIsGood(claims.nonce))
        return fail(ErrorCode::NonceNeeded);
    // Not by their difference: whatever number stands there is the caller's.
    const auto now = secondsOf(m_clock.now());
    if (claims.iat < now - clockTolerance.count() || claims.iat > now + clockTolerance.count())
        return fail(ErrorCode::ProofRefused, "made at another time");
    const auto ath = accessToken.empty() ? std::string() : crypto::dpopTokenHash(accessToken);
    if (!sameBytes(bytesOf(claims.ath), bytesOf(ath)))
        return fail(ErrorCode::ProofRefused, "made for another token");
    if (claims.jti.empty() || claims.jti.size() > longestJti)
        return fail(ErrorCode::ProofRefused, "no usable jti");
    const auto& device = proof->key.thumbprint();
    Proven proven{device, crypto::sha256(device.text() + " " + claims.jti)};
    const std::lock_guard lock(m_mutex);
    if (m_people.contains(proven.proof) || m_strangers.contains(proven.proof))
        return fail(ErrorCode::ProofRefused, "used before");
    return proven;
}

Result<void> DpopGate::use(const Proven& proven, const std::string& stranger)
{
    const auto now = m_clock.now();
    // A nonce may be dated up to one second ahead of the rounding; the margin keeps the memory longer than
    // the nonce.
    const auto until = now + nonceLife + std::chrono::seconds(5);
    const std::lock_guard lock(m_mutex);
    for (auto* memory : {&m_people, &m_strangers}) {
        memory->forgetLapsed(now);
        if (memory->contains(proven.proof))
            return fail(ErrorCode::ProofRefused, "used before");
    }
    return stranger.empty() ? m_people.add(proven.proof, proven.device.text(), until)
                            : m_strangers.add(proven.proof, http::addressBucket(stranger), until);
}

} // namespace countersign::server
