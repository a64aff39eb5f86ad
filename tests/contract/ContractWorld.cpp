#include "contract/ContractWorld.h"

#include "crypto/Random.h"
#include "server/job/Jobs.h"
#include "server/session/SecondFactor.h"
#include "server/session/Totp.h"
#include "support/TotpDigits.h"
#include "wire/Founding.h"
#include "wire/People.h"

#include <stdexcept>
#include <thread>

namespace countersign::contract {

namespace {

template <typename T>
T must(Result<T> result)
{
    if (!result)
        throw std::runtime_error(std::string(codeText(result.error().code)) + ": " + result.error().detail);
    return std::move(*result);
}

Secret secretOf(std::string_view text)
{
    return Secret(text);
}

} // namespace

ContractWorld::ContractWorld(std::function<void(const Exchange&)> heard,
                             const test::TrialWorld::Options& options)
    : trial(options), m_heard(std::move(heard))
{
}

WireConsole ContractWorld::console() const
{
    return WireConsole({trial.port(), trial.caFile().string(), &trial.clock, m_heard});
}

WireConsole ContractWorld::stranger() const
{
    return console();
}

Secret ContractWorld::freshCode(Member& member)
{
    keepAlive(member); // signing in anew takes a code itself
    while (server::totpStepAt(trial.clock.now()) <= member.lastStep)
        trial.clock.advance(std::chrono::seconds(server::totpPeriod));
    member.lastStep = server::totpStepAt(trial.clock.now());
    return secretOf(server::totpCode(member.totp, member.lastStep));
}

std::string ContractWorld::wrongCode(const Member& member) const
{
    for (int i = 100000;; ++i)
        if (!server::totpStepOf(member.totp, std::to_string(i), trial.clock.now()))
            return std::to_string(i);
}

void ContractWorld::adopt(Member& member, const wire::SessionGrant& grant)
{
    member.console.token = grant.accessToken.revealText();
    member.refresh = grant.refreshToken.revealText();
    member.tokenEnds = trial.clock.now() + std::chrono::seconds(grant.expiresIn);
}

void ContractWorld::keepAlive(Member& member)
{
    if (member.console.token.empty() || trial.clock.now() + std::chrono::seconds(90) < member.tokenEnds)
        return;
    const auto renewed = member.console.post("/v1/session/refresh", wire::Refresh{secretOf(member.refresh)});
    if (renewed.status == 200)
        adopt(member, renewed.as<wire::SessionGrant>());
    else
        signIn(member);
}

Exchange ContractWorld::signIn(Member& member)
{
    member.console.token.clear();
    const auto begun =
        member.console.post("/v1/session", wire::SignIn{member.who.id.text(), secretOf(password)});
    auto answer = member.console.post(
        "/v1/session/totp", wire::SecondFactor{begun.as<wire::SignInAnswer>().pending, freshCode(member)});
    if (answer.status == 200)
        adopt(member, answer.as<wire::SessionGrant>());
    return answer;
}

Member& ContractWorld::enrol(const std::string& person)
{
    auto& member = m_members.try_emplace(person, Member{test::makePerson(person), console()}).first->second;
    const auto begun = member.console.post("/v1/session", wire::SignIn{person, secretOf(trial.code(person))});
    const auto pending = begun.as<wire::SignInAnswer>().pending;
    const auto offer =
        member.console.post("/v1/session/enrol/begin", wire::EnrolBegin{pending}).as<wire::EnrolOffer>();
    member.totp = Secret(std::string_view(test::totpKey(offer.secret.revealText())));
    member.who.name = offer.name;
    const auto registration = sign(member, wire::KeyRegistrationBody{offer.person, offer.name, "desk",
                                                                     member.who.signing.publicKey(),
                                                                     member.who.encryption.publicKey()});
    const auto grant = member.console
                           .post("/v1/session/enrol/finish",
                                 wire::EnrolFinish{pending, secretOf(password), freshCode(member),
                                                   registration.signatures.front()})
                           .as<wire::SessionGrant>();
    adopt(member, grant);
    member.recoveryCodes = grant.recoveryCodes;
    return member;
}

void ContractWorld::found()
{
    auto& amira = enrol("amira");
    auto& boris = enrol("boris");
    const auto shown = amira.console.call("GET", "/v1/founding").as<wire::Founding>();
    m_trustLog = must(crypto::NoteVerifier::fromText(shown.trustLog));
    m_auditLog = must(crypto::NoteVerifier::fromText(shown.auditLog));
    wire::RootBody body;
    body.environment = shown.environment;
    body.serverName = shown.serverName;
    for (const auto* admin : {&amira, &boris})
        body.admins.push_back({admin->who.id, admin->who.name, admin->who.signing.publicKey(),
                               admin->who.encryption.publicKey()});
    body.serverKey = shown.serverKey;
    body.trustLog = shown.trustLog;
    body.auditLog = shown.auditLog;
    body.policy = shown.policy;
    const auto root = sign(amira, body);
    std::ignore = amira.console.post("/v1/founding", submission(amira, {root})).as<wire::Founding>();
    const auto again = test::TrustFixture::signWith(root.statement, boris.who.signing);
    std::ignore = boris.console.post("/v1/founding", submission(boris, {again})).as<wire::Founding>();
    std::ignore = heads(amira); // both logs are published from now on
}

void ContractWorld::enrolAll()
{
    if (!m_trustLog)
        found();
    std::vector<Digest> registrations;
    std::vector<wire::StatementBody> grants;
    for (const auto& person : test::TrialWorld::people()) {
        if (m_members.contains(person.id.text()))
            continue;
        enrol(person.id.text());
        for (const auto role : person.roles)
            grants.emplace_back(wire::RoleChangeBody{person.id, wire::RoleAction::Grant, role, "joins"});
    }
    auto& amira = m_members.at("amira");
    auto& boris = m_members.at("boris");
    keepAlive(amira);
    for (const auto& record : amira.console.call("GET", "/v1/people").as<wire::People>().waiting)
        registrations.push_back(must(wire::openStatement(record.signatures)).digest);
    std::ignore = enter(amira, {decision(registrations, wire::Gate::Admin)});
    std::ignore = enter(boris, {decision(registrations, wire::Gate::Admin)});
    const auto changes = enter(amira, grants);
    std::ignore = enter(boris, {decision(changes, wire::Gate::Admin)});
}

void ContractWorld::lockOut(Member& member)
{
    for (int i = 0; i < server::SecondFactor::mostWrongCodes; ++i) {
        keepAlive(member);
        const auto change = sign(member, wire::RoleChangeBody{member.who.id, wire::RoleAction::Grant,
                                                              wire::Role::Admin, "a guess at a code"});
        auto body = submission(member, {change});
        body.code = secretOf(wrongCode(member));
        if (const auto answer = member.console.post("/v1/statements", body); answer.code() != "code-refused")
            throw std::runtime_error("a wrong code: " + answer.body);
    }
}

} // namespace countersign::contract
