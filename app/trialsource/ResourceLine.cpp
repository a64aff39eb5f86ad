#include "trialsource/ResourceLine.h"

#include "trialsource/Instant.h"
#include "trialsource/ResourceTypes.h"

#include <algorithm>
#include <array>

#include <nlohmann/json.hpp>
#include <simdjson.h>

namespace countersign::trialsource {

namespace {

using simdjson::ondemand::json_type;
using simdjson::ondemand::object;
using simdjson::ondemand::value;

constexpr auto patientFields =
    std::to_array<std::string_view>({"subject", "patient", "beneficiary", "individual", "for"});
constexpr std::string_view uuidPrefix = "urn:uuid:";

simdjson::ondemand::parser& parser()
{
    static thread_local simdjson::ondemand::parser own;
    return own;
}

/// simdjson reads some bytes behind the text, so the line must own them.
simdjson::padded_string_view padded(std::string& line)
{
    line.reserve(line.size() + simdjson::SIMDJSON_PADDING);
    return simdjson::padded_string_view(line.data(), line.size(), line.capacity());
}

std::string memberText(value& from, std::string_view name)
{
    object inner;
    std::string_view text;
    if (from.get_object().get(inner) || inner.find_field_unordered(name).get_string().get(text))
        return {};
    return std::string(text);
}

void takeField(std::string_view key, value& field, ResourceHead& head)
{
    std::string_view text;
    if (key == "resourceType" || key == "id") {
        if (!field.get_string().get(text))
            (key == "id" ? head.id : head.type) = text;
    } else if (key == "meta") {
        if (const auto time = instantFromText(memberText(field, "lastUpdated")))
            head.lastUpdated = *time;
    } else if (std::ranges::find(patientFields, key) != patientFields.end()) {
        const auto reference = memberText(field, "reference");
        if (const auto id = patientIdOf(reference); !id.empty())
            head.patients.emplace_back(id);
    }
}

/// Where a suffix goes: the offsets of the closing quotes of the texts that name resources.
class SuffixPlaces
{
public:
    explicit SuffixPlaces(const char* begin) : m_begin(begin) {}

    void walk(object fields, unsigned depth)
    {
        for (auto each : fields) {
            const std::string_view key = each.unescaped_key();
            value member = each.value();
            const bool named = key == "reference" || (depth == 0 && key == "id");
            if (named && member.type().value() == json_type::string)
                note(member.raw_json_token(), key == "id");
            else
                walk(member, depth + 1);
        }
    }
    [[nodiscard]] const std::vector<std::size_t>& places() const { return m_places; }

private:
    void walk(value any, unsigned depth)
    {
        const json_type kind = any.type();
        if (kind == json_type::object) {
            walk(any.get_object().value(), depth);
        } else if (kind == json_type::array) {
            auto elements = any.get_array().value(); // outlives the loop over it
            for (auto element : elements)
                walk(element.value(), depth + 1);
        }
    }

    void note(std::string_view token, bool isId)
    {
        // The token runs up to the next one, white space included.
        const auto end = token.rfind('"');
        const auto text = token.substr(1, end - 1);
        if (isId || pointsHere(text))
            m_places.push_back(static_cast<std::size_t>(token.data() - m_begin) + end);
    }

    static bool pointsHere(std::string_view text)
    {
        if (text.starts_with(uuidPrefix))
            return true;
        const auto slash = text.find('/');
        return slash != std::string_view::npos && isResourceType(text.substr(0, slash)) &&
               text.find_first_of("/?#\\", slash + 1) == std::string_view::npos;
    }

    const char* m_begin;
    std::vector<std::size_t> m_places;
};

} // namespace

std::string_view patientIdOf(std::string_view reference)
{
    constexpr std::string_view patient = "Patient/";
    if (reference.starts_with(patient))
        return reference.substr(patient.size());
    return reference.starts_with(uuidPrefix) ? reference.substr(uuidPrefix.size()) : std::string_view();
}

Result<ResourceHead> readHead(std::string& line)
{
    ResourceHead head;
    // simdjson's iterators report by exceptions; none leaves this function.
    try {
        auto document = parser().iterate(padded(line));
        for (auto each : document.get_object()) {
            const std::string_view key = each.unescaped_key();
            value member = each.value();
            takeField(key, member, head);
        }
    } catch (const simdjson::simdjson_error& error) {
        return fail(ErrorCode::SourceData, std::string("not JSON: ") + error.what());
    }
    if (!isResourceType(head.type))
        return fail(ErrorCode::SourceData, "a line without a known resourceType");
    if (head.type == "Patient")
        head.patients = {head.id};
    return head;
}

Result<GroupRecord> readGroup(std::string_view line)
{
    const auto json = nlohmann::json::parse(line, nullptr, false);
    if (!json.is_object() || !json.contains("id") || !json["id"].is_string())
        return fail(ErrorCode::SourceData, "a Group without an id");
    GroupRecord group;
    group.id = json["id"].get<std::string>();
    const auto name = json.find("name");
    group.name = name != json.end() && name->is_string() ? name->get<std::string>() : group.id;
    const auto members = json.find("member");
    if (members != json.end() && members->is_array()) {
        for (const auto& member : *members) {
            const auto reference = nlohmann::json::json_pointer("/entity/reference");
            if (!member.contains(reference) || !member[reference].is_string())
                continue;
            const auto id = patientIdOf(member[reference].get_ref<const std::string&>());
            if (!id.empty())
                group.patients.emplace_back(id);
        }
    }
    const auto quantity = json.find("quantity");
    group.quantity = quantity != json.end() && quantity->is_number_unsigned() ? quantity->get<std::uint64_t>()
                                                                              : group.patients.size();
    return group;
}

Result<void> appendSuffixed(std::string& line, std::string_view suffix, std::string& out)
{
    const auto text = padded(line);
    SuffixPlaces places(line.data());
    try {
        auto document = parser().iterate(text);
        places.walk(document.get_object().value(), 0);
    } catch (const simdjson::simdjson_error& error) {
        return fail(ErrorCode::SourceData, std::string("not JSON: ") + error.what());
    }
    std::size_t copied = 0;
    for (const auto place : places.places()) {
        out.append(line, copied, place - copied).append(suffix);
        copied = place;
    }
    out.append(line, copied);
    return {};
}

} // namespace countersign::trialsource
