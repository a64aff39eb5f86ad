#include "trialsource/Outcome.h"

#include <nlohmann/json.hpp>

namespace countersign::trialsource {

using nlohmann::json;

http::Response jsonResponse(int status, const json& body, std::string_view contentType)
{
    http::Response response;
    response.status = status;
    response.fields.add("Content-Type", std::string(contentType));
    // Texts from the request are echoed; bytes that are no UTF-8 must not end the program.
    response.body = body.dump(-1, ' ', false, json::error_handler_t::replace);
    return response;
}

http::Response outcome(int status, std::string_view code, const std::string& diagnostics,
                       std::string_view severity)
{
    return jsonResponse(
        status,
        {{"resourceType", "OperationOutcome"},
         {"issue", json::array({{{"severity", severity}, {"code", code}, {"diagnostics", diagnostics}}})}},
        fhirJson);
}

} // namespace countersign::trialsource
