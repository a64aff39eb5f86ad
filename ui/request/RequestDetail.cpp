#include "ui/request/RequestDetail.h"

#include "client/Strings.h"
#include "ui/job/ExportFacts.h"
#include "ui/job/JobList.h"
#include "ui/job/SignatureCard.h"
#include "ui/shell/Sentences.h"
#include "ui/shell/Wording.h"
#include "ui/theme/RichText.h"
#include "ui/theme/Scrolling.h"
#include "ui/theme/Theme.h"
#include "ui/theme/WholeChip.h"

#include <QCoro/QCoroTask>
#include <QHBoxLayout>
#include <QVBoxLayout>

namespace countersign::ui {

RequestDetail::RequestDetail(client::Client& client, QWidget* parent)
    : QWidget(parent),
      m_client(client),
      m_title(pageTitle({})),
      m_state(new WholeChip),
      m_turn(mutedLabel({})),
      m_words(new RequestWords),
      m_intake(new IntakeCard),
      m_files(new FilesCard),
      m_signature(new SignatureCard(tr("Your signature"))),
      m_decisions(new DecisionsCard),
      m_withdrawal(nullptr),
      m_reason(new QLineEdit),
      m_code(new CodeField),
      m_withdraw(makeButton(tr("Withdraw"), ButtonKind::Destructive, QStringLiteral("withdraw"))),
      m_notice(new Notice)
{
    m_title->setObjectName(QStringLiteral("requestTitle"));
    m_state->setObjectName(QStringLiteral("requestState"));
    m_withdrawal = makeWithdrawal();
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::m);
    column->addWidget(makeHead());
    column->addWidget(m_notice);
    auto* columns = new QHBoxLayout;
    columns->setSpacing(space::m);
    auto* right = new QVBoxLayout;
    right->setSpacing(space::m);
    right->addWidget(scrollingColumn({m_signature, m_decisions}), 1);
    right->addWidget(m_withdrawal);
    columns->addWidget(scrollingColumn({m_words, m_intake, m_files}), 3);
    columns->addLayout(right, 2);
    column->addLayout(columns, 1);
}

QWidget* RequestDetail::makeHead()
{
    auto* head = new QWidget;
    auto* line = new QHBoxLayout(head);
    line->setContentsMargins(0, 0, 0, 0);
    auto* backButton = makeButton(tr("Requests"), ButtonKind::Link, QStringLiteral("backToRequestList"));
    auto* trail = makeButton(tr("Timeline"), ButtonKind::Plain, QStringLiteral("openTrail"));
    line->addWidget(backButton);
    line->addWidget(mutedLabel(QStringLiteral("/")));
    line->addWidget(m_title);
    line->addWidget(m_state);
    line->addWidget(m_turn);
    line->addStretch();
    line->addWidget(trail);
    connect(backButton, &QPushButton::clicked, this, &RequestDetail::back);
    connect(trail, &QPushButton::clicked, this, [this] { emit wantsTrail(client::shownText(m_job.text())); });
    return head;
}

QWidget* RequestDetail::makeWithdrawal()
{
    auto* card = new Card(tr("Withdraw this export"));
    m_reason->setObjectName(QStringLiteral("withdrawReason"));
    m_reason->setAccessibleName(tr("Reason"));
    m_reason->setPlaceholderText(tr("Reason, kept in the log for good"));
    m_code->setObjectName(QStringLiteral("withdrawCode"));
    m_code->setAccessibleName(tr("Code from your authenticator"));
    card->body()->addWidget(m_reason);
    auto* line = new QHBoxLayout;
    line->addWidget(m_withdraw);
    line->addStretch();
    line->addWidget(m_code);
    card->body()->addLayout(line);
    auto* what = new RichText(RichText::Kind::Muted);
    what->setHtml(tr("Ends it on %1 for good: what was not fetched yet can't be fetched any more.")
                      .arg(environmentHtml(m_client.connection().profile().environment)));
    card->body()->addWidget(what);
    const auto ready = [this] {
        m_withdraw->setEnabled(m_code->isComplete() && !client::typedText(m_reason->text()).isEmpty() &&
                               !m_client.log().broken());
    };
    connect(m_reason, &QLineEdit::textChanged, this, ready);
    connect(m_code, &QLineEdit::textChanged, this, ready);
    connect(m_withdraw, &QPushButton::clicked, this, &RequestDetail::withdraw);
    ready();
    return card;
}

void RequestDetail::open(const JobId& job)
{
    if (m_job != job) {
        m_reason->clear();
        m_code->clear();
        m_notice->clear();
    }
    m_job = job;
    refresh();
}

void RequestDetail::refresh()
{
    const auto* view = m_client.book().find(m_job);
    if (!view)
        return;
    const auto now = m_client.clock().now();
    const bool logHolds = !m_client.log().broken();
    m_title->setText(client::shownText(view->request.title));
    m_state->set(stateText(view->state), toneOf(view->state));
    // Of a failure the list says that it is told here; here it is.
    const auto since = tr("for %1").arg(spanText(now - view->since));
    m_turn->setText(view->state == wire::JobState::Failed ? since
                                                          : turnText(*view) + QStringLiteral(" · ") + since);
    m_words->set(*view, true);
    using enum wire::JobState;
    const bool intake = view->state == KickingOff || view->state == Preparing || view->state == TakingIn ||
                        view->state == Failed;
    m_intake->setVisible(intake);
    m_intake->set(*view);
    m_files->setVisible(view->release.has_value());
    m_files->set(*view);
    m_signature->set(view->requestSignature, now, logHolds);
    m_decisions->set(*view, now, logHolds);
    const bool ended = view->state == Rejected || view->state == Withdrawn || view->state == Lapsed ||
                       view->state == Failed || view->state == Destroyed || view->state == Retrieved;
    const bool mine = view->requestStatement.author.person == m_client.session().me().person;
    m_withdrawal->setVisible(mine && !ended);
}

void RequestDetail::withdraw()
{
    const auto* view = m_client.book().find(m_job);
    if (!view)
        return;
    const auto digits = m_code->digits().toStdString();
    m_code->clear();
    auto task = m_client.requests().withdraw(view->requestDigest, client::typedText(m_reason->text()),
                                             Secret(std::string_view(digits)));
    QCoro::connect(std::move(task), this, [this](const Result<void>& done) {
        if (done)
            m_notice->clear();
        else
            m_notice->show(sentence(done.error()), Tone::Bad);
        refresh();
    });
}

} // namespace countersign::ui
