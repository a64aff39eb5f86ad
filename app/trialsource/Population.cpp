#include "trialsource/Population.h"

namespace countersign::trialsource {

namespace {

Result<void> splitSegment(const Population& population, const Segment& segment, const Filter& filter,
                          std::uint64_t perFile, const std::stop_token& stop, std::vector<Part>& parts)
{
    const auto reader = population.open(segment, filter);
    if (!reader)
        return tl::unexpected(reader.error());
    std::uint64_t inPart = 0;
    for (;;) {
        if (stop.stop_requested())
            return fail(ErrorCode::Cancelled);
        const auto found = (*reader)->advance();
        if (!found)
            return tl::unexpected(found.error());
        if (!*found)
            return {};
        if (inPart == 0)
            parts.push_back({segment, (*reader)->position(), 0});
        ++parts.back().count;
        if (++inPart == perFile)
            inPart = 0;
    }
}

} // namespace

Result<std::vector<Part>> planParts(const Population& population, std::string_view type, const Filter& filter,
                                    std::uint64_t perFile, const std::stop_token& stop)
{
    std::vector<Part> parts;
    for (const auto& segment : population.segments(type, filter)) {
        const bool whole = filter.wantsAll() && (perFile == 0 || segment.resources <= perFile);
        if (whole && segment.resources > 0) {
            parts.push_back({segment, 0, segment.resources});
        } else if (!whole) {
            if (auto split = splitSegment(population, segment, filter, perFile, stop, parts); !split)
                return tl::unexpected(split.error());
        }
    }
    return parts;
}

Result<std::uint64_t> countResources(const Population& population, std::string_view type,
                                     const Filter& filter)
{
    const auto parts = planParts(population, type, filter, 0, {});
    if (!parts)
        return tl::unexpected(parts.error());
    std::uint64_t total = 0;
    for (const auto& part : *parts)
        total += part.count;
    return total;
}

} // namespace countersign::trialsource
