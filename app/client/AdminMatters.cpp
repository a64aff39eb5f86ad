#include "client/AdminMatters.h"

#include "client/ExportView.h"
#include "client/PersonNames.h"
#include "client/Strings.h"

#include <algorithm>

namespace countersign::client {

namespace {

constexpr std::size_t mostSubjects = 64; // of one decision, and of statements under one code

AdminMatterView viewOfMatter(const Digest& digest, const trust::AdminMatter& matter,
                             const trust::TrustState& state, const PersonId& me, Time now)
{
    const auto& statement = matter.signedStatement.statement;
    AdminMatterView view;
    view.digest = digest;
    view.type = statement.type();
    view.authorName = nameOf(state, statement.author.person);
    if (const auto* registration = statement.as<wire::KeyRegistrationBody>()) {
        view.subject = registration->person;
        view.thumbprint = registration->signing.thumbprint();
        view.registeredName = toldApart(state, registration->person, qt(registration->name));
        view.device = qt(registration->device);
        view.vouched = matter.vouched.has_value();
    } else if (const auto* change = statement.as<wire::RoleChangeBody>()) {
        view.subject = change->person;
        view.roleChange = *change;
        view.reason = change->reason;
    } else if (const auto* revocation = statement.as<wire::RevocationBody>()) {
        view.subject = revocation->person;
        view.revocation = *revocation;
        view.thumbprint = revocation->key;
        view.voidSince = state.timeOf(revocation->voidFrom);
        if (const auto* record = state.key(revocation->key))
            view.device = qt(record->device);
        view.reason = revocation->reason;
    } else if (const auto* policyChange = statement.as<wire::PolicyChangeBody>()) {
        view.policyChange = *policyChange;
        view.reason = policyChange->reason;
    } else if (const auto* root = statement.as<wire::RootBody>()) {
        view.root = *root;
        view.rootNow = state.root();
    } else if (const auto* recovery = statement.as<wire::LogRecoveryBody>()) {
        view.recovery = *recovery;
        view.reason = recovery->reason;
    }
    view.policyNow = state.policy();
    view.needed = static_cast<int>(state.approvalsNeeded(matter));
    view.subjectName = nameOf(state, view.subject);
    for (const auto& approval : matter.approvals)
        view.approvedBy << nameOf(state, approval.person);
    view.entered = matter.entered;
    view.whyNotMe = state.whyNotDecide(digest, me, now);
    return view;
}

// The key that counts, else the newest that waits.
void showKey(PersonView& view, const trust::TrustState& state)
{
    if (const auto found = state.people().find(view.row.id); found != state.people().end())
        for (const auto& key : found->second.keys)
            if (state.keyAt(key, state.size())) {
                view.key = state.key(key)->root ? PersonView::Key::Root : PersonView::Key::Endorsed;
                view.thumbprint = key;
            }
    if (view.key != PersonView::Key::None)
        return;
    for (const auto& matter : view.waiting)
        if (matter.isRegistration()) {
            view.key = PersonView::Key::Waiting;
            view.thumbprint = matter.thumbprint;
        }
}

bool isInvited(const PersonView& person, wire::Role role)
{
    const auto& invited = person.row.invited;
    return std::find(invited.begin(), invited.end(), role) != invited.end();
}

std::optional<wire::Role> granted(const AdminMatterView& matter)
{
    return matter.roleChange && matter.roleChange->action == wire::RoleAction::Grant ? matter.roleChange->role
                                                                                     : std::nullopt;
}

bool isAskedFor(const PersonView& person, wire::Role role)
{
    return std::any_of(person.waiting.begin(), person.waiting.end(),
                       [&](const auto& matter) { return granted(matter) == role; });
}

} // namespace

std::vector<AdminMatterView> openMatters(const trust::TrustState& state, const PersonId& me, Time now)
{
    std::vector<std::pair<std::uint64_t, AdminMatterView>> found;
    for (const auto& [digest, matter] : state.matters()) {
        const auto lapse = std::chrono::hours(state.policyAt(matter.index).lapseHours);
        if (matter.standing == wire::Standing::Open && now < matter.entered + lapse)
            found.emplace_back(matter.index, viewOfMatter(digest, matter, state, me, now));
    }
    std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    std::vector<AdminMatterView> matters;
    for (auto& [index, matter] : found)
        matters.push_back(std::move(matter));
    return matters;
}

PersonView personOf(const wire::Person& row, const trust::TrustState& state,
                    const std::vector<AdminMatterView>& matters)
{
    PersonView view;
    view.row = row;
    // By the name that admins signed for; the server's word is only for whom the log does not know yet.
    const auto known = state.people().find(row.id);
    view.name = known != state.people().end() && !known->second.name.empty()
                    ? nameOf(state, row.id)
                    : toldApart(state, row.id, shownText(row.name));
    view.roles = state.rolesAt(row.id, state.size());
    for (const auto& matter : matters)
        if (matter.subject == row.id)
            view.waiting.push_back(matter);
    showKey(view, state);
    return view;
}

Result<std::vector<wire::StatementBody>>
endorsement(const std::vector<PersonView>& people, const trust::TrustState& state, const std::string& reason)
{
    wire::DecisionBody decision;
    decision.gate = wire::Gate::Admin;
    decision.decision = wire::Verdict::Approve;
    decision.reason = reason;
    std::vector<wire::StatementBody> bodies;
    for (const auto& person : people) {
        const auto keys = std::count_if(person.waiting.begin(), person.waiting.end(),
                                        [](const auto& matter) { return matter.isRegistration(); });
        if (keys > 1)
            return fail(ErrorCode::Conflict, "several keys of " + person.row.id.text() + " wait");
        for (const auto& matter : person.waiting) {
            const auto role = granted(matter);
            if (!matter.whyNotMe && (matter.isRegistration() || (role && isInvited(person, *role))))
                decision.subjects.push_back(matter.digest);
        }
        for (const auto role : person.row.invited)
            if (!state.holdsNow(person.row.id, role) && !isAskedFor(person, role))
                bodies.emplace_back(
                    wire::RoleChangeBody{person.row.id, wire::RoleAction::Grant, role, reason});
    }
    if (decision.subjects.size() > mostSubjects || bodies.size() >= mostSubjects)
        return fail(ErrorCode::TooLarge, "more people than one code is good for");
    if (!decision.subjects.empty())
        bodies.insert(bodies.begin(), std::move(decision));
    if (bodies.empty())
        return fail(ErrorCode::NotOpen, "nothing waits for this person");
    return bodies;
}

bool sameActs(const std::vector<wire::StatementBody>& a, const std::vector<wire::StatementBody>& b)
{
    const auto same = [](const wire::StatementBody& one, const wire::StatementBody& other) {
        if (const auto* decision = std::get_if<wire::DecisionBody>(&one)) {
            const auto* with = std::get_if<wire::DecisionBody>(&other);
            return with && decision->subjects == with->subjects;
        }
        const auto* change = std::get_if<wire::RoleChangeBody>(&one);
        const auto* with = std::get_if<wire::RoleChangeBody>(&other);
        return change && with && change->person == with->person && change->action == with->action &&
               change->role == with->role;
    };
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), same);
}

std::vector<wire::Role> rolesOfEndorsement(const PersonView& person)
{
    std::vector<wire::Role> roles;
    for (const auto role : person.row.invited)
        if (std::find(person.roles.begin(), person.roles.end(), role) == person.roles.end())
            roles.push_back(role);
    return roles;
}

} // namespace countersign::client
