#include "ui/approval/AnsweredCard.h"

#include "ui/job/ChainWords.h"
#include "ui/shell/Sentences.h"

#include <algorithm>

#include <QVBoxLayout>

namespace countersign::ui {

AnsweredCard::AnsweredCard(QWidget* parent)
    : Card(tr("The request this answers"), parent), m_facts(new FactGrid)
{
    body()->addWidget(m_facts);
}

void AnsweredCard::set(const client::ExportView& view, Time now, bool logHolds)
{
    m_facts->clear();
    if (!view.release)
        return;
    m_facts->add(tr("Asked by"),
                 tr("%1 · %2", "person · time")
                     .arg(view.requestSignature.personName, whenText(view.requestSignature.entered, now)));
    QStringList approvers;
    for (const auto& decision : view.decisions)
        if (decision.gate == wire::Gate::Request && decision.counts &&
            decision.verdict == wire::Verdict::Approve)
            approvers << decision.signature.personName;
    m_facts->add(tr("Approved by"), approvers.isEmpty() ? tr("nobody") : listText(approvers));
    showScope(view, logHolds);
    m_facts->add(tr("Fetched by"), tr("%1 · %n time(s) each, until %2", nullptr, view.release->downloads)
                                       .arg(listText(view.fetcherNames), dayText(view.release->ends)));
}

// The link of the chain that compares types, cohort, fetchers and end with what was asked for.
void AnsweredCard::showScope(const client::ExportView& view, bool logHolds)
{
    const auto& links = view.chain.links;
    const auto found = std::find_if(links.begin(), links.end(), [](const trust::LinkCheck& check) {
        return check.link == trust::Link::ReleaseSigned;
    });
    auto* chip = new Chip;
    chip->setObjectName(QStringLiteral("answeredScope"));
    if (!logHolds)
        chip->set(tr("not verified: the log is broken"), Tone::Bad);
    else if (found == links.end())
        chip->set(tr("not checked"), Tone::Bad);
    else if (found->error)
        chip->set(tr("checked here: does not hold"), Tone::Bad);
    else
        chip->set(tr("checked here: nothing wider"), Tone::Ok);
    m_facts->add(tr("Scope"), chip);
    if (logHolds && found != links.end() && found->error)
        m_facts->add(tr("Why"), undecidedSentence(&view, *found->error));
}

} // namespace countersign::ui
