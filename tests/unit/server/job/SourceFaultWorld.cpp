#include "unit/server/job/SourceFaultWorld.h"

#include <algorithm>

namespace countersign::test {

using wire::JobState;

Recorder::Recorder(const TrialSource& source)
{
    http::ListenerOptions options;
    options.certificateFile = source.folder() / "source.pem";
    options.keyFile = source.folder() / "source.key";
    m_listener = http::Listener::open(options, [this](const http::Request& request) {
                     const std::lock_guard lock(m_mutex);
                     m_heard.push_back(request.method + ' ' + request.path + ' ' +
                                       std::string(request.fields.first("Authorization")) + request.body);
                     http::Response response;
                     response.status = m_file.empty() ? 404 : 200;
                     response.body = m_file;
                     return response;
                 }).value();
    m_thread = std::jthread([this] { m_listener->run(); });
}

Recorder::~Recorder()
{
    m_listener->stop(0);
}

std::vector<std::string> Recorder::heard() const
{
    const std::lock_guard lock(m_mutex);
    return m_heard;
}

void Recorder::keep(std::string file)
{
    const std::lock_guard lock(m_mutex);
    m_file = std::move(file);
}

SourceFaultWorld::SourceFaultWorld() : store(world.source)
{
    world.timePasses = true;
}

JobId SourceFaultWorld::begin(std::string faults)
{
    return begin(std::move(faults), world.requestBody());
}

JobId SourceFaultWorld::begin(std::string faults, const wire::ExportRequestBody& body)
{
    const std::string mark = "@STORE";
    if (const auto at = faults.find(mark); at != std::string::npos)
        faults.replace(at, mark.size(), store.origin());
    world.forgetPauses();
    world.source.misbehave(faults);
    world.endJobs();
    world.startJobs();
    const auto id = world.ask(body);
    world.decide(id, wire::Gate::Request);
    return id;
}

wire::Job SourceFaultWorld::end(const JobId& id)
{
    auto job = world.await(id, [&](const wire::Job& now) {
        if (now.state == JobState::AwaitingRelease)
            return logged(id, "job.source-delete") == 1;
        const auto files = world.files(id);
        const bool gone = std::ranges::all_of(
            files, [](const server::FileRow& file) { return file.state == server::FileState::Destroyed; });
        return now.state == JobState::Failed && gone && !world.atSource(id);
    });
    world.source.misbehave({});
    return job;
}

wire::Job SourceFaultWorld::run(std::string faults)
{
    return end(begin(std::move(faults)));
}

int SourceFaultWorld::logged(const JobId& id, const std::string& action) const
{
    const auto trail = world.trail(id);
    return static_cast<int>(std::ranges::count(trail, action));
}

void SourceFaultWorld::expectFailed(const wire::Job& job, ErrorCode code)
{
    ASSERT_EQ(job.state, JobState::Failed) << job.failure.value_or("");
    EXPECT_EQ(job.failure, std::string(codeText(code))) << job.failureDetail.value_or("");
    EXPECT_EQ(logged(job.id, "job.failed"), 1);
    EXPECT_EQ(logged(job.id, "job.release-made"), 0);
    EXPECT_TRUE(world.objects().empty());
    const auto files = world.files(job.id);
    EXPECT_EQ(logged(job.id, "job.destroyed"), files.empty() ? 0 : 1);
    for (const auto& file : files) {
        EXPECT_FALSE(world.vault.fileKey(file.id));
        EXPECT_TRUE(file.url.empty());
    }
    EXPECT_EQ(logged(job.id, "job.source-delete"), logged(job.id, "job.accepted") > 0 ? 1 : 0);
}

std::map<std::string, std::string> SourceFaultWorld::contents(const JobId& id)
{
    std::map<std::string, std::string> found;
    for (const auto& file : world.files(id))
        found[file.name] = world.plaintext(file);
    return found;
}

} // namespace countersign::test
