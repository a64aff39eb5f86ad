#include "server/source/TransferFault.h"

#include <openssl/x509_vfy.h>

namespace countersign::server {

namespace {

/// Which of our errors a transfer's is. Whether there was a connection tells a source that is down from one
/// that broke off.
ErrorCode codeOf(CURL* handle, CURLcode code)
{
    curl_off_t handshake = 0;
    curl_easy_getinfo(handle, CURLINFO_APPCONNECT_TIME_T, &handshake);
    long connections = 0; // made for this request: none where an earlier one served
    curl_easy_getinfo(handle, CURLINFO_NUM_CONNECTS, &connections);
    const bool met = handshake > 0 || connections == 0;
    switch (code) {
    case CURLE_PEER_FAILED_VERIFICATION:
        return ErrorCode::SourceCertificate;
    case CURLE_OPERATION_TIMEDOUT:
        return met ? ErrorCode::SourceSlow : ErrorCode::SourceUnreachable;
    case CURLE_GOT_NOTHING:
    case CURLE_PARTIAL_FILE:
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
        return met ? ErrorCode::SourceCut : ErrorCode::SourceUnreachable;
    default:
        return ErrorCode::SourceUnreachable;
    }
}

/// Not libcurl's own sentence on the case: that one quotes hosts and certificates, which the source names.
std::string faultOf(CURL* handle, CURLcode code)
{
    std::string fault = curl_easy_strerror(code);
    long verdict = X509_V_OK;
    if (curl_easy_getinfo(handle, CURLINFO_SSL_VERIFYRESULT, &verdict) == CURLE_OK && verdict != X509_V_OK)
        fault += std::string(": ") + X509_verify_cert_error_string(verdict);
    return fault;
}

} // namespace

Result<void> checkPlain(const http::Fields& fields)
{
    const auto only = [&](const char* name, const char* value) {
        const std::string said(fields.first(name));
        return fields.count(name) == 0 ||
               (fields.count(name) == 1 && curl_strequal(said.c_str(), value) != 0);
    };
    if (only("Content-Encoding", "identity") && only("Transfer-Encoding", "chunked"))
        return {};
    return fail(ErrorCode::SourceEncoded, "an encoding that was not asked for");
}

Error transferFault(CURL* handle, CURLcode code)
{
    return {codeOf(handle, code), faultOf(handle, code), {}, {}};
}

} // namespace countersign::server
