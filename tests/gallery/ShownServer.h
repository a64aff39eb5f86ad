#pragma once

#include "crypto/Certificates.h"
#include "gallery/ShownWorld.h"

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

    enum class Mood {
        Well,
        Empty,    ///< nobody has asked for anything yet
        Refusing, ///< sessions and logs are served, everything else is out of order
        Silent    ///< as `Refusing`, but no answer comes
    };
    void setMood(Mood mood) { m_mood = mood; }
    /// Nobody reaches it any more.
    void goAway();

private:
    void serve(QSslSocket* socket);
    void answer(QSslSocket* socket, const QByteArray& method, const QByteArray& path);
    [[nodiscard]] std::string outOfOrder() const;
    [[nodiscard]] std::optional<std::string> lists(const QByteArray& path) const;
    [[nodiscard]] std::optional<std::string> body(const QByteArray& method, const QByteArray& path) const;
    [[nodiscard]] bool isAdmin() const;
    [[nodiscard]] std::optional<std::string> logBody(const QByteArray& rest) const;

    const ShownWorld& m_world;
    bool m_rewritten = false;
    Mood m_mood = Mood::Well;
    test::TestPerson m_person;
    crypto::CertificateAndKey m_ca;
    QSslServer m_server;
};

} // namespace countersign::gallery
