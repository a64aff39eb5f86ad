#pragma once

#include "client/LogFollower.h"
#include "client/Session.h"
#include "wire/Founding.h"

namespace countersign::client {

/// Two admins sign version 1 of the root; then this console's profile pins it.
class Founding final : public QObject
{
    Q_OBJECT

public:
    Founding(Connection& connection, Session& session, LogFollower& log, const Clock& clock,
             QObject* parent = nullptr);

    struct AdminView
    {
        PersonId person;
        QString name;
        std::optional<KeyThumbprint> thumbprint; ///< absent: not yet enrolled
        bool signedRoot = false;
        bool me = false;
    };
    struct View
    {
        std::vector<AdminView> admins;
        bool ready = false; ///< all admins have registered
        bool mySignatureMissing = true;
        bool complete = false;
        Digest digest;      ///< of the proposal (drafted here if nobody proposed yet)
        QByteArray payload; ///< exactly what is signed
        wire::RootBody root;
    };
    /// Checks every registration's own signature, and that a proposal names what this console sees.
    [[nodiscard]] QCoro::Task<Result<View>> load();
    /// Signs what `load` showed; when complete, pins the root in the profile.
    [[nodiscard]] QCoro::Task<Result<View>> sign(Digest shown, Secret code);

private:
    [[nodiscard]] Result<View> viewOf(const wire::Founding& founding);
    [[nodiscard]] Result<void> propose(View& view);

    Connection& m_connection;
    Session& m_session;
    LogFollower& m_log;
    const Clock& m_clock;
    std::optional<View> m_view;
    /// Our own draft, kept while it is what we would draft again: what was shown stays what is signed.
    std::optional<wire::Statement> m_draft;
};

} // namespace countersign::client
