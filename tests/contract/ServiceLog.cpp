#include "contract/ServiceLog.h"

#include <mutex>

#include <nlohmann/json.hpp>
#include <spdlog/sinks/base_sink.h>
#include <spdlog/spdlog.h>

namespace countersign::contract {

struct ServiceLog::Lines final : public spdlog::sinks::base_sink<std::mutex>
{
    void sink_it_(const spdlog::details::log_msg& message) override
    {
        text.append(message.payload.data(), message.payload.size()).append("\n");
    }
    void flush_() override {}

    std::string text;
    using spdlog::sinks::base_sink<std::mutex>::mutex_;
};

ServiceLog::ServiceLog() : m_lines(std::make_shared<Lines>()), m_before(spdlog::default_logger())
{
    spdlog::set_default_logger(std::make_shared<spdlog::logger>("service", m_lines));
    spdlog::set_level(spdlog::level::info);
}

ServiceLog::~ServiceLog()
{
    spdlog::set_default_logger(m_before);
}

std::string ServiceLog::text() const
{
    const std::lock_guard lock(m_lines->mutex_);
    return m_lines->text;
}

std::vector<std::string> secretsIn(const std::string& json)
{
    static const std::set<std::string> names{"password", "code",      "accessToken", "refreshToken",
                                             "secret",   "uri",       "pending",     "recoveryCodes",
                                             "path",     "wrappedKey"};
    std::vector<std::string> secrets;
    const auto parsed = nlohmann::json::parse(json, nullptr, false);
    const std::function<void(const nlohmann::json&, bool)> look = [&](const nlohmann::json& value,
                                                                      bool secret) {
        if (value.is_string() && secret && value.get_ref<const std::string&>().size() >= 6)
            secrets.push_back(value.get<std::string>());
        for (const auto& [name, inner] : value.items())
            if (value.is_object() || value.is_array())
                look(inner, value.is_array() ? secret : names.contains(name));
    };
    // A problem's `code` is told to everybody.
    if (!parsed.is_discarded() && !(parsed.contains("title") && parsed.contains("status")))
        look(parsed, false);
    return secrets;
}

} // namespace countersign::contract
