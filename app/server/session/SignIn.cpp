#include "server/session/SignIn.h"

#include "crypto/Random.h"
#include "server/api/Problems.h"
#include "server/http/AddressBucket.h"
#include "server/people/EnrolmentCodes.h"
#include "server/session/Passwords.h"

#include <algorithm>
#include <spdlog/spdlog.h>

namespace countersign::server {

namespace {

// Names are signed in with in any case; ids are lower case.
PersonId nameOf(std::string_view typed)
{
    const auto first = typed.find_first_not_of(' ');
    const auto last = typed.find_last_not_of(' ');
    std::string name(first == std::string_view::npos ? std::string_view{}
                                                     : typed.substr(first, last - first + 1));
    std::transform(name.begin(), name.end(), name.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return PersonId(name.substr(0, 64));
}

bool isEnrolling(const PersonRow& row)
{
    return row.enrol != wire::EnrolState::Enrolled;
}

// What of a stranger's attempts is counted together. Only what the stranger knows may tell one bucket from
// another: whether an attempt is the first of its bucket shows in the time it takes.
constexpr auto passwordStep = "sign-in password";
constexpr auto codeStep = "sign-in code";

std::string bucketOf(const char* step, const PersonId& typed, const std::string& address)
{
    return std::string(step) + ' ' + typed.text() + ' ' + http::addressBucket(address);
}

// What the password is compared with: before enrolment the one-time code, while it is good.
std::string hashFor(const std::optional<PersonRow>& row, Time now)
{
    if (!row)
        return {};
    if (!isEnrolling(*row))
        return row->password;
    return now < row->codeExpires ? row->codeHash : std::string();
}

} // namespace

Result<http::Response> SignIn::begin(Call& call, const wire::SignIn& body)
{
    const auto name = nameOf(body.name);
    const auto& address = call.request.peer.address;
    auto seconds = m_slow.secondsLeft(name.text(), address);
    if (seconds == 0)
        seconds = m_limit.take(address);
    if (seconds > 0) {
        const auto why = m_options.refusals->logAnonymous(call.entry("session.password-refused", {}),
                                                          Error{ErrorCode::TooManyRequests, "slowed down"});
        return tooManyRequests(seconds, why.incident);
    }
    auto pending = judge(call, name, body.password);
    if (!pending)
        return tl::unexpected(pending.error());
    m_slow.tried(name.text(), address);
    // Its answer says that the code was right; a password's does not, until the second factor has come.
    if (pending->step == Pending::Step::Enrol)
        m_slow.succeeded(name.text(), address);
    const auto* next = pending->step == Pending::Step::Enrol ? "enrol" : "totp";
    return answer(wire::SignInAnswer{next, m_options.pending->begin(std::move(*pending))});
}

Result<Pending> SignIn::judge(Call& call, const PersonId& name, const Secret& password)
{
    auto row = readFor<std::optional<PersonRow>>(
        *m_options.store,
        [&](soci::session& sql) -> Result<std::optional<PersonRow>> { return findPerson(sql, name); });
    if (!row)
        return tl::unexpected(row.error());
    const auto& known = *row;
    const bool enrolling = known && isEnrolling(*known);
    const auto typed = enrolling ? normalisedCode(password) : password.clone();
    const bool right = verifyPassword(typed, hashFor(known, m_options.clock->now()));
    if (auto done = recordPassword(call, name, known, right); !done)
        return tl::unexpected(done.error());
    Pending pending;
    pending.person = name;
    pending.known = known.has_value();
    pending.right = right;
    pending.step = right && enrolling ? Pending::Step::Enrol : Pending::Step::Code;
    pending.device = call.device;
    if (pending.step == Pending::Step::Enrol)
        pending.codeHash = known->codeHash;
    return pending;
}

// One commit in every case, so that the time it takes tells nothing.
Result<Refusals::Noted> SignIn::note(const char* step, const PersonId& typed, wire::AuditEntry attempt)
{
    const auto bucket = bucketOf(step, typed, attempt.network ? attempt.network->address : std::string());
    auto noted = m_options.refusals->note(bucket, std::move(attempt));
    if (noted && noted->counted)
        if (auto done = commitNothing(*m_options.store); !done)
            return tl::unexpected(done.error());
    return noted;
}

Result<void> SignIn::recordPassword(Call& call, const PersonId& typed, const std::optional<PersonRow>& known,
                                    bool right)
{
    auto entry = call.entry(right ? "session.sign-in" : "session.password-refused",
                            known ? known->id.text() : std::string());
    entry.outcome = right ? "done" : "denied";
    entry.detail["step"] = "password";
    if (!right)
        entry.detail["code"] = codeText(ErrorCode::SignInRefused);
    return note(passwordStep, typed, std::move(entry)).map([](const Refusals::Noted&) {});
}

Result<wire::SessionGrant> SignIn::finish(Call& call, const wire::SecondFactor& body)
{
    auto pending = m_options.pending->take(body.pending, Pending::Step::Code, call.device);
    if (!pending)
        return tl::unexpected(pending.error());
    auto granted = pending->right ? enter(call, pending->person, body.code)
                                  : rehearse(call.entry("session.sign-in", {}), pending->person, body.code);
    if (!granted) {
        auto why = refuseCode(call, *pending, body.code, granted.error());
        m_options.pending->again(body.pending, std::move(*pending));
        return tl::unexpected(std::move(why));
    }
    const auto& address = call.request.peer.address;
    m_limit.welcome(address);
    m_slow.succeeded(pending->person.text(), address);
    m_slow.welcome(pending->person.text(), address);
    for (const auto* step : {passwordStep, codeStep})
        m_options.refusals->settle(bucketOf(step, pending->person, address));
    return granted;
}

Error SignIn::refuseCode(Call& call, const Pending& pending, const Secret& code, Error why)
{
    auto attempt = call.entry("session.sign-in", pending.known ? pending.person.text() : "");
    attempt.id = crypto::randomIdText("inc_");
    why.incident = attempt.id;
    // A guess at the code of somebody whose password is known counts towards their lock: a change, ten at
    // most.
    if (pending.right && why.code == ErrorCode::CodeRefused) {
        m_options.codes->refused(pending.person, why, attempt);
    } else {
        attempt.action = "session.code-refused";
        attempt.outcome = "denied";
        attempt.detail["code"] = codeText(why.code);
        if (auto done = countCode(pending.person, std::move(attempt), code); !done)
            return done.error();
    }
    // A wrong code after a right password answers as a wrong password does.
    if (why.code == ErrorCode::CodeRefused || why.code == ErrorCode::CodeNeeded)
        why.code = ErrorCode::SignInRefused;
    return why;
}

// The stranger gets an incident of their own each time: one that comes again would tell what is counted from
// what is entered. The server's log leads from it to the entry that stands for it.
Result<void> SignIn::countCode(const PersonId& typed, wire::AuditEntry attempt, const Secret& code)
{
    const auto noted = note(codeStep, typed, attempt);
    if (!noted)
        return tl::unexpected(noted.error());
    spdlog::info("incident {}: {} denied {}: {}", attempt.id, attempt.action, attempt.detail["code"],
                 noted->counted ? "counted with " + noted->id : "entered");
    if (!noted->counted)
        return {};
    // A wrong code after the right password is an entry each time.
    std::ignore = rehearse(std::move(attempt), typed, code);
    return {};
}

// What `enter` does with a wrong code, for whoever has no row or not its password: nothing of it stays.
Result<wire::SessionGrant> SignIn::rehearse(wire::AuditEntry entry, const PersonId& typed, const Secret& code)
{
    const auto done = m_options.store->write([&](Transaction& transaction) -> Result<void> {
        std::ignore = findPerson(transaction.sql(), typed);
        if (code.empty())
            return fail(ErrorCode::CodeNeeded, "after a wrong password");
        const auto index = transaction.audit(std::move(entry));
        if (!index)
            return tl::unexpected(index.error());
        m_options.codes->rehearse(transaction, code, *index);
        return fail(ErrorCode::SignInRefused, "after a wrong password");
    });
    return tl::unexpected(done.error());
}

Result<wire::SessionGrant> SignIn::enter(Call& call, const PersonId& person, const Secret& code)
{
    auto opened = writeFor<Sessions::Opened>(
        *m_options.store, [&](Transaction& transaction) -> Result<Sessions::Opened> {
            auto row = findPerson(transaction.sql(), person);
            if (!row || isEnrolling(*row))
                return fail(ErrorCode::SignInRefused);
            if (code.empty())
                return fail(ErrorCode::CodeNeeded);
            const SessionId session(crypto::randomIdText("ses_"));
            auto entry = call.entry("session.sign-in", session.text());
            entry.actor.person = row->id.text();
            entry.actor.name = row->name;
            entry.detail["step"] = "code";
            const auto index = transaction.audit(entry);
            if (!index)
                return tl::unexpected(index.error());
            const auto accepted = m_options.codes->acceptAtSignIn(transaction, *row, code, *index);
            // That it is locked would tell a right password; one more wrong code is no news.
            if (row->locked)
                return fail(accepted ? ErrorCode::AccountLocked : ErrorCode::SignInRefused, "locked");
            if (!accepted)
                return tl::unexpected(accepted.error());
            if (row->disabled || transaction.trustState().disabled(person))
                return fail(ErrorCode::AccountDisabled);
            row->seen = transaction.now();
            updatePerson(transaction.sql(), *row, *index);
            return Sessions::open(transaction, session, *row, call.device, *index);
        });
    if (!opened)
        return tl::unexpected(opened.error());
    return m_options.sessions->grant(std::move(*opened));
}

} // namespace countersign::server
