#pragma once

#include "crypto/EcKey.h"
#include "e2e/TrialPerson.h"

#include <functional>

namespace countersign::falls {

/// One person's session, and very many requests of it at once, each on a connection of its own; by libcurl,
/// which shares no code with either side.
class ManyRequests
{
public:
    ManyRequests(const e2e::Trial& trial, const e2e::TrialPerson& person, Secret code);
    ~ManyRequests();
    ManyRequests(const ManyRequests&) = delete;
    ManyRequests& operator=(const ManyRequests&) = delete;

    struct Answer
    {
        long status = 0;   ///< 0: none
        bool whole = true; ///< none, or all that its head announced
        std::string body;
    };
    /// Asks `count` times at once for what this person may not do. `answered` hears how many answers came so
    /// far.
    [[nodiscard]] std::vector<Answer> ask(int count, const std::function<void(int)>& answered);

private:
    struct Call;
    [[nodiscard]] std::unique_ptr<Call> call(const std::string& path, std::string body) const;
    [[nodiscard]] std::string post(const std::string& path, const std::string& body);

    std::string m_origin;
    std::string m_caFile;
    crypto::SigningKey m_device;
    std::string m_nonce;
    std::string m_token;
};

} // namespace countersign::falls
