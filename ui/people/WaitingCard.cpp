#include "ui/people/WaitingCard.h"

#include "client/Strings.h"
#include "ui/people/WaitingList.h"
#include "ui/shell/Sentences.h"
#include "ui/theme/RichText.h"
#include "ui/theme/Theme.h"

#include <QCheckBox>
#include <QCoro/QCoroTask>
#include <QHBoxLayout>
#include <QVBoxLayout>

namespace countersign::ui {

WaitingCard::WaitingCard(client::Client& client, QWidget* parent)
    : Card(tr("Waits for another admin"), parent),
      m_client(client),
      m_all(new QCheckBox(tr("All"))),
      m_list(new WaitingList),
      m_more(makeButton({}, ButtonKind::Link, QStringLiteral("waitingMore"))),
      m_reason(new QLineEdit),
      m_code(new CodeField),
      m_reject(makeButton(tr("Reject"), ButtonKind::Destructive, QStringLiteral("waitingReject"))),
      m_sign(makeButton(tr("Countersign"), ButtonKind::Plain, QStringLiteral("waitingSign"))),
      m_notice(new Notice)
{
    setObjectName(QStringLiteral("waitingCard"));
    m_notice->setObjectName(QStringLiteral("waitingNotice"));
    m_all->setObjectName(QStringLiteral("waitingAll"));
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
    body()->addWidget(m_list);
    body()->addWidget(m_more, 0, Qt::AlignLeft);
    auto* what = new RichText(RichText::Kind::Muted);
    what->setHtml(tr("Signs on %1.").arg(environmentHtml(client.connection().profile().environment)));
    auto* codeLine = new QHBoxLayout;
    codeLine->addWidget(what, 1);
    codeLine->addWidget(m_code);
    body()->addWidget(m_reason);
    body()->addLayout(codeLine);
    body()->addLayout(line);
    connect(m_all, &QCheckBox::clicked, m_list, &WaitingList::tickAll);
    connect(m_list, &WaitingList::changed, this, &WaitingCard::updateButtons);
    connect(m_more, &QPushButton::clicked, m_list, &WaitingList::showUnseen);
    connect(m_reason, &QLineEdit::textChanged, this, &WaitingCard::updateButtons);
    connect(m_code, &QLineEdit::textChanged, this, &WaitingCard::updateButtons);
    connect(m_reason, &QLineEdit::returnPressed, m_code, qOverload<>(&QWidget::setFocus));
    connect(m_code, &QLineEdit::returnPressed, m_sign, &QPushButton::click);
    connect(m_sign, &QPushButton::clicked, this, [this] { decide(wire::Verdict::Approve); });
    connect(m_reject, &QPushButton::clicked, this, [this] { decide(wire::Verdict::Reject); });
    set({});
}

void WaitingCard::set(std::vector<client::AdminMatterView> matters)
{
    const bool any = !matters.empty();
    m_list->set(std::move(matters));
    m_all->setVisible(m_list->open() > 1);
    setVisible(any);
    updateButtons();
}

void WaitingCard::setCompact(bool compact)
{
    m_list->setCompact(compact);
}

void WaitingCard::updateButtons()
{
    const auto count = static_cast<int>(m_list->ticked().size());
    const int unseen = m_list->unseen();
    const bool ready = !m_busy && count > 0 && m_code->isComplete() &&
                       !client::typedText(m_reason->text()).isEmpty() && !m_client.log().broken();
    m_all->setChecked(count > 0 && static_cast<std::size_t>(count) == m_list->open());
    m_more->setText(tr("Read %n more before you sign", nullptr, unseen));
    m_more->setVisible(unseen > 0);
    m_sign->setText(count > 1 ? tr("Countersign %1").arg(count) : tr("Countersign"));
    m_sign->setEnabled(ready && unseen == 0); // rejecting needs no reading
    m_reject->setEnabled(ready);
}

void WaitingCard::decide(wire::Verdict verdict)
{
    if (!(verdict == wire::Verdict::Reject ? m_reject : m_sign)->isEnabled())
        return;
    const auto digits = m_code->digits().toStdString();
    m_code->clear();
    m_notice->clear();
    m_busy = true;
    auto task = m_client.people().decide(m_list->ticked(), verdict, client::typedText(m_reason->text()),
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
