#include "trialsource/Capability.h"

#include <nlohmann/json.hpp>

namespace countersign::trialsource {

using nlohmann::json;

namespace {

json operation(const char* name, const char* definition)
{
    return {{"name", name},
            {"definition", std::string("http://hl7.org/fhir/uv/bulkdata/OperationDefinition/") + definition}};
}

json resource(const std::string& type)
{
    json out{{"type", type},
             {"interaction", json::array({{{"code", "search-type"}}})},
             {"searchParam", json::array({{{"name", "_lastUpdated"}, {"type", "date"}}})}};
    if (type == "Patient")
        out["operation"] = json::array({operation("export", "patient-export")});
    if (type == "Group")
        out["operation"] = json::array({operation("export", "group-export")});
    return out;
}

} // namespace

json capabilityStatement(const std::string& base, const std::vector<std::string>& types)
{
    auto resources = json::array();
    for (const auto& type : types)
        resources.push_back(resource(type));
    const json security{
        {"service",
         json::array(
             {{{"coding",
                json::array({{{"system", "http://terminology.hl7.org/CodeSystem/restful-security-service"},
                              {"code", "SMART-on-FHIR"}}})}}})}};
    const json rest{{"mode", "server"},
                    {"security", security},
                    {"resource", resources},
                    {"operation", json::array({operation("export", "export")})}};
    return {{"resourceType", "CapabilityStatement"},
            {"status", "active"},
            {"date", "2026-11-24"},
            {"kind", "instance"},
            {"software", {{"name", "countersign-trialsource"}}},
            {"implementation",
             {{"description", "Source of records for trials and tests"}, {"url", base + "/fhir"}}},
            {"fhirVersion", "4.0.1"},
            {"format", json::array({"application/fhir+json"})},
            {"instantiates", json::array({"http://hl7.org/fhir/uv/bulkdata/CapabilityStatement/bulk-data"})},
            {"rest", json::array({rest})}};
}

json smartConfigurationOf(const std::string& tokenEndpoint)
{
    return {
        {"token_endpoint", tokenEndpoint},
        {"grant_types_supported", json::array({"client_credentials"})},
        {"token_endpoint_auth_methods_supported", json::array({"private_key_jwt"})},
        {"token_endpoint_auth_signing_alg_values_supported", json::array({"RS384", "ES384"})},
        {"scopes_supported", json::array({"system/*.read", "system/*.rs"})},
        {"capabilities", json::array({"client-confidential-asymmetric", "permission-v1", "permission-v2"})}};
}

} // namespace countersign::trialsource
