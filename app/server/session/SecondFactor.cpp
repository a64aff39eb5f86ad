#include "server/session/SecondFactor.h"

#include "crypto/Random.h"
#include "crypto/Sha256.h"
#include "server/session/RecoveryCodes.h"
#include "server/session/Totp.h"

#include <algorithm>
#include <spdlog/spdlog.h>

namespace countersign::server {

namespace {

std::string purposeOf(const PersonId& person)
{
    return "totp " + person.text();
}

bool isSixDigits(std::string_view text)
{
    return text.size() == 6 &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

} // namespace

Digest actionOfCall(std::string_view method, std::string_view path)
{
    return crypto::sha256(std::string(method) + ' ' + std::string(path));
}

Result<std::uint64_t> openEntry(Transaction& transaction)
{
    long long index = -1;
    transaction.sql() << "SELECT COALESCE(idx, -1) FROM open_entry", soci::into(index);
    if (index < 0)
        return fail(ErrorCode::Internal, "a change before its entry");
    return static_cast<std::uint64_t>(index);
}

Bytes SecondFactor::sealed(const Secret& totpSecret, const PersonId& person)
{
    return m_options.keys->sealSmall(totpSecret.reveal(), purposeOf(person));
}

Result<void> SecondFactor::acceptDigits(PersonRow& row, const Secret& code)
{
    if (row.totp.empty() || !isSixDigits(code.revealText()))
        return fail(ErrorCode::CodeRefused);
    const auto secret = m_options.keys->openSmall(row.totp, purposeOf(row.id));
    if (!secret)
        return tl::unexpected(secret.error());
    const auto step = totpStepOf(*secret, code.revealText(), m_options.clock->now());
    if (!step)
        return fail(ErrorCode::CodeRefused);
    if (*step <= row.totpStep)
        return fail(ErrorCode::CodeUsed);
    row.totpStep = *step;
    row.wrongCodes = 0;
    return {};
}

Result<void> SecondFactor::spend(Transaction& transaction, const PersonId& person, const Secret& code)
{
    auto row = findPerson(transaction.sql(), person);
    if (!row)
        return fail(ErrorCode::CodeRefused, "nobody of that name");
    if (row->locked)
        return fail(ErrorCode::AccountLocked);
    if (code.empty())
        return fail(ErrorCode::CodeNeeded);
    if (auto done = acceptDigits(*row, code); !done)
        return done;
    const auto entry = openEntry(transaction);
    if (!entry)
        return tl::unexpected(entry.error());
    updatePerson(transaction.sql(), *row, *entry);
    return {};
}

Result<void> SecondFactor::acceptAtSignIn(Transaction& transaction, PersonRow& row, const Secret& code,
                                          std::uint64_t entry)
{
    if (isSixDigits(code.revealText()))
        return acceptDigits(row, code);
    if (!spendRecoveryCode(transaction.sql(), row.id, code, entry))
        return fail(ErrorCode::CodeRefused);
    row.wrongCodes = 0;
    return {};
}

void SecondFactor::rehearse(Transaction& transaction, const Secret& code, std::uint64_t entry)
{
    PersonRow nobody;
    nobody.totp = sealed(Secret(crypto::randomBytes(totpSecretBytes)), nobody.id);
    std::ignore = acceptAtSignIn(transaction, nobody, code, entry);
}

void SecondFactor::refused(const PersonId& person, const Error& why, const wire::AuditEntry& attempt)
{
    const auto done = m_options.store->write([&](Transaction& transaction) -> Result<void> {
        auto entry = attempt;
        entry.detail["code"] = codeText(why.code);
        entry.detail["for"] = attempt.action;
        entry.action = "session.code-refused";
        entry.outcome = "denied";
        const auto index = transaction.audit(entry);
        if (!index)
            return tl::unexpected(index.error());
        auto row = findPerson(transaction.sql(), person);
        // A code that comes twice, or none, is no guess.
        if (why.code != ErrorCode::CodeRefused || !row || row->locked)
            return {};
        row->locked = ++row->wrongCodes >= mostWrongCodes;
        if (!row->locked) {
            updatePerson(transaction.sql(), *row, *index);
            return {};
        }
        wire::AuditEntry lock;
        lock.action = "session.locked-out";
        lock.object = person.text();
        lock.outcome = "done";
        lock.network = attempt.network;
        const auto locked = transaction.audit(lock);
        if (!locked)
            return tl::unexpected(locked.error());
        updatePerson(transaction.sql(), *row, *locked);
        m_options.endSessions(transaction, person, *locked);
        return {};
    });
    spdlog::info("incident {}: {} denied {}: {}", attempt.id, attempt.action, codeText(why.code), why.detail);
    if (!done)
        spdlog::error("a refused code of {} could not be counted: {}", person.text(), done.error().detail);
}

} // namespace countersign::server
