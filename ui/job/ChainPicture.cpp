#include "ui/job/ChainPicture.h"

#include "client/Strings.h"
#include "ui/job/ChainNode.h"
#include "ui/job/ChainStatements.h"
#include "ui/shell/Sentences.h"
#include "ui/theme/FocusOrder.h"
#include "ui/theme/Theme.h"

#include <QGridLayout>
#include <QVBoxLayout>

namespace countersign::ui {

namespace {

using client::ExportView;
using trust::Link;

constexpr int mostLinks = 6; // of trust::Link

QString titleOf(Link link)
{
    switch (link) {
    case Link::RequestSigned:
        return ChainPicture::tr("Request");
    case Link::RequestApproved:
        return ChainPicture::tr("Approval", "of the request");
    case Link::ReleaseSigned:
        return ChainPicture::tr("Release");
    case Link::ReleaseApproved:
        return ChainPicture::tr("Approval", "of the release");
    case Link::InTheLog:
        return ChainPicture::tr("Log");
    case Link::FetcherNamed:
        return ChainPicture::tr("Recipient");
    }
    return {};
}

QString approversOf(const ExportView& view, wire::Gate gate)
{
    QStringList names;
    for (const auto& decision : view.decisions)
        if (decision.gate == gate && decision.counts && decision.verdict == wire::Verdict::Approve)
            names << decision.signature.personName;
    const auto& facts = gate == wire::Gate::Request ? view.requestGate : view.releaseGate;
    if (names.size() >= facts.needed)
        return listText(names);
    return ChainPicture::tr("%1 of %2").arg(facts.given).arg(facts.needed);
}

QString whoseOf(const ExportView& view, Link link)
{
    switch (link) {
    case Link::RequestSigned:
        return view.requestSignature.personName;
    case Link::RequestApproved:
        return approversOf(view, wire::Gate::Request);
    case Link::ReleaseSigned:
        return view.release
                   ? ChainPicture::tr("%n file(s)", nullptr, static_cast<int>(view.release->files.size()))
                   : ChainPicture::tr("not yet");
    case Link::ReleaseApproved:
        return view.release ? approversOf(view, wire::Gate::Release) : ChainPicture::tr("not yet");
    case Link::InTheLog:
        return ChainPicture::tr("%n statement(s)", nullptr,
                                static_cast<int>(view.claimed.decisions.size()) + (view.release ? 2 : 1));
    case Link::FetcherNamed:
        return listText(view.fetcherNames);
    }
    return {};
}

// What is only yet to come is no fault.
bool isOnItsWay(const ExportView& view, Link link)
{
    const bool open = view.state < wire::JobState::Released; // in the order of an export's life
    switch (link) {
    case Link::RequestApproved:
        return open && view.requestGate.standing == wire::Standing::Open;
    case Link::ReleaseSigned:
    case Link::FetcherNamed:
        return open && !view.release;
    case Link::ReleaseApproved:
        return open && view.releaseGate.standing == wire::Standing::Open;
    case Link::RequestSigned:
    case Link::InTheLog:
        break;
    }
    return false;
}

ChainNode::Mark markOf(const ExportView& view, const trust::LinkCheck& link, bool logHolds)
{
    if (!logHolds || view.fault)
        return ChainNode::Mark::Missing;
    if (!link.error)
        return ChainNode::Mark::Holds;
    return isOnItsWay(view, link.link) ? ChainNode::Mark::Waiting : ChainNode::Mark::Missing;
}

} // namespace

ChainPicture::ChainPicture(QWidget* parent)
    : QWidget(parent), m_row(new QGridLayout), m_column(new QVBoxLayout(this))
{
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(space::m);
    m_row->setSpacing(0);
    m_row->setVerticalSpacing(space::s);
    m_column->addLayout(m_row);
    for (int at = 0; at < mostLinks; ++at) { // all at once, for the order of the focus
        auto* node = new ChainNode(this);
        node->setObjectName(QStringLiteral("chainLink%1").arg(at));
        node->hide();
        connect(node, &QAbstractButton::clicked, this, [this, at] { open(at == m_open ? -1 : at); });
        m_nodes.push_back(node);
    }
}

void ChainPicture::set(const ExportView& view, Time now, bool logHolds)
{
    const bool other = view.job != m_view.job || view.revision != m_view.revision ||
                       view.chain.links.size() != m_shown || logHolds != m_logHolds;
    m_view = view;
    m_now = now;
    m_logHolds = logHolds;
    m_shown = view.chain.links.size();
    for (std::size_t i = 0; i < m_nodes.size(); ++i) {
        m_nodes[i]->setVisible(i < m_shown);
        if (i >= m_shown)
            continue;
        const auto& link = view.chain.links[i];
        m_nodes[i]->set(titleOf(link.link), whoseOf(view, link.link), markOf(view, link, logHolds));
        m_nodes[i]->setLeadsOn(i + 1 < m_shown);
    }
    m_perRow = 0;
    arrange();
    if (other) // what is open stays so while it says the same
        open(m_open < static_cast<int>(m_shown) ? m_open : -1);
}

void ChainPicture::arrange()
{
    const int count = static_cast<int>(m_shown);
    const int fit = std::max(1, width() / ChainNode::leastWidth);
    const int perRow = fit >= count ? std::max(count, 1) : std::max(1, std::min(fit, (count + 1) / 2));
    if (perRow == m_perRow)
        return;
    m_perRow = perRow;
    for (int i = 0; i < count; ++i)
        m_row->addWidget(m_nodes[static_cast<std::size_t>(i)], i / perRow, i % perRow);
    for (int column = 0; column < m_row->columnCount(); ++column)
        m_row->setColumnStretch(column, column < perRow ? 1 : 0);
}

void ChainPicture::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    arrange();
}

void ChainPicture::open(int link)
{
    m_open = link;
    for (std::size_t i = 0; i < m_nodes.size(); ++i)
        m_nodes[i]->setChecked(static_cast<int>(i) == link);
    delete m_detail;
    m_detail = nullptr;
    emit opened(link >= 0);
    if (link < 0)
        return;
    m_detail =
        chainStatements(m_view, m_view.chain.links[static_cast<std::size_t>(link)].link, m_now, m_logHolds);
    m_detail->setObjectName(QStringLiteral("chainDetail"));
    (m_place ? m_place : m_column)->addWidget(m_detail);
    if (!m_place)
        followInFocus(m_nodes.back(), m_detail);
}

} // namespace countersign::ui
