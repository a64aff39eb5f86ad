#include "client/Registration.h"

#include "crypto/Random.h"

namespace countersign::client {

crypto::Jws registrationOf(const PersonKeys& keys, const Registrant& who, const QString& device, Time now,
                           std::optional<KeyThumbprint> replaces)
{
    wire::Statement statement;
    statement.id = StatementId(crypto::randomIdText("reg_"));
    statement.server = who.server;
    statement.author = {who.person, keys.signing.thumbprint()};
    statement.issued = now;
    statement.expires = now + std::chrono::hours(1);
    statement.nonce = crypto::randomIdText("");
    wire::KeyRegistrationBody body;
    body.person = who.person;
    body.name = who.name;
    body.device = device.toStdString();
    body.signing = keys.signing.publicKey();
    body.encryption = keys.encryption.publicKey();
    body.replaces = replaces;
    statement.body = std::move(body);
    return crypto::signJws(bytesOf(wire::encodeStatement(statement)), wire::statementTyp, keys.signing);
}

} // namespace countersign::client
