#include "ui/job/ChainStatements.h"

#include "client/Strings.h"
#include "ui/job/ChainWords.h"
#include "ui/job/PayloadCard.h"
#include "ui/job/SignatureCard.h"
#include "ui/shell/Sentences.h"
#include "ui/theme/Theme.h"

#include <algorithm>

#include <QCoreApplication>
#include <QVBoxLayout>

namespace countersign::ui {

namespace {

using client::ExportView;

class Statements
{
    Q_DECLARE_TR_FUNCTIONS(ChainStatements)

public:
    Statements(const ExportView& view, Time now, bool logHolds)
        : m_view(view), m_now(now), m_logHolds(logHolds), m_column(new QVBoxLayout(m_made))
    {
        m_column->setContentsMargins(0, 0, 0, 0);
        m_column->setSpacing(space::s);
    }
    [[nodiscard]] QWidget* of(trust::Link link);

private:
    void add(const QString& title, const client::SignatureView& signature, const QByteArray& payload,
             const Digest& digest);
    void addDecisions(wire::Gate gate);
    void addPlaces();
    void addFetchers();

    const ExportView& m_view;
    Time m_now;
    bool m_logHolds;
    QWidget* m_made = new QWidget;
    QVBoxLayout* m_column;
};

QWidget* Statements::of(trust::Link link)
{
    const auto& links = m_view.chain.links;
    const auto found =
        std::find_if(links.begin(), links.end(), [&](const auto& check) { return check.link == link; });
    if (found != links.end() && found->error) {
        auto* notice = new Notice;
        notice->setObjectName(QStringLiteral("chainFault"));
        notice->show(linkSentence(m_view, *found), Tone::Bad);
        m_column->addWidget(notice);
    }
    switch (link) {
    case trust::Link::RequestSigned:
        add(tr("The request"), m_view.requestSignature, m_view.requestPayload, m_view.requestDigest);
        break;
    case trust::Link::RequestApproved:
        addDecisions(wire::Gate::Request);
        break;
    case trust::Link::ReleaseSigned:
        if (m_view.release && m_view.releaseSignature)
            add(tr("The release"), *m_view.releaseSignature, m_view.releasePayload, *m_view.releaseDigest);
        break;
    case trust::Link::ReleaseApproved:
        addDecisions(wire::Gate::Release);
        break;
    case trust::Link::InTheLog:
        addPlaces();
        break;
    case trust::Link::FetcherNamed:
        addFetchers();
        break;
    }
    return m_made;
}

void Statements::add(const QString& title, const client::SignatureView& signature, const QByteArray& payload,
                     const Digest& digest)
{
    auto* signedBy = new SignatureCard(title);
    signedBy->set(signature, m_now, m_logHolds);
    m_column->addWidget(signedBy);
    auto* bytes = new PayloadCard;
    bytes->set(payload, digest);
    m_column->addWidget(bytes);
}

void Statements::addDecisions(wire::Gate gate)
{
    bool any = false;
    for (const auto& decision : m_view.decisions) {
        if (decision.gate != gate)
            continue;
        any = true;
        add(decision.verdict == wire::Verdict::Approve ? tr("An approval") : tr("A rejection"),
            decision.signature, decision.payload, decision.digest);
    }
    if (!any)
        m_column->addWidget(mutedLabel(tr("Nobody decided yet.")));
}

void Statements::addPlaces()
{
    auto* card = new Card(tr("Where the trust log holds them"));
    auto* facts = new FactGrid;
    const auto line = [&](const QString& name, const client::SignatureView& signature) {
        facts->add(name, signature.trustIndex
                             ? tr("entry %1 · %2", "number, time")
                                   .arg(countText(*signature.trustIndex), whenText(signature.entered, m_now))
                             : tr("not there"));
    };
    line(tr("Request of %1").arg(m_view.requestSignature.personName), m_view.requestSignature);
    for (const auto& decision : m_view.decisions)
        line((decision.gate == wire::Gate::Request ? tr("Decision of %1 on the request")
                                                   : tr("Decision of %1 on the release"))
                 .arg(decision.signature.personName),
             decision.signature);
    if (m_view.releaseSignature)
        line(tr("Release"), *m_view.releaseSignature);
    card->body()->addWidget(facts);
    card->body()->addWidget(mutedLabel(
        tr("This console keeps the log and has replayed it: an entry that it saw cannot be taken back.")));
    m_column->addWidget(card);
}

void Statements::addFetchers()
{
    if (!m_view.release)
        return;
    auto* card = new Card(tr("Who may fetch"));
    auto* facts = new FactGrid;
    for (std::size_t i = 0; i < m_view.release->fetchers.size(); ++i) {
        const auto& fetcher = m_view.release->fetchers[i];
        const auto at = static_cast<qsizetype>(i);
        facts->add(at < m_view.fetcherNames.size() ? m_view.fetcherNames[at]
                                                   : client::shownText(fetcher.person.text()),
                   new DigestLabel(client::shownText(fetcher.key.text())));
    }
    facts->add(tr("Until"), dayText(m_view.release->ends));
    facts->add(tr("Each file"), tr("%n time(s)", nullptr, m_view.release->downloads));
    card->body()->addWidget(facts);
    m_column->addWidget(card);
}

} // namespace

QWidget* chainStatements(const ExportView& view, trust::Link link, Time now, bool logHolds)
{
    return Statements(view, now, logHolds).of(link);
}

} // namespace countersign::ui
