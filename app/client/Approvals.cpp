#include "client/Approvals.h"

#include "client/Strings.h"

#include <algorithm>

#include <QPointer>

namespace countersign::client {

namespace {

// Why the subject must not be decided upon, if it must not.
Result<void> checkShown(const ExportView* view, const Digest& subject, wire::Gate gate)
{
    if (!view)
        return fail(ErrorCode::NotFound);
    if (view->fault)
        return tl::unexpected(*view->fault);
    if (view->requestSignature.fault)
        return tl::unexpected(*view->requestSignature.fault);
    const bool atRelease = gate == wire::Gate::Release;
    if (atRelease && view->releaseSignature && view->releaseSignature->fault)
        return tl::unexpected(*view->releaseSignature->fault);
    const auto stands = atRelease ? view->releaseDigest : std::optional(view->requestDigest);
    if (!stands || *stands != subject)
        return fail(ErrorCode::Conflict, "what was shown is not what stands here now");
    const auto& facts = atRelease ? view->releaseGate : view->requestGate;
    if (facts.whyNotMe)
        return tl::unexpected(*facts.whyNotMe);
    if (view->openGate() != gate)
        return fail(ErrorCode::NotOpen);
    return {};
}

QStringList listed(const std::vector<std::string>& texts)
{
    QStringList list;
    for (const auto& text : texts)
        list << qt(text);
    return list;
}

QStringList without(const QStringList& from, const QStringList& what)
{
    QStringList rest;
    for (const auto& text : from)
        if (!what.contains(text))
            rest << text;
    return rest;
}

class Differences
{
public:
    void compare(const char* field, const QString& now, const QString& before)
    {
        if (now != before)
            found.push_back({QString::fromLatin1(field), {}, {}, before, now});
    }
    void compare(const char* field, const QStringList& now, const QStringList& before)
    {
        Difference difference;
        difference.field = QString::fromLatin1(field);
        difference.added = without(now, before);
        difference.removed = without(before, now);
        difference.before = before.join(QStringLiteral(", "));
        difference.now = now.join(QStringLiteral(", "));
        if (!difference.added.isEmpty() || !difference.removed.isEmpty())
            found.push_back(std::move(difference));
    }
    std::vector<Difference> found;
};

QString groupOf(const wire::ExportRequestBody& body)
{
    return body.group ? qt(body.group->name) : qt(wire::enumText(body.level));
}

QString sinceOf(const wire::ExportRequestBody& body)
{
    return body.since ? qt(timeText(*body.since)) : QStringLiteral("—");
}

// A source grows a little from export to export; what an approver should look at is a jump.
bool jumped(std::uint64_t now, std::uint64_t before)
{
    return std::max(now, before) - std::min(now, before) > before / 5;
}

} // namespace

Approvals::Approvals(Statements& statements, LogFollower& log, ExportBook& book)
    : m_statements(statements), m_log(log), m_book(book)
{
}

QCoro::Task<Result<void>> Approvals::decide(JobId job, Digest subject, wire::Gate gate, wire::Verdict verdict,
                                            QString reason, Secret code)
{
    const QPointer self(this);
    auto done = co_await m_log.advance();
    if (!done)
        co_return done;
    if (!self)
        co_return fail(ErrorCode::Cancelled);
    done = co_await m_book.refresh(job);
    if (!done)
        co_return done;
    if (!self)
        co_return fail(ErrorCode::Cancelled);
    done = checkShown(m_book.find(job), subject, gate);
    if (!done)
        co_return done;
    wire::DecisionBody body;
    body.subjects.push_back(subject);
    body.gate = gate;
    body.decision = verdict;
    body.reason = reason.toStdString();
    auto sent = co_await m_statements.sendOne(std::move(body), std::move(code));
    if (!sent)
        co_return tl::unexpected(sent.error());
    if (!self)
        co_return fail(ErrorCode::Cancelled);
    done = co_await m_book.refresh(job); // it is signed and in the log, whatever becomes of the reading
    co_return Result<void>{};
}

std::vector<Difference> differences(const ExportView& now, const ExportView& before)
{
    const auto& request = now.request;
    const auto& last = before.request;
    Differences differences;
    differences.compare("types", listed(request.types), listed(last.types));
    differences.compare("group", groupOf(request), groupOf(last));
    differences.compare("since", sinceOf(request), sinceOf(last));
    differences.compare("purpose", qt(wire::enumText(request.purpose)), qt(wire::enumText(last.purpose)));
    differences.compare("fetchers", now.fetcherNames, before.fetcherNames);
    differences.compare("sensitivity", qt(wire::enumText(request.sensitivity)),
                        qt(wire::enumText(last.sensitivity)));
    if (jumped(request.estimate.resources, last.estimate.resources))
        differences.compare("size", QString::number(request.estimate.resources),
                            QString::number(last.estimate.resources));
    return std::move(differences.found);
}

const ExportView* lastLike(const ExportBook& book, const ExportView& view)
{
    const ExportView* last = nullptr;
    for (const auto& other : book.exports()) {
        const bool alike = other.job != view.job && !other.fault &&
                           other.request.source == view.request.source &&
                           other.request.recipient == view.request.recipient &&
                           other.requestGate.standing == wire::Standing::Effective &&
                           other.requestSignature.entered < view.requestSignature.entered;
        if (alike && (!last || other.requestSignature.entered > last->requestSignature.entered))
            last = &other;
    }
    return last;
}

} // namespace countersign::client
