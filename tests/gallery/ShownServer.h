#pragma once

#include "crypto/Certificates.h"
#include "gallery/ShownWorld.h"
#include "wire/Prepared.h"

#include <QSslServer>

class QSslSocket;

namespace countersign::gallery {

/// Answers a console over TLS with what a `ShownWorld` holds; believes everybody. On command it shows another
/// log than before.
class ShownServer final : public QObject
{
    Q_OBJECT

public:
    explicit ShownServer(const ShownWorld& world);

    [[nodiscard]] const std::string& caPem() const { return m_ca.certificatePem; }
    [[nodiscard]] QString address() const;
    void setPerson(const test::TestPerson& person) { m_person = person; }
    /// From now on the audit log claims to have been another one all along.
    void rewriteLog() { m_rewritten = true; }
    /// From now on this line has stood in `audit` or `trust` all along: a whole tree, rightly signed.
    void rewriteEntry(const std::string& log, std::uint64_t index, const std::string& line);
    /// Both logs are as they were.
    void putBack();
    /// From now on it is as it was restored from a backup with the logs of these sizes.
    void loseTail(std::uint64_t trustSize, std::uint64_t auditSize) { m_left = {trustSize, auditSize}; }
    /// What its host prepared for admins to sign.
    void prepare(wire::Prepared prepared) { m_prepared = std::move(prepared); }

    enum class Mood {
        Well,
        Empty,       ///< nobody has asked for anything yet
        Withholding, ///< of each export's decisions the last one
        Refusing,    ///< sessions and logs are served, everything else is out of order
        Silent       ///< as `Refusing`, but no answer comes
    };
    void setMood(Mood mood) { m_mood = mood; }
    /// These bundles of the audit log's entries are asked for in vain: no answer comes.
    void holdEntries(std::uint64_t first, std::uint64_t last) { m_held = {first, last}; }
    /// Nobody reaches it any more.
    void goAway();

private:
    void serve(QSslSocket* socket);
    [[nodiscard]] bool isHeld(const QByteArray& path) const;
    void answer(QSslSocket* socket, const QByteArray& method, const QByteArray& path);
    [[nodiscard]] std::string outOfOrder() const;
    [[nodiscard]] std::optional<std::string> lists(const QByteArray& path) const;
    [[nodiscard]] std::optional<std::string> body(const QByteArray& method, const QByteArray& path) const;
    [[nodiscard]] bool isAdmin() const;
    [[nodiscard]] std::optional<std::string> logBody(const QByteArray& rest) const;

    const ShownWorld& m_world;
    bool m_rewritten = false;
    std::map<std::string, test::MemoryLog> m_others;               ///< shown in place of the world's
    std::optional<std::pair<std::uint64_t, std::uint64_t>> m_left; ///< of the trust and the audit log
    wire::Prepared m_prepared;
    Mood m_mood = Mood::Well;
    std::optional<std::pair<std::uint64_t, std::uint64_t>> m_held;
    test::TestPerson m_person;
    crypto::CertificateAndKey m_ca;
    QSslServer m_server;
};

} // namespace countersign::gallery
