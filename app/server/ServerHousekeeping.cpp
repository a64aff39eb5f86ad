#include "server/ServerHousekeeping.h"

#include <condition_variable>
#include <mutex>
#include <spdlog/spdlog.h>

namespace countersign::server {

ServerHousekeeping::ServerHousekeeping(std::function<void()> task)
    : m_thread([task = std::move(task)](const std::stop_token& over) {
          std::mutex mutex;
          std::condition_variable_any wake;
          std::unique_lock lock(mutex);
          while (!over.stop_requested()) {
              try {
                  task();
              } catch (const std::exception& fault) {
                  // Libraries may throw; the next second must still come.
                  spdlog::error("housekeeping: {}", fault.what());
              }
              wake.wait_for(lock, over, std::chrono::seconds(1), [] { return false; });
          }
      })
{
}

} // namespace countersign::server
