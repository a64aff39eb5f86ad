#include "trialsource/FolderPopulation.h"

#include "trialsource/LineFile.h"
#include "trialsource/ResourceLine.h"

#include <algorithm>
#include <set>

namespace countersign::trialsource {

namespace {

/// The first replica is the folder itself.
std::string suffixOf(std::uint64_t copy)
{
    return copy == 0 ? std::string() : "-r" + std::to_string(copy);
}

class FolderReader final : public ResourceReader
{
public:
    FolderReader(LineFile file, const Segment& segment, Filter filter)
        : m_file(std::move(file)), m_filter(std::move(filter)), m_suffix(suffixOf(segment.copy))
    {
    }

    Result<bool> advance() override
    {
        for (;;) {
            const auto more = m_file.next();
            if (!more || !*more || m_filter.wantsAll())
                return more;
            const auto head = readHead(m_file.line());
            if (!head)
                return tl::unexpected(head.error());
            if (wanted(*head))
                return true;
        }
    }
    std::uint64_t position() const override { return m_file.offset(); }
    Result<void> append(std::string& out) override
    {
        if (m_suffix.empty()) {
            out += m_file.line();
        } else if (auto done = appendSuffixed(m_file.line(), m_suffix, out); !done) {
            return done;
        }
        out += m_file.ending();
        return {};
    }

private:
    bool wanted(const ResourceHead& head) const
    {
        if (m_filter.since && head.lastUpdated && *head.lastUpdated < *m_filter.since)
            return false;
        if (m_filter.group) {
            return std::ranges::any_of(head.patients,
                                       [&](const auto& id) { return m_filter.group->patients.contains(id); });
        }
        return !m_filter.patientsOnly || !head.patients.empty();
    }

    LineFile m_file;
    Filter m_filter;
    std::string m_suffix;
};

} // namespace

Result<std::shared_ptr<const FolderPopulation>> FolderPopulation::open(const std::filesystem::path& folder,
                                                                       std::uint64_t replicas)
{
    std::error_code error;
    std::set<std::filesystem::path> paths;
    for (std::filesystem::directory_iterator each(folder, error), end; !error && each != end;
         each.increment(error)) {
        if (each->path().extension() == ".ndjson")
            paths.insert(each->path());
    }
    if (error)
        return fail(ErrorCode::FileAccess,
                    "The folder " + folder.string() + " cannot be read: " + error.message());
    std::shared_ptr<FolderPopulation> population(new FolderPopulation);
    population->m_replicas = replicas;
    for (const auto& path : paths) {
        if (auto added = population->add(path); !added)
            return tl::unexpected(added.error());
    }
    if (population->m_files.empty())
        return fail(ErrorCode::FileAccess,
                    "The folder " + folder.string() + " holds no NDJSON file of FHIR resources.");
    return population;
}

Result<void> FolderPopulation::add(const std::filesystem::path& path)
{
    auto lines = LineFile::open(path.string());
    if (!lines)
        return tl::unexpected(lines.error());
    File file;
    file.path = path.string();
    for (auto more = lines->next();; more = lines->next()) {
        if (!more)
            return tl::unexpected(more.error());
        if (!*more)
            break;
        if (file.resources == 0) {
            const auto head = readHead(lines->line());
            if (!head)
                return {};
            file.type = head->type;
        }
        ++file.resources;
        if (file.type != "Group")
            continue;
        const auto group = readGroup(lines->line());
        if (!group)
            return fail(ErrorCode::SourceData,
                        "The file " + file.path + " holds " + group.error().detail + '.');
        m_groups.push_back({{group->id, group->name, group->quantity}, m_files.size(), lines->offset()});
    }
    if (file.resources > 0)
        m_files.push_back(std::move(file));
    return {};
}

std::vector<std::string> FolderPopulation::types() const
{
    std::set<std::string> types;
    for (const auto& file : m_files)
        types.insert(file.type);
    return {types.begin(), types.end()};
}

std::vector<GroupSummary> FolderPopulation::groups() const
{
    std::vector<GroupSummary> groups;
    for (std::uint64_t copy = 0; copy < m_replicas; ++copy) {
        for (const auto& group : m_groups) {
            groups.push_back(group.summary);
            groups.back().id += suffixOf(copy);
        }
    }
    return groups;
}

Result<std::shared_ptr<const Membership>> FolderPopulation::membership(std::string_view wanted) const
{
    for (std::uint64_t copy = 0; copy < m_replicas; ++copy) {
        const auto suffix = suffixOf(copy);
        if (!wanted.ends_with(suffix))
            continue;
        const auto id = wanted.substr(0, wanted.size() - suffix.size());
        const auto group = std::ranges::find(
            m_groups, id, [](const Group& each) { return std::string_view(each.summary.id); });
        if (group == m_groups.end())
            continue;
        auto lines = LineFile::open(m_files[group->file].path, group->offset);
        if (!lines)
            return tl::unexpected(lines.error());
        if (const auto more = lines->next(); !more || !*more)
            return fail(ErrorCode::FileAccess, "a group's file was cut");
        const auto record = readGroup(lines->line());
        if (!record)
            return tl::unexpected(record.error());
        auto members = std::make_shared<Membership>();
        members->copy = copy;
        members->patients.insert(record->patients.begin(), record->patients.end());
        return members;
    }
    return fail(ErrorCode::NotFound, "no such group");
}

std::vector<Segment> FolderPopulation::segments(std::string_view type, const Filter& filter) const
{
    const auto first = filter.group ? filter.group->copy : 0;
    const auto end = filter.group ? first + 1 : m_replicas;
    std::vector<Segment> segments;
    for (auto copy = first; copy < end; ++copy) {
        for (std::size_t i = 0; i < m_files.size(); ++i) {
            if (m_files[i].type == type)
                segments.push_back({m_files[i].type, copy, i, m_files[i].resources});
        }
    }
    return segments;
}

Result<std::unique_ptr<ResourceReader>> FolderPopulation::open(const Segment& segment, const Filter& filter,
                                                               std::uint64_t position) const
{
    auto file = LineFile::open(m_files[segment.file].path, position);
    if (!file)
        return tl::unexpected(file.error());
    return std::make_unique<FolderReader>(std::move(*file), segment, filter);
}

} // namespace countersign::trialsource
