#include "server/api/Problems.h"

#include "wire/Session.h"

#include <algorithm>

namespace countersign::server {

namespace {

std::string titleOf(int status)
{
    switch (status) {
    case 400:
        return "Bad request";
    case 401:
        return "Authentication needed";
    case 403:
        return "Refused";
    case 404:
        return "Not found";
    case 405:
        return "Method not allowed";
    case 409:
        return "Conflict";
    case 410:
        return "Gone";
    case 413:
        return "Too large";
    case 415:
        return "Content of another type";
    case 422:
        return "Not acceptable as it is";
    case 429:
        return "Too many requests";
    default:
        return status >= 500 ? "Failed" : "Refused";
    }
}

// RFC 9449 §7.1 and §9, RFC 6750 §3.1, RFC 9470 §3.
std::string challengeOf(ErrorCode code)
{
    switch (code) {
    case ErrorCode::NonceNeeded:
        return R"(DPoP error="use_dpop_nonce", algs="ES256")";
    case ErrorCode::ProofRefused:
        return R"(DPoP error="invalid_dpop_proof", algs="ES256")";
    case ErrorCode::CodeNeeded:
        return R"(DPoP error="insufficient_user_authentication", acr_values="totp", algs="ES256")";
    default:
        return R"(DPoP error="invalid_token", algs="ES256")";
    }
}

http::Response problemUnder(int status, ErrorCode code, std::optional<std::string> incident)
{
    wire::Problem body;
    body.status = status;
    body.title = titleOf(status);
    body.code = codeText(code);
    body.incident = std::move(incident);
    http::Response response;
    response.status = status;
    response.fields.add("Content-Type", "application/problem+json");
    response.body = wire::encode(body);
    return response;
}

} // namespace

http::Response problem(const Error& error, std::optional<std::string> incident)
{
    if (!incident && !error.incident.empty())
        incident = error.incident;
    auto response = problemUnder(httpStatus(error.code), error.code, std::move(incident));
    if (response.status == 401)
        response.fields.add("WWW-Authenticate", challengeOf(error.code));
    return response;
}

http::Response listenerProblem(int status, std::optional<std::string> incident)
{
    const auto code = status == 413 || status == 431                    ? ErrorCode::TooLarge
                      : status == 503                                   ? ErrorCode::TooManyRequests
                      : status >= 500 && status != 501 && status != 505 ? ErrorCode::Internal
                                                                        : ErrorCode::BadRequest;
    return problemUnder(status, code, std::move(incident));
}

http::Response tooManyRequests(std::int64_t seconds, std::optional<std::string> incident)
{
    auto response = problem(Error{ErrorCode::TooManyRequests, {}}, std::move(incident));
    response.fields.add("Retry-After", std::to_string(std::max<std::int64_t>(1, seconds)));
    return response;
}

} // namespace countersign::server
