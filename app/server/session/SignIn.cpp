#include "server/session/SignIn.h"

#include "crypto/Random.h"
#include "server/api/Problems.h"
#include "server/people/EnrolmentCodes.h"
#include "server/session/Passwords.h"

#include <algorithm>

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
    if (const auto seconds = m_slow.secondsLeft(name.text(), address); seconds > 0) {
        const auto why = m_options.refusals->logAnonymous(call.entry("session.password-refused", {}),
                                                          Error{ErrorCode::TooManyRequests, "slowed down"});
        return tooManyRequests(seconds, why.incident);
    }
    auto pending = judge(call, name, body.password);
    if (!pending)
        return tl::unexpected(pending.error());
    if (pending->right)
        m_slow.succeeded(name.text());
    else
        m_slow.failed(name.text(), address);
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
    const auto now = m_options.clock->now();
    const bool enrolling = known && isEnrolling(*known);
    const auto typed = enrolling ? normalisedCode(password) : password.clone();
    const bool slowed = known && now < known->slowUntil;
    const bool matches = verifyPassword(typed, hashFor(known, now));
    const bool right = matches && !slowed;
    if (auto done = recordPassword(call, known, right); !done)
        return tl::unexpected(done.error());
    Pending pending;
    pending.person = name;
    pending.right = right;
    pending.step = right && enrolling ? Pending::Step::Enrol : Pending::Step::Code;
    pending.device = call.device;
    if (pending.step == Pending::Step::Enrol)
        pending.codeHash = known->codeHash;
    return pending;
}

// One transaction in every case, so that the time it takes tells nothing.
Result<void> SignIn::recordPassword(Call& call, const std::optional<PersonRow>& known, bool right)
{
    return m_options.store->write([&](Transaction& transaction) -> Result<void> {
        auto entry =
            call.entry(right ? "session.sign-in" : "session.password-refused", known ? known->id.text() : "");
        entry.outcome = right ? "done" : "denied";
        entry.detail["step"] = "password";
        if (!right)
            entry.detail["code"] = codeText(ErrorCode::SignInRefused);
        const auto index = transaction.audit(entry);
        if (!index)
            return tl::unexpected(index.error());
        auto row = findPerson(transaction.sql(), known ? known->id : PersonId());
        if (!row)
            return {};
        // Kept over a restart; in between, `SlowDown` treats unknown names just so.
        row->wrongPasswords = right ? 0 : row->wrongPasswords + 1;
        row->slowUntil =
            right ? Time{}
                  : transaction.now() + SlowDown::delayAfter(row->wrongPasswords, SlowDown::freeByName);
        updatePerson(transaction.sql(), *row, *index);
        return {};
    });
}

Result<wire::SessionGrant> SignIn::finish(Call& call, const wire::SecondFactor& body)
{
    auto pending = m_options.pending->take(body.pending, Pending::Step::Code, call.device);
    if (!pending)
        return tl::unexpected(pending.error());
    auto attempt = call.entry("session.sign-in", pending->right ? pending->person.text() : "");
    attempt.id = crypto::randomIdText("inc_");
    if (!pending->right) {
        attempt.action = "session.code-refused";
        auto why =
            m_options.refusals->log(attempt, Error{ErrorCode::SignInRefused, "after a wrong password"});
        m_options.pending->again(body.pending, std::move(*pending));
        return tl::unexpected(std::move(why));
    }
    auto granted = enter(call, pending->person, body.code);
    if (granted)
        return granted;
    auto why = granted.error();
    m_options.codes->refused(pending->person, why, attempt);
    why.incident = attempt.id;
    m_options.pending->again(body.pending, std::move(*pending));
    // A wrong code after a right password answers as a wrong password does.
    if (why.code == ErrorCode::CodeRefused || why.code == ErrorCode::CodeNeeded)
        why.code = ErrorCode::SignInRefused;
    return tl::unexpected(std::move(why));
}

Result<wire::SessionGrant> SignIn::enter(Call& call, const PersonId& person, const Secret& code)
{
    auto opened = writeFor<Sessions::Opened>(
        *m_options.store, [&](Transaction& transaction) -> Result<Sessions::Opened> {
            auto row = findPerson(transaction.sql(), person);
            if (!row || isEnrolling(*row))
                return fail(ErrorCode::SignInRefused);
            if (row->locked)
                return fail(ErrorCode::AccountLocked);
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
            if (auto done = m_options.codes->acceptAtSignIn(transaction, *row, code, *index); !done)
                return tl::unexpected(done.error());
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
