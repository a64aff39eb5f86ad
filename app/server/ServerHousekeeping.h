#pragma once

#include <functional>
#include <thread>

namespace countersign::server {

/// Runs a task each second of real time on a thread of its own, until destroyed: what has ended is noticed
/// whoever's clock says so.
class ServerHousekeeping
{
public:
    explicit ServerHousekeeping(std::function<void()> task);

private:
    std::jthread m_thread;
};

} // namespace countersign::server
