#include "ui/audit/EvidenceView.h"

#include "client/Strings.h"
#include "ui/audit/EvidenceWords.h"
#include "ui/shell/Sentences.h"
#include "ui/theme/Scrolling.h"
#include "ui/theme/Theme.h"

#include <QCoro/QCoroTask>
#include <QFile>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QScrollArea>
#include <QVBoxLayout>

namespace countersign::ui {

using trust::EvidenceVerdict;
using trust::FindingState;

EvidenceView::EvidenceView(client::Client& client, QWidget* parent)
    : QWidget(parent), m_client(client), m_title(pageTitle({})), m_verdict(new Notice), m_parts(nullptr)
{
    setObjectName(QStringLiteral("evidenceView"));
    m_verdict->setObjectName(QStringLiteral("evidenceVerdict"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::m);
    auto* head = new QHBoxLayout;
    head->addWidget(m_title, 1);
    auto* close = makeButton(tr("Close"), ButtonKind::Plain, QStringLiteral("evidenceClose"));
    head->addWidget(close);
    column->addLayout(head);
    column->addWidget(m_verdict);
    auto* content = new QWidget;
    m_parts = new QVBoxLayout(content);
    m_parts->setContentsMargins(0, 0, 0, 0);
    m_parts->setSpacing(space::m);
    m_parts->addStretch();
    column->addWidget(scrolling(content), 1);
    connect(close, &QPushButton::clicked, this, &EvidenceView::closed);
}

void EvidenceView::clearParts()
{
    while (m_parts->count() > 1) {
        auto* item = m_parts->takeAt(0);
        delete item->widget();
        delete item;
    }
}

void EvidenceView::open(const QString& file)
{
    clearParts();
    m_title->setText(QFileInfo(file).fileName());
    m_verdict->show(tr("Checking…"), Tone::Neutral);
    QFile source(file);
    if (!source.open(QIODevice::ReadOnly)) {
        m_verdict->show(sentence({ErrorCode::FileAccess, file.toStdString()}), Tone::Bad);
        return;
    }
    if (source.size() > static_cast<qint64>(trust::evidenceLimit)) {
        m_verdict->show(uncheckedText({ErrorCode::TooLarge, {}}), Tone::Bad);
        return;
    }
    const int asked = ++m_asked;
    QCoro::connect(m_client.evidence().check(source.readAll()), this,
                   [this, file, asked](const Result<trust::EvidenceReport>& report) {
                       if (asked != m_asked)
                           return;
                       if (report)
                           show(file, *report);
                       else
                           m_verdict->show(uncheckedText(report.error()), Tone::Bad);
                   });
}

void EvidenceView::show(const QString& file, const trust::EvidenceReport& report)
{
    const auto tone = report.verdict == EvidenceVerdict::Proven   ? Tone::Ok
                      : report.verdict == EvidenceVerdict::Partly ? Tone::Warn
                                                                  : Tone::Bad;
    m_title->setText(QFileInfo(file).fileName());
    m_verdict->show(verdictText(report), tone);
    clearParts();
    addPart(tr("Refuted"), report.findings, FindingState::Refuted, Tone::Bad);
    addPart(tr("Proven"), report.findings, FindingState::Proven, Tone::Ok);
    addPart(tr("Not proven here"), report.findings, FindingState::NotProven, Tone::Warn);
    addPart(tr("What no such file can prove"), report.limits, FindingState::NotProven, Tone::Neutral);
}

void EvidenceView::addPart(const QString& title, const std::vector<trust::Finding>& findings,
                           FindingState state, Tone tone)
{
    Card* card = nullptr;
    for (const auto& finding : findings) {
        if (finding.state != state)
            continue;
        if (!card) {
            card = new Card(title);
            card->setObjectName(QStringLiteral("evidencePart"));
        }
        auto* row = new QWidget;
        auto* line = new QHBoxLayout(row);
        line->setContentsMargins(0, 0, 0, 0);
        line->setSpacing(space::m);
        const auto mark = tone == Tone::Ok     ? tr("proven")
                          : tone == Tone::Bad  ? tr("refuted")
                          : tone == Tone::Warn ? tr("not proven")
                                               : tr("limit");
        line->addWidget(new Chip(mark, tone), 0, Qt::AlignTop);
        auto* text = textLabel(breakable(findingText(finding, m_client.clock().now()), longWord));
        text->setWordWrap(true);
        text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
        line->addWidget(text, 1);
        card->body()->addWidget(row);
    }
    if (card)
        m_parts->insertWidget(m_parts->count() - 1, card);
}

} // namespace countersign::ui
