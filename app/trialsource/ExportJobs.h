#pragma once

#include "trialsource/Population.h"

#include <map>
#include <mutex>
#include <thread>

#include <nlohmann/json_fwd.hpp>

namespace countersign::trialsource {

/// What a kick-off asked for.
struct ExportOrder
{
    std::string request; ///< the kick-off URL, for the manifest
    std::vector<std::string> types;
    Filter filter;
};

struct ExportSettings
{
    std::uint64_t resourcesPerFile = 0;  ///< 0: unsplit
    std::chrono::seconds preparation{0}; ///< the least time that a job takes
};

/// One export from kick-off until it is deleted or expires.
class ExportJob
{
public:
    static constexpr std::chrono::hours lifetime{24};

    ExportJob(std::string id, ExportOrder order, Time begun)
        : m_id(std::move(id)), m_order(std::move(order)), m_begun(begun)
    {
    }

    enum class State : std::uint8_t { Preparing, Ready, Failed };
    struct View
    {
        State state = State::Preparing;
        std::size_t typesDone = 0;
        std::size_t types = 0;
        std::string failure;
    };

    [[nodiscard]] const std::string& id() const { return m_id; }
    [[nodiscard]] const ExportOrder& order() const { return m_order; }
    [[nodiscard]] Time expires() const { return m_begun + lifetime; }
    [[nodiscard]] View view() const;
    /// `base` is the URL under which the files stand. Only when `Ready`.
    [[nodiscard]] nlohmann::json manifest(const std::string& base) const;
    [[nodiscard]] std::optional<Part> part(std::string_view fileName) const;
    /// Stopped when the job is deleted.
    [[nodiscard]] std::stop_token stopToken() const { return m_stop.get_token(); }

private:
    friend class ExportJobs;
    void prepare(const Population& population, const ExportSettings& settings);

    std::string m_id;
    ExportOrder m_order;
    Time m_begun;
    std::stop_source m_stop;
    mutable std::mutex m_mutex;
    View m_view;
    std::vector<Part> m_parts;
    std::jthread m_thread; ///< last, so that it ends before what it uses
};

/// The exports under way. Thread-safe.
class ExportJobs
{
public:
    static constexpr std::size_t mostJobs = 64;

    ExportJobs(std::shared_ptr<const Population> population, ExportSettings settings, const Clock& clock);
    ~ExportJobs();
    ExportJobs(const ExportJobs&) = delete;
    ExportJobs& operator=(const ExportJobs&) = delete;

    /// Starts counting in the background; `TooManyRequests` beyond `mostJobs`.
    [[nodiscard]] Result<std::shared_ptr<ExportJob>> start(ExportOrder order);
    /// Null for one that never was, was deleted or has expired.
    [[nodiscard]] std::shared_ptr<ExportJob> find(std::string_view id);
    /// Ends it and the files that are being read from it; false if there is none.
    bool remove(std::string_view id);
    /// How many there are.
    [[nodiscard]] std::size_t size();
    /// Cuts everything under way.
    void stop();
    /// The same, and there are none any more: as after a start anew.
    void forget();

private:
    void forgetExpired();

    std::shared_ptr<const Population> m_population;
    ExportSettings m_settings;
    const Clock& m_clock;
    std::mutex m_mutex;
    std::map<std::string, std::shared_ptr<ExportJob>, std::less<>> m_jobs;
};

} // namespace countersign::trialsource
