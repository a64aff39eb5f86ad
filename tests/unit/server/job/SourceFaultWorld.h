#pragma once

#include "support/SourceFaults.h"
#include "unit/server/job/JobWorld.h"

#include <gtest/gtest.h>

namespace countersign::test {

/// Another server, by the source's CA, that remembers what it is told and has each file that it is asked for.
class Recorder
{
public:
    explicit Recorder(const TrialSource& source);
    ~Recorder();
    Recorder(const Recorder&) = delete;
    Recorder& operator=(const Recorder&) = delete;

    [[nodiscard]] std::string origin() const
    {
        return "https://127.0.0.1:" + std::to_string(m_listener->port());
    }
    /// Method, path, `Authorization` and body of each request.
    [[nodiscard]] std::vector<std::string> heard() const;
    /// What it answers with 200; empty: 404.
    void keep(std::string file);

private:
    mutable std::mutex m_mutex;
    std::string m_file;
    std::vector<std::string> m_heard;
    std::unique_ptr<http::Listener> m_listener;
    std::jthread m_thread;
};

/// One server after another's fault: an export for each, told when it is over and nothing is left to do.
class SourceFaultWorld : public testing::Test
{
protected:
    SourceFaultWorld();

    /// Asks, approves, and waits for the release or for the failure and what follows it.
    wire::Job run(std::string faults = {});
    /// Begins alone, with a client that has no token yet.
    JobId begin(std::string faults);
    JobId begin(std::string faults, const wire::ExportRequestBody& body);
    wire::Job end(const JobId& id);

    /// How often it is in the trail.
    [[nodiscard]] int logged(const JobId& id, const std::string& action) const;
    /// Failed by this, once, told, and nothing of it left: no file, no key, no address.
    void expectFailed(const wire::Job& job, ErrorCode code);
    /// Name and opened content of each file.
    [[nodiscard]] std::map<std::string, std::string> contents(const JobId& id);

    JobWorld world;
    Recorder store;
};

} // namespace countersign::test
