#include "trialsource/KickOff.h"

#include "trialsource/Instant.h"
#include "trialsource/Outcome.h"
#include "trialsource/ResourceTypes.h"

#include <algorithm>
#include <array>

namespace countersign::trialsource {

namespace {

constexpr auto outputFormats =
    std::to_array<std::string_view>({"application/fhir+ndjson", "application/ndjson", "ndjson"});

std::string_view trimmed(std::string_view text)
{
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t'))
        text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t'))
        text.remove_suffix(1);
    return text;
}

std::vector<std::string> split(std::string_view list)
{
    std::vector<std::string> out;
    for (;;) {
        const auto end = std::min(list.find(','), list.size());
        out.emplace_back(trimmed(list.substr(0, end)));
        if (end == list.size())
            return out;
        list.remove_prefix(end + 1);
    }
}

Result<void> checkFields(const http::Request& request)
{
    if (!listHolds(request.fields.first("Prefer"), "respond-async"))
        return fail(ErrorCode::BadRequest, "The Prefer header must hold respond-async.");
    const auto accept = request.fields.first("Accept");
    if (!accept.empty() && !listHolds(accept, fhirJson) && !listHolds(accept, "*/*") &&
        !listHolds(accept, "application/*"))
        return fail(ErrorCode::BadRequest, "The Accept header must allow application/fhir+json.");
    return {};
}

/// The wanted types that there are. A type that R4 knows but of which there is nothing gives no file, which
/// is no error.
Result<std::vector<std::string>> readTypes(std::string_view list, const Population& population)
{
    const auto held = population.types();
    std::vector<std::string> wanted;
    for (const auto& type : split(list)) {
        if (!isResourceType(type))
            return fail(ErrorCode::BadRequest, "_type names " + type + ", which is no resource of FHIR R4.");
        if (std::ranges::binary_search(held, type) && std::ranges::find(wanted, type) == wanted.end())
            wanted.push_back(type);
    }
    return wanted;
}

} // namespace

bool listHolds(std::string_view field, std::string_view value)
{
    const auto entries = split(field);
    return std::ranges::any_of(
        entries, [&](std::string_view entry) { return trimmed(entry.substr(0, entry.find(';'))) == value; });
}

Result<Time> readLastUpdated(std::string_view value)
{
    if (!value.starts_with("ge"))
        return fail(ErrorCode::BadRequest, "_lastUpdated is understood with the prefix ge alone.");
    if (auto time = instantFromText(value.substr(2)))
        return time;
    return fail(ErrorCode::BadRequest, "_lastUpdated is no FHIR date.");
}

Result<ExportOrder> readKickOff(const http::Request& request, const Population& population,
                                const std::string& base, Filter filter)
{
    if (auto good = checkFields(request); !good)
        return tl::unexpected(good.error());
    const bool lenient = listHolds(request.fields.first("Prefer"), "handling=lenient");
    ExportOrder order;
    order.request = base + request.target;
    order.types = population.types();
    order.filter = std::move(filter);
    for (const auto& [name, value] : request.query) {
        if (name == "_type") {
            auto types = readTypes(value, population);
            if (!types)
                return tl::unexpected(types.error());
            order.types = std::move(*types);
        } else if (name == "_since") {
            const auto since = instantFromText(value);
            if (!since)
                return fail(ErrorCode::BadRequest, "_since is no FHIR instant.");
            order.filter.since = *since;
        } else if (name == "_outputFormat") {
            if (std::ranges::find(outputFormats, value) == outputFormats.end())
                return fail(ErrorCode::BadRequest, "_outputFormat must be application/fhir+ndjson.");
        } else if (!lenient) {
            return fail(ErrorCode::BadRequest, "The parameter " + name + " is not supported.");
        }
    }
    return order;
}

} // namespace countersign::trialsource
