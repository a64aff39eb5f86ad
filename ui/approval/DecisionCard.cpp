#include "ui/approval/DecisionCard.h"

#include "base/Quotes.h"
#include "base/Text.h"
#include "client/Strings.h"
#include "ui/job/ChainWords.h"
#include "ui/shell/Sentences.h"
#include "ui/theme/RichText.h"
#include "ui/theme/Theme.h"

#include <QCoro/QCoroTask>
#include <QHBoxLayout>
#include <QPlainTextEdit>
#include <QVBoxLayout>

namespace countersign::ui {

DecisionCard::DecisionCard(client::Client& client, QWidget* parent)
    : Card(tr("Your decision"), parent),
      m_client(client),
      m_why(textLabel()),
      m_reason(new QPlainTextEdit),
      m_code(new CodeField),
      m_approve(makeButton(tr("Approve and sign"), ButtonKind::Primary, QStringLiteral("approve"))),
      m_reject(makeButton(tr("Reject"), ButtonKind::Destructive, QStringLiteral("reject"))),
      m_lacking(mutedLabel({})),
      m_what(new RichText(RichText::Kind::Muted)),
      m_notice(new Notice)
{
    m_why->setObjectName(QStringLiteral("whyNot"));
    m_why->setWordWrap(true);
    m_reason->setObjectName(QStringLiteral("reason"));
    m_reason->setAccessibleName(tr("Reason"));
    m_reason->setPlaceholderText(tr("Reason, kept in the log for good"));
    m_reason->setTabChangesFocus(true);
    m_reason->setFixedHeight(m_reason->fontMetrics().lineSpacing() * 3 + space::l);
    m_code->setObjectName(QStringLiteral("code"));
    m_code->setAccessibleName(tr("Code from your authenticator"));
    m_lacking->setObjectName(QStringLiteral("decisionLacking"));
    m_lacking->setWordWrap(true);
    m_notice->setObjectName(QStringLiteral("decisionNotice"));

    auto* buttons = new QHBoxLayout;
    buttons->addWidget(m_reject);
    buttons->addStretch();
    buttons->addWidget(m_code);
    buttons->addWidget(m_approve);
    body()->addWidget(m_notice);
    body()->addWidget(m_why);
    body()->addWidget(m_reason);
    body()->addLayout(buttons);
    body()->addWidget(m_lacking);
    body()->addWidget(m_what);

    connect(m_reason, &QPlainTextEdit::textChanged, this, &DecisionCard::updateButtons);
    connect(m_code, &QLineEdit::textChanged, this, &DecisionCard::updateButtons);
    connect(m_approve, &QPushButton::clicked, this, [this] { decide(wire::Verdict::Approve); });
    connect(m_reject, &QPushButton::clicked, this, [this] { decide(wire::Verdict::Reject); });
}

void DecisionCard::set(const client::ExportView& view)
{
    const auto gate = view.openGate();
    const auto subject =
        gate == wire::Gate::Release && view.releaseDigest ? *view.releaseDigest : view.requestDigest;
    if (view.job != m_job || subject != m_subject) {
        m_reason->clear();
        m_code->clear();
        if (view.job != m_job || !m_toldDone)
            m_notice->clear();
    }
    m_job = view.job;
    m_subject = subject;
    m_gate = gate;
    const auto& facts = gate == wire::Gate::Release ? view.releaseGate : view.requestGate;
    m_mayDecide = gate && !view.fault && !facts.whyNotMe;
    if (!gate)
        m_why->setText(tr("Nothing is to be decided here now."));
    else if (view.fault)
        m_why->setText(chainSentence(view));
    else if (facts.whyNotMe)
        m_why->setText(facts.whoCan.isEmpty()
                           ? undecidedSentence(&view, *facts.whyNotMe)
                           : tr("%1 These can: %2.").arg(sentence(*facts.whyNotMe), listText(facts.whoCan)));
    m_why->setVisible(!m_mayDecide);
    for (QWidget* widget : {static_cast<QWidget*>(m_reason), static_cast<QWidget*>(m_code),
                            static_cast<QWidget*>(m_approve), static_cast<QWidget*>(m_reject)})
        widget->setVisible(m_mayDecide);

    const auto environment = m_client.connection().profile().environment;
    m_what->setVisible(m_mayDecide);
    m_what->setHtml(tr("Signs sha256 <code>%1</code> on %2. Policy %3 asks for %n approval(s) here.", nullptr,
                       facts.needed)
                        .arg(client::shownText(shortened(subject.text(), 6, 6)), environmentHtml(environment))
                        .arg(m_client.log().trust().founded() ? m_client.log().trust().policy().version : 0));
    updateButtons();
}

void DecisionCard::setPayloadShown(bool shown, const QString& opens)
{
    m_payloadShown = shown;
    m_opens = opens;
    updateButtons();
}

void DecisionCard::setLogHolds(bool holds)
{
    m_logHolds = holds;
    updateButtons();
}

void DecisionCard::updateButtons()
{
    const bool ready = m_mayDecide && m_logHolds && !m_busy && m_code->isComplete() &&
                       !client::typedText(m_reason->toPlainText()).isEmpty();
    m_reject->setEnabled(ready);
    m_approve->setEnabled(ready && m_payloadShown);
    const auto lacks = m_mayDecide && m_logHolds && !m_busy ? lacking() : QString();
    m_lacking->setText(lacks);
    m_lacking->setVisible(!lacks.isEmpty());
}

// What keeps the person from approving, the farthest from the button first.
QString DecisionCard::lacking() const
{
    QStringList lacks;
    if (!m_payloadShown)
        lacks << tr("To approve, open the whole signed text first (%1).").arg(m_opens);
    if (client::typedText(m_reason->toPlainText()).isEmpty())
        lacks << tr("A reason is missing.");
    if (!m_code->isComplete())
        lacks << tr("The code is missing.");
    return lacks.join(u' ');
}

void DecisionCard::setBusy(bool busy)
{
    m_busy = busy;
    m_reason->setReadOnly(busy);
    m_code->setReadOnly(busy);
    m_approve->setText(busy ? tr("Signing…") : tr("Approve and sign"));
    updateButtons();
}

// The person has meanwhile gone on to the next one.
QString DecisionCard::elsewhere(const JobId& job, const Error& error) const
{
    const auto* view = m_client.book().find(job);
    return tr("Your decision on “%1”, not on this one: %2")
        .arg(client::shownText(withinQuotes(view ? view->request.title : job.text())), sentence(error));
}

void DecisionCard::decide(wire::Verdict verdict)
{
    if (!m_gate)
        return;
    setBusy(true);
    m_notice->clear();
    m_toldDone = false;
    const Sent sent{m_job, m_subject, *m_gate, verdict};
    const auto digits = m_code->digits().toStdString();
    m_code->clear();
    auto task = m_client.approvals().decide(m_job, m_subject, *m_gate, verdict,
                                            client::typedText(m_reason->toPlainText()),
                                            Secret(std::string_view(digits)));
    QCoro::connect(std::move(task), this, [this, sent](const Result<void>& done) { finish(sent, done); });
}

void DecisionCard::finish(const Sent& sent, const Result<void>& done)
{
    setBusy(false);
    const bool shown = sent.job == m_job && sent.subject == m_subject;
    if (!done) {
        m_notice->show(shown ? undecidedSentence(m_client.book().find(sent.job), done.error())
                             : elsewhere(sent.job, done.error()),
                       Tone::Bad);
        m_code->setFocus();
        return;
    }
    if (shown)
        m_reason->clear();
    if (sent.job == m_job) { // though its release may wait here by now
        m_notice->show(tr("Signed and taken by the server: %1.", "what was decided")
                           .arg(decisionText(sent.gate, sent.verdict)),
                       Tone::Ok);
        m_toldDone = true;
    }
    emit decided(client::shownText(sent.job.text()));
}

} // namespace countersign::ui
