#include "server/http/Tls.h"

#include <openssl/err.h>

namespace countersign::http {

namespace {

constexpr unsigned char http11[] = {8, 'h', 't', 't', 'p', '/', '1', '.', '1'};

// RFC 7301, 3.2: a client that offers protocols, but not ours, is refused; one that offers none is served.
int chooseProtocol(SSL*, const unsigned char** out, unsigned char* outLength, const unsigned char* offered,
                   unsigned int offeredLength, void*)
{
    unsigned char* chosen = nullptr;
    if (SSL_select_next_proto(&chosen, outLength, http11, sizeof http11, offered, offeredLength) !=
        OPENSSL_NPN_NEGOTIATED)
        return SSL_TLSEXT_ERR_ALERT_FATAL;
    *out = chosen;
    return SSL_TLSEXT_ERR_OK;
}

// An encrypted key fails at once instead of asking at a terminal.
int noPassphrase(char*, int, int, void*)
{
    return 0;
}

tl::unexpected<Error> tlsError(const std::string& what)
{
    const auto code = ERR_get_error();
    const char* reason = ERR_reason_error_string(code);
    ERR_clear_error();
    return fail(ErrorCode::Configuration, what + (reason ? std::string(": ") + reason : std::string()));
}

Result<void> restrict(SSL_CTX* context)
{
    SSL_CTX_set_security_level(context, 2);
    SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_NO_TICKET |
                                     SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_PRIORITIZE_CHACHA);
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
    const bool done =
        SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) == 1 &&
        SSL_CTX_set_max_proto_version(context, TLS1_3_VERSION) == 1 &&
        SSL_CTX_set_num_tickets(context, 0) == 1 &&
        SSL_CTX_set_ciphersuites(
            context, "TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256") == 1 &&
        SSL_CTX_set_cipher_list(context, "ECDHE+AESGCM:ECDHE+CHACHA20:!aNULL:!PSK") == 1 &&
        SSL_CTX_set1_groups_list(context, "X25519:P-256:P-384") == 1;
    if (!done)
        return tlsError("TLS settings");
    SSL_CTX_set_alpn_select_cb(context, chooseProtocol, nullptr);
    SSL_CTX_set_default_passwd_cb(context, noPassphrase);
    return {};
}

} // namespace

Result<void> secureContext(SSL_CTX* context, const std::string& certificateFile, const std::string& keyFile)
{
    ERR_clear_error();
    if (auto restricted = restrict(context); !restricted)
        return restricted;
    if (SSL_CTX_use_certificate_chain_file(context, certificateFile.c_str()) != 1)
        return tlsError("certificate file " + certificateFile);
    if (SSL_CTX_use_PrivateKey_file(context, keyFile.c_str(), SSL_FILETYPE_PEM) != 1)
        return tlsError("certificate's key file " + keyFile);
    if (SSL_CTX_check_private_key(context) != 1)
        return tlsError("certificate and key do not belong together");
    return {};
}

} // namespace countersign::http
