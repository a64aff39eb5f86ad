#pragma once

#include "base/Error.h"
#include "base/Ids.h"

#include <optional>
#include <string>
#include <vector>

#include <QString>
#include <QUrl>

namespace countersign::client {

/// A server as this console trusts it: a file that configuration management can deploy (T6).
struct Profile
{
    QString file;
    QString name;
    QUrl url;
    QString environment; ///< `production`, `test`, `training`
    QByteArray caPem;    ///< the only CA that is believed
    ServerId server;
    std::optional<Digest> root;         ///< absent until the admins have founded it
    std::vector<std::string> witnesses; ///< verifier keys; `wire::pinnedWitnesses` opens them
    int witnessesNeeded = 0;

    [[nodiscard]] static Result<Profile> load(const QString& file);
    /// Adds the root that this person has just signed. Atomic.
    [[nodiscard]] Result<void> pinRoot(const Digest& digest);
};

} // namespace countersign::client
