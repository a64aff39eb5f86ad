#pragma once

#include "support/TrustFixture.h"
#include "wire/Audit.h"
#include "wire/Job.h"
#include "wire/Keys.h"
#include "wire/People.h"
#include "wire/Request.h"
#include "wire/Session.h"

namespace countersign::gallery {

/// A hospital with people, a founded log and exports at every stage; all of it signed and proved as in
/// earnest.
class ShownWorld final
{
public:
    /// `typed`: see TrustFixture. `said`: what the server says without anybody's signature in place of a
    /// usual text.
    struct Wording
    {
        decltype(test::TrustFixture::Options::typed) typed = {};
        std::function<std::string(const std::string& usual)> said = {};
    };
    ShownWorld() : ShownWorld(Wording{}) {}
    explicit ShownWorld(Wording wording);

    [[nodiscard]] std::string said(const std::string& usual) const
    {
        return m_wording.said ? m_wording.said(usual) : usual;
    }

private:
    Wording m_wording;

public:
    test::TrustFixture fixture;
    test::TestPerson asks, approves, approvesToo, fetches, looks;

    [[nodiscard]] wire::Me me(const test::TestPerson& person) const;
    [[nodiscard]] wire::Jobs jobs() const;
    [[nodiscard]] wire::Trail trail(const JobId& job) const;
    /// The record of an export's statement.
    [[nodiscard]] std::optional<std::string> statement(const std::string& digest) const;
    [[nodiscard]] wire::People people() const;
    [[nodiscard]] wire::KeyRows keys() const;
    [[nodiscard]] wire::Sources sources() const;

    /// Where the last decision on the export stands in the trust log.
    [[nodiscard]] std::optional<std::uint64_t> trustIndexOf(const JobId& job) const;
    /// Every file of its release was fetched.
    void fetchAll(const JobId& job);
    /// So many sign-ins more in the audit log.
    void addSignIns(int count);

private:
    struct Shown
    {
        JobId id;
        wire::JobState state;
        test::ExportScene scene;
        wire::Intake intake = {};
        Time since = {};
        std::optional<ErrorCode> failure = {};
        bool fetched = false;
    };
    test::ExportScene ask(const std::string& title, wire::Sensitivity sensitivity,
                          std::vector<std::string> types);
    void addExports();
    void addEnded();
    void addTrail(const Shown& shown);
    void log(const test::TestPerson& actor, const std::string& action, const JobId& job,
             const std::string& object = {});

    std::vector<Shown> m_exports;
};

} // namespace countersign::gallery
