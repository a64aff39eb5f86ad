#pragma once

#include "trust/TrustState.h"

#include <QString>

namespace countersign::client {

/// What an earlier run had replayed of the trust log, so that the next start need not verify every signature
/// again. It lies beside the stored checkpoints and has their trust, no more and no less: whoever can write
/// there can as well take the checkpoint away or put another in its place. So nothing in it is signed; a
/// digest finds what broke by accident. It is believed for the profile's root alone, as far as the logs of
/// the stored checkpoints continue the heads that it names, and by the very version that wrote it; whatever
/// does not fit is replayed anew. Written after those checkpoints: a crash between leaves an older one, from
/// which the replay goes on.
class TrustCache
{
public:
    /// `folder`: where the checkpoints lie. `root`: as pinned.
    TrustCache(const QString& folder, const Digest& root);

    struct Found
    {
        trust::TrustState state;
        /// Both trees as they were then: every head that an author of the entries replayed had seen was
        /// proved to be a prefix of them.
        wire::Seen heads;
    };
    /// Nothing where there is none, or none that can be used.
    [[nodiscard]] std::optional<Found> read() const;
    /// `packed`: by `trust::packState`.
    [[nodiscard]] Result<void> write(const Bytes& packed, const wire::Seen& heads) const;

private:
    [[nodiscard]] std::string headOf(const Bytes& packed, const wire::Seen& heads) const;

    QString m_file;
    Digest m_root;
};

} // namespace countersign::client
