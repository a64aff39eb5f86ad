#pragma once

#include "trialsource/ExportJobs.h"
#include "trialsource/Misbehaviour.h"
#include "trialsource/TokenEndpoint.h"

namespace countersign::trialsource {

/// The FHIR R4 and Bulk Data 2.0.0 interface over a population. Thread-safe.
class FhirRoutes
{
public:
    struct Setting
    {
        std::string base; ///< `https://host:port`, what all URLs begin with
        std::shared_ptr<const Population> population;
        RegisteredClient client;
        ExportSettings exports;
        std::uint64_t slowBytesPerSecond = 0;
        std::vector<Fault> faults = {};
        /// For `FaultKind::Certificate`; without it that one hangs up alone.
        std::function<void(const std::string& certificateFile, const std::string& keyFile)> showCertificate =
            {};
    };

    FhirRoutes(Setting setting, const Clock& clock);

    [[nodiscard]] http::Response answer(const http::Request& request);
    /// From now on it does these wrong, and not those before.
    void misbehave(std::vector<Fault> faults) { m_misbehaviour.become(std::move(faults)); }
    /// That are neither deleted nor expired.
    [[nodiscard]] std::size_t exports() { return m_jobs.size(); }
    /// Cuts the files and jobs under way, so that the listener can end.
    void stop()
    {
        m_misbehaviour.stop();
        m_jobs.stop();
    }

private:
    [[nodiscard]] Misbehaviour::Means means();
    [[nodiscard]] http::Response honest(const http::Request& request);
    [[nodiscard]] http::Response smartConfiguration() const;
    [[nodiscard]] http::Response fhir(const http::Request& request, std::string_view path);
    [[nodiscard]] http::Response kickOff(const http::Request& request, Filter filter);
    [[nodiscard]] http::Response groupExport(const http::Request& request, std::string_view group);
    [[nodiscard]] http::Response job(const http::Request& request, std::string_view id);
    [[nodiscard]] http::Response status(const ExportJob& job) const;
    [[nodiscard]] http::Response file(std::string_view id, std::string_view name);
    [[nodiscard]] http::Response search(const http::Request& request, std::string_view type) const;
    [[nodiscard]] http::Response groupList() const;

    Setting m_setting;
    const Clock& m_clock;
    TokenEndpoint m_tokens;
    ExportJobs m_jobs;
    Misbehaviour m_misbehaviour;
};

} // namespace countersign::trialsource
