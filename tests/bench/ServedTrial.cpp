#include "bench/ServedTrial.h"

#include "bench/Memory.h"
#include "crypto/Random.h"
#include "server/session/Totp.h"

#include <csignal>
#include <cstdlib>
#include <sstream>

#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace countersign::bench {

namespace {

Seat makeSeat(const std::string& name, wire::Role role)
{
    return {test::makePerson(name), crypto::randomSecret(server::totpSecretBytes), role};
}

} // namespace

Crowd::Crowd(std::size_t consoles) : asks(makeSeat("asks", wire::Role::ExportOperator))
{
    for (std::size_t i = 0; i < consoles; ++i) {
        approvers.push_back(makeSeat("a" + std::to_string(i), wire::Role::SecurityApprover));
        downloaders.push_back(makeSeat("d" + std::to_string(i), wire::Role::ArtifactDownloader));
    }
}

std::string readLine(int end)
{
    std::string line;
    for (char c = 0; ::read(end, &c, 1) == 1 && c != '\n';)
        line += c;
    return line;
}

void writeLine(int end, const std::string& line)
{
    const auto text = line + '\n';
    std::ignore = ::send(end, text.data(), text.size(), MSG_NOSIGNAL);
}

ServedTrial::ServedTrial(const Options& options) : m_crowd(options.consoles)
{
    int ends[2] = {};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
        throw std::runtime_error("no socket pair");
    m_end = ends[0];
    m_process = ::fork();
    if (m_process == 0) {
        ::close(ends[0]);
        try {
            serveTrial(ends[1], m_crowd, options);
        } catch (const std::exception& fault) {
            writeLine(ends[1], std::string("fault ") + fault.what());
        }
        std::_Exit(0); // nothing of the parent's is ours to end
    }
    ::close(ends[1]);
    const auto said = readLine(m_end);
    std::istringstream words(said);
    std::string ready;
    std::int64_t millis = 0;
    if (!(words >> ready >> m_port >> millis) || ready != "ready") {
        ::close(m_end);
        ::waitpid(m_process, nullptr, 0);
        throw std::runtime_error("the trial does not start: " + said);
    }
    m_clock.set(Time(std::chrono::milliseconds(millis)));
}

ServedTrial::~ServedTrial()
{
    ::close(m_end);
    ::waitpid(m_process, nullptr, 0);
}

const ServerId& ServedTrial::id()
{
    static const ServerId trial("trial");
    return trial;
}

void ServedTrial::command(const std::string& line) const
{
    writeLine(m_end, line);
    if (readLine(m_end) != "done")
        throw std::runtime_error("the trial has ended");
}

void ServedTrial::advance(std::chrono::seconds by)
{
    m_clock.advance(by);
    command("clock " + std::to_string(m_clock.now().time_since_epoch().count()));
}

double ServedTrial::resident() const
{
    command("trim");
    return residentMemory(m_process) * 1024;
}

} // namespace countersign::bench
