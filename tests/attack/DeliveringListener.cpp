#include "attack/DeliveringListener.h"

#include "crypto/Certificates.h"

#include <fstream>
#include <spdlog/spdlog.h>

namespace countersign::test {

DeliveringListener::DeliveringListener(const http::Limits& limits)
{
    spdlog::set_level(spdlog::level::off); // a line for each of a thousand refusals tells nobody anything
    const auto ca = crypto::makeTrialCa("Attacked CA").value();
    const auto own = crypto::makeTrialCertificate(ca, {"localhost"}, {"127.0.0.1"}).value();
    http::ListenerOptions options;
    options.certificateFile = world.server.folder / "server.pem";
    options.keyFile = world.server.folder / "server.key";
    std::ofstream(options.certificateFile) << own.certificatePem;
    std::ofstream(options.keyFile) << own.keyPem.revealText();
    options.limits = limits;
    m_listener = http::Listener::open(options, [this](const http::Request& request) {
                     return world.server.dispatcher->handle(request);
                 }).value();
    m_runner = std::thread([this] { m_listener->run(); });
}

DeliveringListener::~DeliveringListener()
{
    m_listener->stop(0);
    m_runner.join();
    m_listener.reset();
}

std::unique_ptr<Desk> DeliveringListener::desk(const Member& member) const
{
    auto made = std::make_unique<Desk>(ServerFixture::origin, port(), world.server.clock);
    made->device = member.device;
    made->access = member.access;
    return made;
}

} // namespace countersign::test
