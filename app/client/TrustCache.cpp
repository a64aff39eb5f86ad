#include "client/TrustCache.h"

#include "client/LogFiles.h"
#include "client/Strings.h"
#include "crypto/Sha256.h"
#include "trust/StoredState.h"

namespace countersign::client {

namespace {

constexpr qint64 largestCache = 1024 * 1024 * 1024; // some 10^6 statements

// The first line of the file; behind it, the packed state.
struct CacheHead
{
    std::string program;
    std::uint64_t version = 0;
    Digest root;
    wire::Seen heads;
    Digest digest; ///< of the state
};
template <typename V>
void fields(V& v, CacheHead& m)
{
    v("program", m.program);
    v("version", m.version);
    v("root", m.root);
    v("heads", m.heads);
    v("digest", m.digest);
}

} // namespace

TrustCache::TrustCache(const QString& folder, const Digest& root)
    : m_file(folder + QStringLiteral("/trust.replayed")), m_root(root)
{
}

std::string TrustCache::headOf(const Bytes& packed, const wire::Seen& heads) const
{
    return wire::encode(CacheHead{COUNTERSIGN_VERSION, trust::storedStateVersion, m_root, heads,
                                  crypto::sha256(ByteView(packed))}) +
           '\n';
}

std::optional<TrustCache::Found> TrustCache::read() const
{
    const auto bytes = readLogFile(m_file, largestCache);
    const auto end = bytes ? textOf(*bytes).find('\n') : std::string_view::npos;
    if (end == std::string_view::npos)
        return std::nullopt;
    const auto head = wire::decode<CacheHead>(textOf(*bytes).substr(0, end));
    const auto packed = ByteView(*bytes).subspan(end + 1);
    if (!head || head->program != COUNTERSIGN_VERSION || head->version != trust::storedStateVersion ||
        head->root != m_root || head->digest != crypto::sha256(packed))
        return std::nullopt;
    auto state = trust::unpackState(packed);
    if (!state || state->size() != head->heads.trust.size || state->rootDigest() != m_root)
        return std::nullopt;
    return Found{std::move(*state), head->heads};
}

Result<void> TrustCache::write(const Bytes& packed, const wire::Seen& heads) const
{
    auto file = QByteArray::fromStdString(headOf(packed, heads));
    file.append(reinterpret_cast<const char*>(packed.data()), static_cast<qsizetype>(packed.size()));
    return writeLogFile(m_file, file);
}

} // namespace countersign::client
