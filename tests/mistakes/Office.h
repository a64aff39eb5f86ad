#pragma once

#include "mistakes/Desk.h"

#include <map>

namespace countersign::test {

/// A hospital's office: the real server in this process, founded; its people enrolled, endorsed and in their
/// roles, each with a desk at which nobody sits yet.
class Office
{
public:
    /// Besides the two admins.
    explicit Office(const QStringList& people, const TrialWorld::Options& options = TrialWorld::Options());

    TrialWorld world;
    [[nodiscard]] Desk& operator[](const char* person) { return *m_desks.at(QString::fromLatin1(person)); }

    /// Everybody goes home; nobody is slowed down later by what was tried before.
    void close();

    /// Both admins sign: amira proposes, boris countersigns.
    void change(const QString& person, wire::RoleAction action, std::optional<wire::Role> role = {});
    /// Both admins, for a key that somebody made anew.
    void endorse(const QStringList& people);

    /// What `ask` asks for, as that console offers it.
    [[nodiscard]] wire::ExportRequestBody draft(client::Client& client, const QString& title) const;
    /// An export of Patients and Conditions by okafor, for silva; as far as it is asked for.
    [[nodiscard]] JobId ask(const QString& title);
    void decide(const char* approver, const JobId& job, wire::Gate gate);
    /// Asked for, approved, taken in, released.
    [[nodiscard]] JobId released(const QString& title);

    /// What the server's database holds: an SQL query for one number.
    [[nodiscard]] std::int64_t count(const std::string& query) const;
    [[nodiscard]] std::int64_t statements(const std::string& type) const
    {
        return count("SELECT count(*) FROM statements WHERE type = '" + type + "'");
    }
    /// Entries of the audit log with that action, whatever their outcome.
    [[nodiscard]] std::int64_t entries(const std::string& action) const
    {
        return count("SELECT count(*) FROM audit_entries WHERE line LIKE '%\"action\":\"" + action + "\"%'");
    }

private:
    [[nodiscard]] client::Client& at(const QString& person);
    void found();

    std::map<QString, std::unique_ptr<Desk>> m_desks;
};

} // namespace countersign::test
