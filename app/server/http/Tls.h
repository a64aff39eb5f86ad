#pragma once

#include "base/Error.h"

#include <string>

#include <openssl/ssl.h>

namespace countersign::http {

/// Control T1 on a server context: TLS 1.3 and 1.2 with ECDHE and AEAD only, neither renegotiation nor
/// compression, no resumption (each connection proves itself anew), ALPN `http/1.1`; then certificate chain
/// and key from PEM files.
[[nodiscard]] Result<void> secureContext(SSL_CTX* context, const std::string& certificateFile,
                                         const std::string& keyFile);

} // namespace countersign::http
