#pragma once

#include "base/Error.h"
#include "base/Secret.h"
#include "base/Time.h"

#include <string>
#include <vector>

namespace countersign::crypto {

struct CertificateAndKey
{
    std::string certificatePem;
    Secret keyPem;
};

/// A P-256 CA for a trial: CN as given, path length 0, ten years.
[[nodiscard]] Result<CertificateAndKey> makeTrialCa(const std::string& commonName);
/// A server certificate for the DNS names and addresses given, 90 days, by that CA.
[[nodiscard]] Result<CertificateAndKey> makeTrialCertificate(const CertificateAndKey& ca,
                                                             const std::vector<std::string>& dnsNames,
                                                             const std::vector<std::string>& addresses);
/// SHA-256 fingerprint (hex) and end of validity of the first certificate in a PEM text.
struct CertificateFacts
{
    std::string fingerprint;
    std::string subject;
    Time notAfter;
};
[[nodiscard]] Result<CertificateFacts> certificateFacts(std::string_view pem);

} // namespace countersign::crypto
