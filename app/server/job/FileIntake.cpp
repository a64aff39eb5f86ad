#include "server/job/FileIntake.h"

#include "server/job/JobChange.h"
#include "server/job/KeyEntries.h"
#include "server/job/Patience.h"
#include "server/job/SealedUrl.h"

#include <algorithm>
#include <thread>

namespace countersign::server {

namespace {

wire::AuditEntry sealedEntry(const FileRow& file)
{
    auto entry = serverEntry("job.file-sealed", file.job);
    entry.object = file.id.text();
    entry.detail["name"] = file.name;
    entry.detail["count"] = std::to_string(file.count);
    entry.detail["length"] = std::to_string(file.length);
    entry.detail["sha256"] = file.sha256.text();
    entry.detail["key"] = file.key.text();
    return entry;
}

} // namespace

FileIntake::FileIntake(const IntakeRoom& room, Order order, std::stop_token stop)
    : m_room(room),
      m_order(std::move(order)),
      m_stopped(std::move(stop), [this] { m_stop.request_stop(); }),
      m_revision(m_order.job.revision)
{
}

Result<void> FileIntake::run(const std::vector<FileRow>& files)
{
    std::vector<FileRow> wanted;
    std::copy_if(files.begin(), files.end(), std::back_inserter(wanted),
                 [](const FileRow& file) { return file.state == FileState::Wanted; });
    {
        std::vector<std::jthread> workers;
        const auto count = std::min<std::size_t>(std::max(m_room.parallelFiles, 1U), wanted.size());
        for (std::size_t i = 0; i < count; ++i)
            workers.emplace_back([this, &wanted] { work(wanted); });
    }
    for (const auto& file : wanted)
        m_room.progress->forget(file.job, file.id);
    if (m_first)
        return tl::unexpected(*m_first);
    return {};
}

void FileIntake::work(const std::vector<FileRow>& files)
{
    for (auto place = m_next++; place < files.size(); place = m_next++) {
        if (m_stop.stop_requested())
            return giveUp(Error{ErrorCode::Cancelled, "the intake was stopped"});
        if (auto done = take(files.at(place)); !done)
            return giveUp(done.error());
    }
}

// The first is the reason; what follows from ending the others is not.
void FileIntake::giveUp(const Error& why)
{
    const std::lock_guard lock(m_mutex);
    if (!m_first)
        m_first = why;
    m_stop.request_stop();
}

Result<void> FileIntake::take(const FileRow& file)
{
    const auto url = openUrl(*m_room.keys, file.url, file.id.text());
    if (!url)
        return tl::unexpected(url.error());
    const Patience patiently(m_room, file.job, m_stop.get_token());
    const auto taken = patiently([&] { return attempt(file, *url); });
    if (!taken)
        return tl::unexpected(taken.error());
    if (file.expected && *file.expected != taken->facts.count)
        return fail(ErrorCode::SourceCount, file.name + " has " + std::to_string(taken->facts.count) +
                                                " resources, the source's manifest says " +
                                                std::to_string(*file.expected));
    return record(file, *taken);
}

Result<FileIntake::Taken> FileIntake::attempt(const FileRow& file, const std::string& url)
{
    // Whole, but without its row, if the program ended between the two.
    if (auto done = removeSealedObject(m_room.objects, file.id); !done)
        return tl::unexpected(done.error());
    const KeySlot slot{m_room.environment, m_order.tenant, m_order.sensitivity};
    const auto key = m_room.keys->newFileKey(file.id, slot, keyEntries(*m_room.store, file.job));
    if (!key)
        return tl::unexpected(key.error());
    auto writer =
        SealedObjectWriter::begin({m_room.objects, file.id, file.type, m_order.job.request}, key->key);
    if (!writer)
        return tl::unexpected(writer.error());
    const auto sink = [&](ByteView chunk) -> Result<void> {
        if (auto done = writer->add(chunk); !done)
            return done;
        if (m_room.tookIn)
            m_room.tookIn(chunk.size());
        m_room.progress->report(file.job, m_revision, m_order.audience, file.id,
                                {writer->length(), writer->count()});
        return {};
    };
    if (auto done = m_order.source->fetch(url, file.needsToken, sink, m_stop.get_token()); !done)
        return tl::unexpected(done.error());
    const auto facts = writer->finish();
    if (!facts)
        return tl::unexpected(facts.error());
    return Taken{*facts, key->wrappedBy};
}

Result<void> FileIntake::record(const FileRow& file, const Taken& taken)
{
    auto sealed = file;
    sealed.state = FileState::Sealed;
    sealed.url.clear();
    sealed.count = taken.facts.count;
    sealed.length = taken.facts.length;
    sealed.sha256 = taken.facts.sha256;
    sealed.sealedLength = taken.facts.sealedLength;
    sealed.object = file.id.text() + ".sealed";
    sealed.key = taken.key;
    const auto revision =
        writeFor<std::uint64_t>(*m_room.store, [&](Transaction& transaction) -> Result<std::uint64_t> {
            auto job = readJobIn(transaction.sql(), file.job, wire::JobState::TakingIn);
            if (!job)
                return tl::unexpected(job.error());
            const auto entry = transaction.audit(sealedEntry(sealed));
            if (!entry)
                return tl::unexpected(entry.error());
            updateFile(transaction.sql(), sealed, *entry);
            keep(transaction, m_room.events, *job, *entry);
            return job->revision;
        });
    m_room.progress->forget(file.job, file.id);
    if (!revision)
        return tl::unexpected(revision.error());
    m_revision = std::max(m_revision.load(), *revision);
    return {};
}

} // namespace countersign::server
