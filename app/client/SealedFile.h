#pragma once

#include "base/Secret.h"
#include "wire/Statement.h"

#include <atomic>

#include <QString>

/// A file that stays sealed where it lies: `NAME.sealed`, the bytes as they travelled, and beside it
/// `NAME.sealed.json`, what its key needs to be opened by. Neither opens anything without the encryption key
/// of the person, in the key store of the machine that fetched it; nothing in the note is believed.
namespace countersign::client {

struct SealedNote
{
    int v = 1;
    ServerId server;
    PersonId person;
    JobId job;
    Digest request;
    Digest release;
    KeyThumbprint key; ///< of the encryption key that the file key is wrapped to
    wire::ReleaseFile file;
    std::string wrappedKey; ///< JWE, see crypto/Jwe.h
    Time received;
};
template <typename V>
void fields(V& v, SealedNote& m)
{
    v("v", m.v);
    v("server", m.server);
    v("person", m.person);
    v("job", m.job);
    v("request", m.request);
    v("release", m.release);
    v("key", m.key);
    v("file", m.file);
    v("wrappedKey", m.wrappedKey);
    v("received", m.received);
}

[[nodiscard]] std::string sealedName(const std::string& name);
[[nodiscard]] std::string sealedNoteName(const std::string& name);

/// Before the sealed file gets its name, so that none is ever without its key. Takes the place of the note of
/// a sealed file that never came. `FileExists`, `FileAccess`, `DiskFull`.
[[nodiscard]] Result<void> writeSealedNote(const QString& folder, const SealedNote& note);
/// `FileAccess`, also for what is no regular file, or why it is no note of this version.
[[nodiscard]] Result<SealedNote> readSealedNote(const QString& file);

/// Under way on another thread, told and stopped from here.
struct Unsealing
{
    std::atomic<std::uint64_t> bytes = 0; ///< of ciphertext, opened so far
    std::atomic<bool> cancelled = false;
};
/// Opens `note`'s file from one folder into another: every segment authenticated, length and digest those of
/// `released`, and only then the name. Answers the path; `Cancelled`, `FileAccess` (also for what is no
/// regular file), what Quarantine and crypto::StreamingOpener say, `LengthMismatch`, `DigestMismatch`. For a
/// worker thread.
[[nodiscard]] Result<QString> openSealedFile(const QString& from, const QString& to,
                                             const wire::ReleaseFile& released, const Digest& request,
                                             const Secret& fileKey, Unsealing& unsealing);

} // namespace countersign::client
