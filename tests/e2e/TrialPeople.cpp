#include "e2e/TrialPeople.h"

#include <algorithm>

namespace countersign::e2e {

namespace {

const QString amira = QStringLiteral("amira");
const QString boris = QStringLiteral("boris");

std::vector<PersonId> idsOf(const QStringList& names)
{
    std::vector<PersonId> ids;
    for (const auto& name : names)
        ids.emplace_back(name.toStdString());
    return ids;
}

} // namespace

QStringList TrialPeople::others()
{
    return {QStringLiteral("okafor"), QStringLiteral("brandt"), QStringLiteral("adler"),
            QStringLiteral("weber"),  QStringLiteral("silva"),  QStringLiteral("lindqvist")};
}

TrialPeople::TrialPeople(const Trial& trial, KeyStores keys)
    : m_trial(trial),
      m_keys(std::move(keys)),
      m_authenticator(trial.folder() + QStringLiteral("/authenticator"),
                      qEnvironmentVariable("FAKETIME_TIMESTAMP_FILE"))
{
}

TrialPerson& TrialPeople::operator[](const QString& name)
{
    auto& person = m_people[name];
    if (!person)
        person = std::make_unique<TrialPerson>(m_trial, m_authenticator, name, QString(),
                                               m_keys ? m_keys(name) : nullptr);
    else if (m_authenticator.knows(name))
        person->wake();
    return *person;
}

void TrialPeople::enrol(const QStringList& names)
{
    for (const auto& name : names)
        (*this)[name].enrol(m_trial.enrolmentCode(name));
}

void TrialPeople::found()
{
    enrol({amira, boris});
    Digest first;
    for (const auto& name : {amira, boris}) {
        auto& admin = (*this)[name];
        const auto shown = must(admin.console().founding().load());
        if (!shown.ready || !shown.mySignatureMissing || (name == boris && shown.digest != first))
            throw std::runtime_error("not the root that the other admin signed");
        first = shown.digest;
        const auto signedRoot = must(admin.console().founding().sign(shown.digest, admin.code()));
        if (signedRoot.complete != (name == boris))
            throw std::runtime_error("the root counts the wrong number of signatures");
    }
}

void TrialPeople::endorse(const QStringList& names)
{
    auto& admin = (*this)[amira];
    must(admin.console().people().refresh()); // what the page shows is what is signed
    must(admin.console().people().endorse(idsOf(names), QStringLiteral("Thumbprints compared by telephone"),
                                          admin.code()));
}

void TrialPeople::countersign(const QStringList& names)
{
    auto& admin = (*this)[boris];
    must(admin.console().people().refresh()); // what the page shows is what is signed
    must(admin.console().people().endorse(idsOf(names), QStringLiteral("Thumbprints compared in person"),
                                          admin.code()));
}

wire::ExportRequestBody TrialPeople::draft(const QString& title, std::vector<std::string> types)
{
    auto& person = (*this)[QStringLiteral("okafor")];
    const auto offer = must(person.console().requests().offer());
    const auto& source = offer.sources.sources.at(0);
    wire::ExportRequestBody body;
    body.title = title.toStdString();
    body.source = source.id;
    body.sourceName = source.name;
    body.level = wire::Level::System;
    for (const auto& known : source.types) {
        if (std::find(types.begin(), types.end(), known.type) == types.end())
            continue;
        body.estimate.resources += known.count.value_or(0);
        if (known.type == "Patient")
            body.estimate.patients = known.count.value_or(0);
    }
    body.types = std::move(types);
    body.purpose = wire::Purpose::PUBHLTH;
    body.legalBasis = "Registry act, section 4";
    body.recipient = "National Diabetes Registry";
    for (const auto& recipient : offer.recipients)
        if (recipient.person == PersonId("silva"))
            body.fetchers.push_back({recipient.person, recipient.key});
    body.sensitivity = person.console().requests().leastSensitivity(body.types);
    body.downloads = offer.policy.downloads;
    body.ends = SystemClock().now() + std::chrono::days(7);
    return body;
}

JobId TrialPeople::ask(const wire::ExportRequestBody& body)
{
    auto& person = (*this)[QStringLiteral("okafor")];
    const auto job = must(person.console().requests().sign(body, person.code()));
    if (job.empty())
        throw std::runtime_error("the request is signed, but not in the list");
    return job;
}

Result<void> TrialPeople::approve(const QString& approver, const JobId& job, wire::Gate gate)
{
    auto& person = (*this)[approver];
    const auto& view = person.look(job);
    if (gate == wire::Gate::Release && !view.releaseDigest)
        return fail(ErrorCode::NotOpen, "there is no release yet");
    const auto subject = gate == wire::Gate::Release ? *view.releaseDigest : view.requestDigest;
    return await(person.console().approvals().decide(job, subject, gate, wire::Verdict::Approve,
                                                     gate == wire::Gate::Release
                                                         ? QStringLiteral("Counts match the estimate.")
                                                         : QStringLiteral("Covered by the agreement."),
                                                     person.code()));
}

} // namespace countersign::e2e
