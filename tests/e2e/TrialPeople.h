#pragma once

#include "e2e/TrialPerson.h"

#include <map>

namespace countersign::e2e {

/// The people of a trial, each at their own console, and what several of them do together.
class TrialPeople
{
public:
    /// Where a person's keys are kept; empty: as `TrialPerson` keeps them.
    using KeyStores = std::function<std::unique_ptr<client::KeyStore>(const QString& person)>;
    explicit TrialPeople(const Trial& trial, KeyStores keys = {});

    /// At their own computer; awake.
    [[nodiscard]] TrialPerson& operator[](const QString& name);
    [[nodiscard]] Authenticator& authenticator() { return m_authenticator; }

    /// amira and boris enrol, compare the root and sign it.
    void found();
    /// Each enrols with the code of the trial.
    void enrol(const QStringList& names);
    /// amira endorses keys and asks for roles.
    void endorse(const QStringList& names);
    /// boris signs the same: keys and roles are in force.
    void countersign(const QStringList& names);
    /// All people but the admins.
    [[nodiscard]] static QStringList others();

    // An export.
    /// Of the whole source, for `silva` to fetch.
    [[nodiscard]] wire::ExportRequestBody draft(const QString& title, std::vector<std::string> types);
    [[nodiscard]] JobId ask(const wire::ExportRequestBody& body);
    /// As the approver's console offers it, checks included.
    [[nodiscard]] Result<void> approve(const QString& approver, const JobId& job, wire::Gate gate);

private:
    const Trial& m_trial;
    KeyStores m_keys;
    Authenticator m_authenticator;
    std::map<QString, std::unique_ptr<TrialPerson>> m_people;
};

} // namespace countersign::e2e
