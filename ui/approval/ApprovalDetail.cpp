#include "ui/approval/ApprovalDetail.h"

#include "client/Strings.h"
#include "ui/approval/AnsweredCard.h"
#include "ui/approval/ComparisonCard.h"
#include "ui/approval/DecisionCard.h"
#include "ui/job/ChainWords.h"
#include "ui/job/ExportFacts.h"
#include "ui/job/JobList.h"
#include "ui/job/PayloadCard.h"
#include "ui/job/SignatureCard.h"
#include "ui/shell/Sentences.h"
#include "ui/theme/Scrolling.h"
#include "ui/theme/Theme.h"
#include "ui/theme/WholeChip.h"

#include <algorithm>

#include <QHBoxLayout>
#include <QScrollArea>
#include <QVBoxLayout>

namespace countersign::ui {

ApprovalDetail::ApprovalDetail(client::Client& client, QWidget* parent)
    : QWidget(parent),
      m_client(client),
      m_title(pageTitle({})),
      m_state(new WholeChip),
      m_place(mutedLabel({})),
      m_next(makeButton(tr("Next"), ButtonKind::Plain, QStringLiteral("nextApproval"))),
      m_words(new RequestWords),
      m_comparison(new ComparisonCard(client.book())),
      m_signals(new SignalsCard(client.book())),
      m_files(new FilesCard),
      m_answered(new AnsweredCard),
      m_signature(new SignatureCard(tr("Signature"))),
      m_payload(new PayloadCard),
      m_decisions(new DecisionsCard),
      m_decision(new DecisionCard(client)),
      m_notice(new Notice)
{
    m_title->setObjectName(QStringLiteral("approvalTitle"));
    m_state->setObjectName(QStringLiteral("approvalState"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::m);
    column->addWidget(makeHead());
    column->addWidget(m_notice);
    column->addWidget(makeColumns(), 1);
    connect(m_payload, &PayloadCard::opened, this, [this] { m_decision->setPayloadShown(true); });
    connect(m_decision, &DecisionCard::decided, this, &ApprovalDetail::refresh);
}

QWidget* ApprovalDetail::makeHead()
{
    auto* head = new QWidget;
    auto* line = new QHBoxLayout(head);
    line->setContentsMargins(0, 0, 0, 0);
    auto* backButton = makeButton(tr("Approvals"), ButtonKind::Link, QStringLiteral("backToApprovals"));
    line->addWidget(backButton);
    line->addWidget(mutedLabel(QStringLiteral("/")));
    line->addWidget(m_title);
    line->addWidget(m_state);
    line->addStretch();
    line->addWidget(m_place);
    line->addWidget(m_next);
    connect(backButton, &QPushButton::clicked, this, &ApprovalDetail::back);
    connect(m_next, &QPushButton::clicked, this, &ApprovalDetail::next);
    return head;
}

QWidget* ApprovalDetail::makeColumns()
{
    auto* columns = new QWidget;
    auto* line = new QHBoxLayout(columns);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(space::m);
    line->addWidget(scrollingColumn({m_words, m_files, m_answered, m_comparison, m_signals}), 3);
    auto* right = new QVBoxLayout;
    right->setSpacing(space::m);
    right->addWidget(scrollingColumn({m_signature, m_payload, m_decisions}), 1);
    right->addWidget(m_decision);
    line->addLayout(right, 2);
    return columns;
}

void ApprovalDetail::open(const JobId& job)
{
    if (m_job != job) {
        m_job = job;
        m_decision->setPayloadShown(false, m_payload->opens());
    }
    refresh();
}

// Among what waits for this person.
void ApprovalDetail::showPlace()
{
    const auto waiting = m_client.book().waitingForMe();
    const auto here = std::find_if(waiting.begin(), waiting.end(),
                                   [this](const client::ExportView* view) { return view->job == m_job; });
    const bool among = here != waiting.end();
    m_place->setVisible(among);
    m_place->setText(tr("%1 of %2").arg(here - waiting.begin() + 1).arg(waiting.size()));
    m_next->setVisible(waiting.size() > (among ? 1U : 0U));
}

void ApprovalDetail::refresh()
{
    const auto* view = m_client.book().find(m_job);
    if (!view)
        return;
    const auto now = m_client.clock().now();
    const bool logHolds = !m_client.log().broken();
    const bool atRelease = view->release.has_value();
    m_title->setText(atRelease ? tr("Release: %1").arg(client::shownText(view->request.title))
                               : client::shownText(view->request.title));
    auto state = stateText(view->state);
    const auto gate = view->openGate();
    const auto& facts = gate == wire::Gate::Release ? view->releaseGate : view->requestGate;
    state += tr(" · for %1").arg(spanText(now - view->since));
    if (gate && facts.lapses)
        state += tr(" · lapses in %1").arg(spanText(*facts.lapses - now));
    m_state->set(state, toneOf(view->state));
    if (view->fault)
        m_notice->show(chainSentence(*view), Tone::Bad);
    else
        m_notice->clear();

    showPlace();
    m_words->set(*view, false);
    m_files->setVisible(atRelease);
    m_answered->setVisible(atRelease);
    m_comparison->setVisible(!atRelease);
    m_signals->setVisible(!atRelease);
    m_files->set(*view);
    m_answered->set(*view, now, logHolds);
    m_comparison->set(*view, now);
    m_signals->set(*view);
    m_signature->setTitle(atRelease ? tr("Signature of the release") : tr("Signature of the request"));
    m_signature->set(atRelease && view->releaseSignature ? *view->releaseSignature : view->requestSignature,
                     now, logHolds);
    m_payload->set(atRelease ? view->releasePayload : view->requestPayload,
                   atRelease && view->releaseDigest ? *view->releaseDigest : view->requestDigest);
    m_decision->setPayloadShown(m_payload->shown(), m_payload->opens());
    m_decisions->set(*view, now, logHolds);
    m_decision->setLogHolds(logHolds);
    m_decision->set(*view);
}

} // namespace countersign::ui
