#include "wire/Statement.h"

#include "base/Text.h"
#include "crypto/Sha256.h"
#include "wire/Submission.h"

namespace countersign::wire {

namespace {

constexpr unsigned statementDepth = 12;

template <typename Body>
Result<StatementBody> readBody(const Json& json)
{
    Body body{};
    if (auto done = detail::fromJson(json, body); !done)
        return tl::unexpected(done.error());
    return StatementBody(std::move(body));
}

Result<StatementBody> readBodyOf(StatementType type, const Json& json)
{
    switch (type) {
    case StatementType::Root:
        return readBody<RootBody>(json);
    case StatementType::KeyRegistration:
        return readBody<KeyRegistrationBody>(json);
    case StatementType::RoleChange:
        return readBody<RoleChangeBody>(json);
    case StatementType::ExportRequest:
        return readBody<ExportRequestBody>(json);
    case StatementType::Release:
        return readBody<ReleaseBody>(json);
    case StatementType::Decision:
        return readBody<DecisionBody>(json);
    case StatementType::Withdrawal:
        return readBody<WithdrawalBody>(json);
    case StatementType::Receipt:
        return readBody<ReceiptBody>(json);
    case StatementType::PolicyChange:
        return readBody<PolicyChangeBody>(json);
    case StatementType::Revocation:
        return readBody<RevocationBody>(json);
    case StatementType::LogRecovery:
        return readBody<LogRecoveryBody>(json);
    }
    return fail(ErrorCode::StatementMalformed, "unknown type");
}

bool allPlain(const Json& json)
{
    if (json.is_string())
        return isPlainText(json.get_ref<const std::string&>());
    if (json.is_structured())
        for (const auto& item : json)
            if (!allPlain(item))
                return false;
    return true;
}

// The members around the body; `body` stays JSON until the type is known.
struct Envelope
{
    int v = 1;
    StatementType type = StatementType::Root;
    Statement* statement = nullptr;
};

template <typename V>
void envelopeFields(V& v, Envelope& e)
{
    v("v", e.v);
    v("type", e.type);
    v("id", e.statement->id);
    v("server", e.statement->server);
    v("author", e.statement->author);
    v("issued", e.statement->issued);
    v("expires", e.statement->expires);
    v("nonce", e.statement->nonce);
    v("seen", e.statement->seen);
}

tl::unexpected<Error> malformed(const Error& why)
{
    return fail(ErrorCode::StatementMalformed, why.detail);
}

} // namespace

StatementType Statement::type() const
{
    static_assert(std::variant_size_v<StatementBody> == 11);
    return static_cast<StatementType>(body.index());
}

std::string encodeStatement(const Statement& statement)
{
    auto copy = statement;
    Envelope envelope{1, statement.type(), &copy};
    detail::Writer writer;
    envelopeFields(writer, envelope);
    writer.out["body"] = std::visit([](const auto& body) { return detail::toJson(body); }, statement.body);
    return detail::dump(writer.out);
}

Result<Statement> parseStatement(ByteView payload)
{
    const auto json = detail::parse(textOf(payload), statementDepth);
    if (!json)
        return malformed(json.error());
    if (!json->is_object() || !json->contains("body"))
        return fail(ErrorCode::StatementMalformed, "no body");
    if (!allPlain(*json))
        return fail(ErrorCode::StatementMalformed, "a text holds control or hidden characters");
    Statement statement;
    Envelope envelope{0, StatementType::Root, &statement};
    detail::Reader reader{*json};
    reader.known.insert("body");
    envelopeFields(reader, envelope);
    if (auto done = reader.finish(); !done)
        return malformed(done.error());
    if (envelope.v != 1)
        return fail(ErrorCode::StatementMalformed, "unknown version");
    auto body = readBodyOf(envelope.type, json->at("body"));
    if (!body)
        return malformed(body.error());
    statement.body = std::move(*body);
    return statement;
}

Digest actionDigest(const std::vector<Digest>& statements)
{
    crypto::Sha256 hash;
    for (const auto& digest : statements)
        hash.add(digest.bytes());
    return hash.finish();
}

Result<SignedStatement> openStatement(std::vector<crypto::Jws> signatures)
{
    if (signatures.empty() || signatures.size() > 16)
        return fail(ErrorCode::StatementMalformed, "no signature, or too many");
    for (const auto& jws : signatures)
        if (jws.payload != signatures.front().payload)
            return fail(ErrorCode::StatementMalformed, "signatures over different bytes");
    auto statement = parseStatement(signatures.front().payload);
    if (!statement)
        return tl::unexpected(statement.error());
    const auto digest = signatures.front().payloadDigest();
    return SignedStatement{std::move(signatures), std::move(*statement), digest};
}

} // namespace countersign::wire
