#pragma once

#include "client/Profile.h"

#include <vector>

#include <QStringList>

namespace countersign::console {

/// What the command line asks for.
struct CommandLine
{
    QString profile;         ///< one file, or empty
    QString profiles;        ///< folder of profiles
    QString stateFolder;     ///< checkpoints, settings, sealed keys; below it a folder for each server
    bool sealedFile = false; ///< keys lie in a file sealed by a passphrase, whatever key store there is
    QString text;            ///< help, version or what is wrong with the line; then nothing else holds
    bool wrong = false;
};
[[nodiscard]] CommandLine readCommandLine(const QStringList& arguments);

/// The profiles that can be used, by name, and what is wrong with the others.
struct Profiles
{
    std::vector<client::Profile> usable;
    std::vector<Error> faults;
};
[[nodiscard]] Profiles loadProfiles(const CommandLine& line);

} // namespace countersign::console
