#include "ui/people/WaitingCard.h"

#include "ui/people/PersonCard.h"
#include "ui/shell/Sentences.h"
#include "ui/theme/Theme.h"

#include <algorithm>
#include <set>

#include <QCheckBox>
#include <QCoro/QCoroTask>
#include <QHBoxLayout>
#include <QVBoxLayout>

namespace countersign::ui {

WaitingCard::WaitingCard(client::Client& client, QWidget* parent)
    : Card(tr("Waits for another admin"), parent),
      m_client(client),
      m_all(new QCheckBox(tr("All"))),
      m_list(new QVBoxLayout),
      m_reason(new QLineEdit),
      m_code(new CodeField),
      m_reject(makeButton(tr("Reject"), ButtonKind::Destructive, QStringLiteral("waitingReject"))),
      m_sign(makeButton(tr("Countersign"), ButtonKind::Plain, QStringLiteral("waitingSign"))),
      m_notice(new Notice)
{
    setObjectName(QStringLiteral("waitingCard"));
    m_notice->setObjectName(QStringLiteral("waitingNotice"));
    m_all->setObjectName(QStringLiteral("waitingAll"));
    m_list->setSpacing(space::m);
    m_reason->setObjectName(QStringLiteral("waitingReason"));
    m_reason->setAccessibleName(tr("Reason"));
    m_reason->setPlaceholderText(tr("Reason, kept in the log for good"));
    m_code->setObjectName(QStringLiteral("waitingCode"));
    m_code->setAccessibleName(tr("Code from your authenticator"));
    auto* line = new QHBoxLayout;
    line->addWidget(m_reject);
    line->addStretch();
    line->addWidget(m_sign);
    body()->addWidget(m_notice);
    body()->addWidget(m_all);
    body()->addLayout(m_list);
    body()->addWidget(m_reason);
    body()->addWidget(m_code, 0, Qt::AlignRight);
    body()->addLayout(line);
    connect(m_all, &QCheckBox::clicked, this, &WaitingCard::tickAll);
    connect(m_reason, &QLineEdit::textChanged, this, &WaitingCard::updateButtons);
    connect(m_code, &QLineEdit::textChanged, this, &WaitingCard::updateButtons);
    connect(m_reason, &QLineEdit::returnPressed, m_code, qOverload<>(&QWidget::setFocus));
    connect(m_code, &QLineEdit::returnPressed, m_sign, &QPushButton::click);
    connect(m_sign, &QPushButton::clicked, this, [this] { decide(wire::Verdict::Approve); });
    connect(m_reject, &QPushButton::clicked, this, [this] { decide(wire::Verdict::Reject); });
    set({});
}

QWidget* WaitingCard::makeRow(const client::AdminMatterView& matter, std::size_t number, bool ticked)
{
    auto* row = new QWidget;
    auto* line = new QHBoxLayout(row);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(space::s);
    auto* tick = new QCheckBox;
    tick->setObjectName(QStringLiteral("waitingTick-%1").arg(number));
    tick->setAccessibleName(matterText(matter));
    tick->setChecked(ticked);
    tick->setEnabled(!matter.whyNotMe);
    connect(tick, &QCheckBox::toggled, this, &WaitingCard::updateButtons);
    m_ticks.push_back(matter.whyNotMe ? nullptr : tick);

    auto under = matterStandingText(matter);
    if (matter.thumbprint)
        under += u'\n' + tr("thumbprint %1").arg(thumbprintText(*matter.thumbprint));
    if (matter.roleChange && !matter.roleChange->reason.empty())
        under += u'\n' + tr("reason: %1").arg(QString::fromStdString(matter.roleChange->reason));
    if (matter.whyNotMe)
        under += u'\n' + sentence(*matter.whyNotMe);
    auto* texts = new QVBoxLayout;
    texts->setSpacing(0);
    auto* what = new QLabel(matterText(matter));
    auto* details = mutedLabel(under);
    for (auto* label : {what, details}) {
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
        texts->addWidget(label);
    }
    line->addWidget(tick, 0, Qt::AlignTop);
    line->addLayout(texts, 1);
    return row;
}

void WaitingCard::set(std::vector<client::AdminMatterView> matters)
{
    const auto before = ticked();
    const std::set<Digest> kept(before.begin(), before.end());
    m_matters = std::move(matters);
    for (auto* row : m_rows)
        row->deleteLater();
    m_rows.clear();
    m_ticks.clear();
    for (std::size_t i = 0; i < m_matters.size(); ++i) {
        m_rows.push_back(makeRow(m_matters[i], i, kept.contains(m_matters[i].digest)));
        m_list->addWidget(m_rows.back());
    }
    // What came meanwhile was not read yet, so it is not ticked either.
    m_all->setVisible(open() > 1);
    setVisible(!m_matters.empty());
    updateButtons();
}

void WaitingCard::tickAll()
{
    const bool wanted = m_all->isChecked(); // it follows the ticks, so it changes under way
    for (auto* tick : m_ticks)
        if (tick)
            tick->setChecked(wanted);
}

std::size_t WaitingCard::open() const
{
    return static_cast<std::size_t>(
        std::count_if(m_ticks.begin(), m_ticks.end(), [](const auto* tick) { return tick != nullptr; }));
}

std::vector<Digest> WaitingCard::ticked() const
{
    std::vector<Digest> chosen;
    for (std::size_t i = 0; i < m_ticks.size(); ++i)
        if (m_ticks[i] && m_ticks[i]->isChecked())
            chosen.push_back(m_matters[i].digest);
    return chosen;
}

void WaitingCard::updateButtons()
{
    const auto count = static_cast<int>(ticked().size());
    const bool ready = !m_busy && count > 0 && m_code->isComplete() &&
                       !m_reason->text().trimmed().isEmpty() && !m_client.log().broken();
    m_all->setChecked(count > 0 && static_cast<std::size_t>(count) == open());
    m_sign->setText(count > 1 ? tr("Countersign %1").arg(count) : tr("Countersign"));
    m_sign->setEnabled(ready);
    m_reject->setEnabled(ready);
}

void WaitingCard::decide(wire::Verdict verdict)
{
    if (!m_sign->isEnabled())
        return;
    const auto digits = m_code->digits().toStdString();
    m_code->clear();
    m_notice->clear();
    m_busy = true;
    auto task = m_client.people().decide(ticked(), verdict, m_reason->text().trimmed(),
                                         Secret(std::string_view(digits)));
    updateButtons();
    QCoro::connect(std::move(task), this, [this](const Result<void>& done) {
        m_busy = false;
        if (done) {
            m_reason->clear();
            m_notice->show(tr("Signed and in the log."), Tone::Ok);
        } else {
            m_notice->show(sentence(done.error()), Tone::Bad);
            m_code->setFocus();
        }
        updateButtons();
    });
}

} // namespace countersign::ui
