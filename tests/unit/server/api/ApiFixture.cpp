#include "ApiFixture.h"

#include "crypto/Random.h"
#include "server/store/LogTable.h"

#include <stdexcept>

namespace countersign::test {

using namespace server;
using wire::Role;

namespace {

std::filesystem::path temporaryFolder()
{
    auto text = (std::filesystem::temp_directory_path() / "countersign-api-XXXXXX").string();
    if (!mkdtemp(text.data()))
        throw std::runtime_error("no temporary folder");
    return text;
}

std::shared_ptr<crypto::NoteSigner> signer(const std::string& name)
{
    return std::make_shared<crypto::NoteSigner>(name, crypto::Ed25519Key::generate());
}

Route route(const std::string& method, const std::string& pattern, Access access, std::vector<Role> roles,
            std::function<Result<http::Response>(Call&)> handle)
{
    return {method, pattern, access, std::move(roles), StepUpNeed::None, "test.act", std::move(handle)};
}

} // namespace

Result<Caller> OneAuthority::callerOf(std::string_view accessToken, const KeyThumbprint& key, bool background)
{
    ++calls;
    if (accessToken != token)
        return fail(ErrorCode::SessionEnded);
    if (key != device)
        return fail(ErrorCode::ProofRefused);
    active += background ? 0 : 1;
    Caller caller;
    caller.person = PersonId("olga");
    caller.name = "Olga";
    caller.roles = roles;
    caller.device = key;
    return caller;
}

ApiFixture::ApiFixture() : folder(temporaryFolder())
{
    auto opened =
        Store::open({folder, &clock, signer("test.example/trust"), signer("test.example/audit"), 2});
    if (!opened)
        throw std::runtime_error(opened.error().detail);
    store = std::move(*opened);
    refusals = std::make_unique<Refusals>(*store, clock);
    authority.device = device.publicKey().thumbprint();
    const auto count = [this](Call& call) -> Result<http::Response> {
        ++handled;
        lastPath = call.path;
        http::Response response;
        response.body = std::to_string(handled);
        return response;
    };
    Dispatcher::Options options;
    options.authority = &authority;
    options.refusals = refusals.get();
    options.clock = &clock;
    options.origin = origin;
    options.routes = {
        route("POST", "/v1/proof", Access::Proof, {}, count),
        route("GET", "/v1/session-only", Access::Session, {}, count),
        route("POST", "/v1/session-only", Access::Session, {}, count),
        route("POST", "/v1/approve", Access::Roles, {Role::SecurityApprover, Role::ComplianceOfficer}, count),
        route("GET", "/v1/things/{id}/part", Access::Session, {}, count),
        route("GET", "/v1/log/{log}/tile/*", Access::Session, {}, count),
        route("POST", "/v1/fails", Access::Session, {},
              [](Call&) -> Result<http::Response> {
                  return fail(ErrorCode::Conflict, "row 17 of Mr Example");
              }),
        route("POST", "/v1/throws", Access::Session, {},
              [](Call& call) -> Result<http::Response> {
                  throw std::runtime_error("can't parse: " + call.request.body);
              }),
        route("GET", "/v1/missing", Access::Session, {},
              [](Call&) -> Result<http::Response> { return fail(ErrorCode::NotFound); }),
    };
    dispatcher = std::make_unique<Dispatcher>(std::move(options));
}

ApiFixture::~ApiFixture()
{
    dispatcher.reset();
    store.reset();
    std::error_code ignored;
    std::filesystem::remove_all(folder, ignored);
}

std::string ApiFixture::nonce()
{
    http::Request nowhere;
    nowhere.method = "GET";
    nowhere.path = nowhere.target = "/nowhere";
    return std::string(dispatcher->handle(nowhere).fields.first("DPoP-Nonce"));
}

crypto::DpopClaims ApiFixture::claims(const std::string& method, const std::string& path,
                                      const std::string& token)
{
    crypto::DpopClaims made;
    made.jti = crypto::randomIdText("jti_");
    made.htm = method;
    made.htu = origin + path.substr(0, path.find('?'));
    made.iat = std::chrono::floor<std::chrono::seconds>(clock.now()).time_since_epoch().count();
    made.nonce = nonce();
    if (!token.empty())
        made.ath = crypto::dpopTokenHash(token);
    return made;
}

http::Request ApiFixture::request(const std::string& method, const std::string& path,
                                  const std::string& proof, const std::string& token)
{
    http::Request made;
    made.method = method;
    made.target = path;
    made.path = path.substr(0, path.find('?'));
    made.peer.address = "192.0.2.7";
    made.fields.add("DPoP", proof);
    if (!token.empty())
        made.fields.add("Authorization", "DPoP " + token);
    if (method == "POST")
        made.fields.add("Content-Type", "application/json");
    return made;
}

http::Response ApiFixture::send(const std::string& method, const std::string& path, const std::string& token,
                                std::string body, const std::string& idempotencyKey)
{
    auto made = request(method, path, crypto::makeDpopProof(claims(method, path, token), device), token);
    made.body = std::move(body);
    if (!idempotencyKey.empty())
        made.fields.add("Idempotency-Key", idempotencyKey);
    return dispatcher->handle(made);
}

std::string ApiFixture::codeOf(const http::Response& response)
{
    const auto problem = wire::decode<wire::Problem>(response.body);
    return problem ? problem->code : std::string();
}

std::string ApiFixture::incidentOf(const http::Response& response)
{
    const auto problem = wire::decode<wire::Problem>(response.body);
    return problem ? problem->incident.value_or("") : std::string();
}

std::vector<wire::AuditEntry> ApiFixture::audit() const
{
    const auto size = readFor<std::uint64_t>(*store, [](soci::session& sql) {
        return recordedHead(sql, LogName::Audit).map([](const LogHead& head) { return head.size; });
    });
    std::vector<std::uint64_t> indexes(size.value_or(0));
    for (std::size_t i = 0; i < indexes.size(); ++i)
        indexes[i] = i;
    const auto placed = store->auditEntries(indexes);
    std::vector<wire::AuditEntry> entries;
    if (placed)
        for (const auto& one : *placed)
            entries.push_back(wire::decode<wire::AuditEntry>(one.line).value_or(wire::AuditEntry{}));
    return entries;
}

} // namespace countersign::test
