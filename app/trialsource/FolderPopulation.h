#pragma once

#include "trialsource/Population.h"

#include <filesystem>

namespace countersign::trialsource {

/// The `*.ndjson` files of a folder, as they stand on disk. Replicas after the first get new ids by a suffix
/// (`-r1`, `-r2`, …) within which all references agree.
class FolderPopulation final : public Population
{
public:
    /// Looks at each file once. A file whose first line is not a FHIR resource (a log, say) is left out.
    [[nodiscard]] static Result<std::shared_ptr<const FolderPopulation>>
    open(const std::filesystem::path& folder, std::uint64_t replicas);

    [[nodiscard]] std::vector<std::string> types() const override;
    [[nodiscard]] std::vector<GroupSummary> groups() const override;
    [[nodiscard]] Result<std::shared_ptr<const Membership>> membership(std::string_view group) const override;
    [[nodiscard]] std::vector<Segment> segments(std::string_view type, const Filter& filter) const override;
    [[nodiscard]] Result<std::unique_ptr<ResourceReader>> open(const Segment& segment, const Filter& filter,
                                                               std::uint64_t position) const override;

private:
    struct File
    {
        std::string path;
        std::string type;
        std::uint64_t resources = 0;
    };
    struct Group
    {
        GroupSummary summary;
        std::size_t file = 0;
        std::uint64_t offset = 0;
    };

    FolderPopulation() = default;
    [[nodiscard]] Result<void> add(const std::filesystem::path& path);

    std::vector<File> m_files;
    std::vector<Group> m_groups;
    std::uint64_t m_replicas = 1;
};

} // namespace countersign::trialsource
