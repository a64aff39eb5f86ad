#include "trialsource/ExportJobs.h"

#include "crypto/Random.h"

#include <charconv>
#include <condition_variable>

#include <nlohmann/json.hpp>

namespace countersign::trialsource {

namespace {

using nlohmann::json;

std::string fileName(std::size_t place, const std::string& type)
{
    return std::to_string(place + 1) + '.' + type + ".ndjson";
}

} // namespace

ExportJob::View ExportJob::view() const
{
    const std::scoped_lock lock(m_mutex);
    return m_view;
}

json ExportJob::manifest(const std::string& base) const
{
    const std::scoped_lock lock(m_mutex);
    auto output = json::array();
    for (std::size_t i = 0; i < m_parts.size(); ++i) {
        const auto& type = m_parts[i].segment.type;
        output.push_back({{"type", type},
                          {"url", base + '/' + m_id + '/' + fileName(i, type)},
                          {"count", m_parts[i].count}});
    }
    return {{"transactionTime", timeText(m_begun)},
            {"request", m_order.request},
            {"requiresAccessToken", true},
            {"output", output},
            {"deleted", json::array()},
            {"error", json::array()}};
}

std::optional<Part> ExportJob::part(std::string_view name) const
{
    std::size_t number = 0;
    std::from_chars(name.data(), name.data() + name.size(), number);
    const std::scoped_lock lock(m_mutex);
    if (number == 0 || number > m_parts.size() ||
        fileName(number - 1, m_parts[number - 1].segment.type) != name)
        return {};
    return m_parts[number - 1];
}

void ExportJob::prepare(const Population& population, const ExportSettings& settings)
{
    const auto stop = m_stop.get_token();
    const auto due = std::chrono::steady_clock::now() + settings.preparation;
    std::vector<Part> all;
    std::string failure;
    for (const auto& type : m_order.types) {
        auto parts = planParts(population, type, m_order.filter, settings.resourcesPerFile, stop);
        if (!parts) {
            failure = parts.error().detail;
            if (failure.empty())
                failure = codeText(parts.error().code);
            break;
        }
        all.insert(all.end(), std::make_move_iterator(parts->begin()), std::make_move_iterator(parts->end()));
        const std::scoped_lock lock(m_mutex);
        ++m_view.typesDone;
    }
    std::unique_lock lock(m_mutex);
    std::condition_variable_any wake;
    wake.wait_until(lock, stop, due, [] { return false; });
    m_parts = std::move(all);
    m_view.failure = failure;
    m_view.state = failure.empty() ? State::Ready : State::Failed;
}

ExportJobs::ExportJobs(std::shared_ptr<const Population> population, ExportSettings settings,
                       const Clock& clock)
    : m_population(std::move(population)), m_settings(settings), m_clock(clock)
{
}

ExportJobs::~ExportJobs()
{
    stop();
}

Result<std::shared_ptr<ExportJob>> ExportJobs::start(ExportOrder order)
{
    const std::scoped_lock lock(m_mutex);
    forgetExpired();
    if (m_jobs.size() >= mostJobs)
        return fail(ErrorCode::TooManyRequests, "too many exports are under way; delete one");
    auto job = std::make_shared<ExportJob>(crypto::randomIdText("job_"), std::move(order), m_clock.now());
    job->m_view.types = job->m_order.types.size();
    // The thread is joined by the job's destructor, so the job outlives it; the population is kept for it.
    job->m_thread = std::jthread([own = job.get(), population = m_population, settings = m_settings] {
        own->prepare(*population, settings);
    });
    m_jobs.emplace(job->id(), job);
    return job;
}

std::shared_ptr<ExportJob> ExportJobs::find(std::string_view id)
{
    const std::scoped_lock lock(m_mutex);
    forgetExpired();
    const auto found = m_jobs.find(id);
    return found == m_jobs.end() ? nullptr : found->second;
}

bool ExportJobs::remove(std::string_view id)
{
    const std::scoped_lock lock(m_mutex);
    const auto found = m_jobs.find(id);
    if (found == m_jobs.end())
        return false;
    found->second->m_stop.request_stop();
    m_jobs.erase(found);
    return true;
}

void ExportJobs::stop()
{
    const std::scoped_lock lock(m_mutex);
    for (const auto& [id, job] : m_jobs)
        job->m_stop.request_stop();
}

std::size_t ExportJobs::size()
{
    const std::scoped_lock lock(m_mutex);
    forgetExpired();
    return m_jobs.size();
}

void ExportJobs::forget()
{
    stop();
    const std::scoped_lock lock(m_mutex);
    m_jobs.clear();
}

void ExportJobs::forgetExpired()
{
    const auto now = m_clock.now();
    std::erase_if(m_jobs, [&](const auto& each) {
        const bool expired = each.second->expires() <= now;
        if (expired)
            each.second->m_stop.request_stop();
        return expired;
    });
}

} // namespace countersign::trialsource
