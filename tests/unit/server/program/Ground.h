#pragma once

#include "crypto/Certificates.h"
#include "server/Initialization.h"
#include "support/ManualClock.h"

namespace countersign::test {

/// A temporary folder with what a server needs before its first start: a CA and a certificate for localhost,
/// a passphrase, a key for a source, and a configuration that is right. It goes with the test.
class Ground
{
public:
    Ground();
    ~Ground();
    Ground(const Ground&) = delete;
    Ground& operator=(const Ground&) = delete;

    [[nodiscard]] std::filesystem::path at(const std::string& name) const { return m_folder / name; }
    /// Mode 0600.
    void write(const std::string& name, std::string_view text) const;
    [[nodiscard]] std::string read(const std::string& name) const;
    /// The right configuration with the first occurrence of a text replaced.
    [[nodiscard]] static std::string tomlWith(const std::string& from, const std::string& to);
    [[nodiscard]] static const std::string& toml();
    /// Throws where it is not right.
    [[nodiscard]] server::Configuration configuration() const;
    [[nodiscard]] static std::vector<server::FirstPerson> people();
    /// `initialize` with `people` and no files; throws.
    std::vector<wire::EnrolmentCode> init();
    void makeCertificate();

    ManualClock clock;

private:
    std::filesystem::path m_folder;
    crypto::CertificateAndKey m_ca;
};

} // namespace countersign::test
