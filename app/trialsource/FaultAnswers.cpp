#include "trialsource/FaultAnswers.h"

#include "trialsource/FaultBodies.h"
#include "trialsource/Gzip.h"

#include <nlohmann/json.hpp>

namespace countersign::trialsource {

namespace {

using nlohmann::json;

constexpr int manyCharacters = 350'000;

std::string typeOf(const std::string& path)
{
    const auto end = path.rfind('.');
    const auto begin = path.rfind('.', end - 1);
    return path.substr(begin + 1, end - begin - 1);
}

std::string lineOf(const std::string& type, const std::string& id)
{
    return "{\"resourceType\":\"" + type + "\",\"id\":\"" + id + "\"}\n";
}

/// Of three bytes each: whatever the size of a packet, it ends in the midst of some.
std::string denseLine(const std::string& type)
{
    std::string text;
    for (int i = 0; i < manyCharacters; ++i)
        text += "\xe6\x97\xa5";
    return lineOf(type, text);
}

template <typename Change>
void changeJson(std::string& text, Change&& change)
{
    auto manifest = json::parse(text);
    change(manifest);
    text = manifest.dump();
}

} // namespace

void changeManifest(const Fault& fault, std::string& manifest)
{
    changeJson(manifest, [&](json& whole) {
        if (fault.kind == FaultKind::OpenFiles)
            whole["requiresAccessToken"] = false;
        for (std::int64_t i = 0; fault.kind == FaultKind::Errors && i < fault.number; ++i)
            whole["error"].push_back({{"type", "OperationOutcome"}, {"url", whole["request"]}});
        for (auto& file : whole["output"]) {
            if (fault.kind == FaultKind::Count)
                file["count"] = file["count"].get<std::int64_t>() + fault.number;
            if (fault.kind == FaultKind::Names)
                file["type"] = fault.parameter;
        }
    });
}

void announce(const std::vector<Fault>& faults, std::string& manifest)
{
    for (const auto& fault : faults) {
        if (fault.kind != FaultKind::Empty && fault.kind != FaultKind::SplitCharacter)
            continue;
        changeJson(manifest, [&](json& whole) {
            for (auto& file : whole["output"])
                file["count"] = fault.kind == FaultKind::Empty ? 0 : file["count"].get<std::int64_t>() + 1;
        });
    }
}

void changeFile(const Fault& fault, const std::string& path, http::Response& response)
{
    auto& body = response.source;
    const auto type = typeOf(path);
    switch (fault.kind) {
    case FaultKind::OtherType:
        body = joined(lineOf(fault.parameter, "other"), body);
        break;
    case FaultKind::NotUtf8:
        body = joined(lineOf(type, "\xff"), body);
        break;
    case FaultKind::SplitCharacter:
        body = joined(denseLine(type), body);
        break;
    case FaultKind::LongLine:
        body = longLine(type, static_cast<std::uint64_t>(fault.number));
        break;
    case FaultKind::Empty:
        body = textBody({});
        break;
    case FaultKind::Crlf:
        body = crlfBody(body);
        break;
    case FaultKind::NoLastNewline:
        body = withoutLastNewline(body);
        break;
    case FaultKind::Gzip:
    case FaultKind::GzipBomb:
        body = fault.kind == FaultKind::Gzip ? gzipBody(body)
                                             : gzipBomb(static_cast<std::uint64_t>(fault.number));
        response.fields.add("Content-Encoding", "gzip");
        break;
    default:
        break;
    }
}

} // namespace countersign::trialsource
