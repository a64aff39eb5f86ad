#include "ui/shell/FinderHits.h"

#include "client/Strings.h"
#include "ui/shell/Sentences.h"

#include <algorithm>

#include <QCoreApplication>

namespace countersign::ui {

namespace {

using client::qt;

constexpr std::size_t mostHits = 12;

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(Finder)
};

bool holdsAll(const QString& text, const QStringList& words)
{
    return std::all_of(words.begin(), words.end(),
                       [&](const QString& word) { return text.contains(word, Qt::CaseInsensitive); });
}

} // namespace

QString pageOfExport(const client::ExportView& view, const client::Session& session)
{
    using enum wire::Role;
    if (session.holds(SecurityApprover) && view.openGate())
        return QStringLiteral("approvals");
    if (session.holds(ExportOperator) && view.requestStatement.author.person == session.me().person)
        return QStringLiteral("requests");
    if (session.holds(SecurityApprover) || session.holds(ComplianceOfficer) ||
        session.holds(ArtifactDownloader))
        return QStringLiteral("audit");
    return {};
}

std::vector<FinderHit> findHits(const QString& query, const std::vector<PageEntry>& pages,
                                client::Client& client)
{
    const auto words = query.simplified().split(u' ', Qt::SkipEmptyParts);
    const auto& session = client.session();
    std::vector<FinderHit> hits;
    for (const auto& page : pages)
        if (opensTo(page, session.me().roles) && holdsAll(page.title, words))
            hits.push_back({page.title, Words::tr("page"), page.name, {}});
    if (words.isEmpty())
        return hits;
    for (const auto& view : client.book().exports()) {
        const auto id = qt(view.job.text());
        const auto title = qt(view.request.title);
        const auto page = pageOfExport(view, session);
        const auto all =
            title + u' ' + id + u' ' + qt(view.request.recipient) + u' ' + view.requestSignature.personName;
        if (!page.isEmpty() && holdsAll(all, words))
            hits.push_back({title, stateText(view.state) + QStringLiteral(" · ") + id, page, id});
    }
    if (session.holds(wire::Role::Admin))
        for (const auto& person : client.people().people()) {
            const auto name = qt(person.row.name);
            const auto id = qt(person.row.id.text());
            if (holdsAll(name + u' ' + id, words))
                hits.push_back({name, Words::tr("person · %1").arg(id), QStringLiteral("people"), id});
        }
    std::stable_partition(hits.begin(), hits.end(), [&](const FinderHit& hit) {
        return hit.title.startsWith(query.trimmed(), Qt::CaseInsensitive);
    });
    hits.resize(std::min(hits.size(), mostHits));
    return hits;
}

} // namespace countersign::ui
