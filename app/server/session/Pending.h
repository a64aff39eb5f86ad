#pragma once

#include "base/Ids.h"
#include "base/Secret.h"
#include "base/Time.h"

#include <map>
#include <mutex>
#include <optional>

namespace countersign::server {

/// Sign-ins between password and code, bound to the device that began them. One that followed a wrong
/// password or an unknown name looks like any other, and leads nowhere.
struct Pending
{
    enum class Step { Code, Enrol };

    PersonId person;
    bool known = false; ///< there is somebody of that name
    bool right = false; ///< the password was
    Step step = Step::Code;
    KeyThumbprint device;
    Time expires{};
    int tries = 0;
    Secret totpSecret;    ///< offered at enrolment
    std::string codeHash; ///< of the enrolment code that opened it: once that is replaced or taken away, it
                          ///< leads nowhere
};

class PendingSignIns
{
public:
    explicit PendingSignIns(const Clock& clock) : m_clock(clock) {}

    static constexpr std::chrono::minutes codeLife{5};
    static constexpr std::chrono::minutes enrolLife{30};
    static constexpr int mostTries = 3;

    /// Keeps it; the answer is its name.
    [[nodiscard]] std::string begin(Pending pending);
    /// Takes it out for one try. `SignInRefused` for an unknown one, another step or another device. Put back
    /// by `again`.
    [[nodiscard]] Result<Pending> take(const std::string& name, Pending::Step step,
                                       const KeyThumbprint& device);
    /// Gives it back after a try that failed, unless there were too many.
    void again(const std::string& name, Pending pending);
    /// Gives it back for the next step.
    void keep(const std::string& name, Pending pending);

private:
    const Clock& m_clock;
    std::mutex m_mutex;
    std::map<std::string, Pending> m_pending;
};

} // namespace countersign::server
