#include "server/artifact/SealedObject.h"

#include "crypto/Sha256.h"
#include "crypto/StreamingSeal.h"
#include "server/artifact/NdjsonCheck.h"
#include "server/artifact/ObjectFile.h"
#include "server/artifact/ObjectNames.h"

#include <cerrno>
#include <cstdio>
#include <utility>

#include <unistd.h>

namespace countersign::server {

namespace {

constexpr std::size_t keySize = 32;

} // namespace

struct SealedObjectWriter::State
{
    State(ObjectFile part, std::filesystem::path to, const std::string& type, crypto::StreamingSealer seal)
        : file(std::move(part)), target(std::move(to)), check(type), sealer(std::move(seal))
    {
    }
    ~State()
    {
        if (!named)
            ::unlink(file.path().c_str());
    }
    State(const State&) = delete;
    State& operator=(const State&) = delete;

    ObjectFile file;
    std::filesystem::path target;
    NdjsonCheck check;
    crypto::Sha256 hash;
    crypto::StreamingSealer sealer;
    Bytes sealed; ///< ciphertext that waits to be written
    std::uint64_t length = 0;
    std::uint64_t sealedLength = 0;
    bool broken = false;
    bool named = false;

    [[nodiscard]] Result<void> writeSealed()
    {
        auto written = file.write(sealed);
        sealedLength += sealed.size();
        sealed.clear();
        return written;
    }

    [[nodiscard]] Result<void> giveName()
    {
        auto done = file.sync().and_then([&] { return file.close(); });
        if (!done)
            return done;
        if (std::rename(file.path().c_str(), target.c_str()) != 0)
            return fileError(errno, target);
        named = true;
        auto lasting = syncFolder(target.parent_path());
        if (!lasting)
            ::unlink(target.c_str());
        return lasting;
    }
};

Result<SealedObjectWriter> SealedObjectWriter::begin(const Order& order, const Secret& fileKey)
{
    const auto target = objectPath(order.objects, order.id);
    if (!target)
        return tl::unexpected(target.error());
    if (fileKey.size() != keySize)
        return fail(ErrorCode::Crypto, "a file key is 32 bytes");
    auto part = *target;
    part += partSuffix;
    auto file = ObjectFile::create(part);
    if (!file)
        return tl::unexpected(file.error());
    const auto associated = crypto::streaming::associatedData(fileIdBytes(order.id).value(), order.request);
    SealedObjectWriter writer(std::make_unique<State>(std::move(*file), *target, order.type,
                                                      crypto::StreamingSealer(fileKey, associated)));
    // Asked while we hold the part, so that nobody else can bring the object about any more.
    std::error_code error;
    if (std::filesystem::exists(std::filesystem::symlink_status(*target, error)))
        return fail(ErrorCode::Conflict, target->string() + ": exists");
    return writer;
}

SealedObjectWriter::SealedObjectWriter(std::unique_ptr<State> state) : m_state(std::move(state)) {}
SealedObjectWriter::~SealedObjectWriter() = default;
SealedObjectWriter::SealedObjectWriter(SealedObjectWriter&&) noexcept = default;
SealedObjectWriter& SealedObjectWriter::operator=(SealedObjectWriter&&) noexcept = default;

std::uint64_t SealedObjectWriter::length() const
{
    return m_state->length;
}

std::uint64_t SealedObjectWriter::count() const
{
    return m_state->check.count();
}

Result<void> SealedObjectWriter::add(ByteView plaintext)
{
    auto& state = *m_state;
    if (state.broken)
        return fail(ErrorCode::Internal, "an object that failed or was finished");
    auto taken = state.check.add(plaintext);
    if (taken) {
        state.hash.add(plaintext);
        state.length += plaintext.size();
        state.sealer.add(plaintext, state.sealed);
        if (state.sealed.size() >= crypto::streaming::segmentSize - crypto::streaming::headerSize)
            taken = state.writeSealed();
    }
    state.broken = !taken;
    return taken;
}

Result<SealedFacts> SealedObjectWriter::finish()
{
    auto& state = *m_state;
    if (std::exchange(state.broken, true))
        return fail(ErrorCode::Internal, "an object that failed or was finished");
    const auto count = state.check.finish();
    if (!count)
        return tl::unexpected(count.error());
    state.sealer.finish(state.sealed);
    auto done = state.writeSealed().and_then([&] { return state.giveName(); });
    if (!done)
        return tl::unexpected(done.error());
    return SealedFacts{*count, state.length, state.hash.finish(), state.sealedLength};
}

} // namespace countersign::server
