#include "ui/request/NewRequest.h"

#include "client/Strings.h"
#include "ui/request/DataCard.h"
#include "ui/request/SafeguardsCard.h"
#include "ui/request/SourceCard.h"
#include "ui/shell/Sentences.h"
#include "ui/shell/Wording.h"
#include "ui/theme/RichText.h"
#include "ui/theme/Scrolling.h"
#include "ui/theme/Theme.h"

#include <QCoro/QCoroTask>
#include <QHBoxLayout>
#include <QScrollArea>
#include <QVBoxLayout>

namespace countersign::ui {

namespace {

QString fieldName(const QString& field)
{
    static const std::map<QString, QString> names{
        {QStringLiteral("title"), QObject::tr("the title")},
        {QStringLiteral("source"), QObject::tr("the source")},
        {QStringLiteral("group"), QObject::tr("the group")},
        {QStringLiteral("types"), QObject::tr("the resource types")},
        {QStringLiteral("since"), QObject::tr("the start")},
        {QStringLiteral("until"), QObject::tr("the end of the period")},
        {QStringLiteral("legalBasis"), QObject::tr("the legal basis")},
        {QStringLiteral("recipient"), QObject::tr("the recipient")},
        {QStringLiteral("fetchers"), QObject::tr("who may fetch")},
        {QStringLiteral("sensitivity"), QObject::tr("the sensitivity")},
        {QStringLiteral("downloads"), QObject::tr("the number of downloads")},
        {QStringLiteral("ends"), QObject::tr("the end")},
    };
    const auto found = names.find(field);
    return found == names.end() ? field : found->second;
}

QString flawText(const client::Requests::Flaw& flaw)
{
    static const std::map<QString, QString> texts{
        {QStringLiteral("missing"), QObject::tr("%1 is missing")},
        {QStringLiteral("too-long"), QObject::tr("%1 is too long")},
        {QStringLiteral("order"), QObject::tr("%1 lies before the start")},
        {QStringLiteral("past"), QObject::tr("%1 lies in the past")},
        {QStringLiteral("too-late"), QObject::tr("%1 is later than policy allows")},
        {QStringLiteral("too-low"), QObject::tr("%1 is lower than policy asks for")},
        {QStringLiteral("none-chosen"), QObject::tr("%1: choose at least one")},
        {QStringLiteral("too-many"), QObject::tr("%1: more than is allowed")},
        {QStringLiteral("not-endorsed"), QObject::tr("%1: a person without an endorsed key")},
        {QStringLiteral("own"), QObject::tr("%1: somebody else than you")},
        {QStringLiteral("hidden-characters"), QObject::tr("%1 holds hidden characters")},
    };
    const auto found = texts.find(flaw.what);
    return (found == texts.end() ? QObject::tr("%1 is not right") : found->second).arg(fieldName(flaw.field));
}

QString sentenceOf(const QStringList& flaws)
{
    auto text = listText(flaws) + u'.';
    text[0] = text[0].toUpper();
    return text;
}

} // namespace

NewRequest::NewRequest(client::Client& client, QWidget* parent)
    : QWidget(parent),
      m_client(client),
      m_source(new SourceCard),
      m_data(new DataCard),
      m_safeguards(new SafeguardsCard),
      m_words(new RichText(RichText::Kind::Paragraph)),
      m_estimate(new FactGrid),
      m_flaws(new Chip),
      m_flawText(new RichText(RichText::Kind::Muted)),
      m_code(new CodeField),
      m_sign(makeButton(tr("Sign and send"), ButtonKind::Primary, QStringLiteral("signRequest"))),
      m_notice(new Notice)
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::m);
    auto* head = new QHBoxLayout;
    auto* backButton = makeButton(tr("Requests"), ButtonKind::Link, QStringLiteral("backToRequests"));
    head->addWidget(backButton);
    head->addWidget(mutedLabel(QStringLiteral("/")));
    head->addWidget(pageTitle(tr("New export")));
    head->addStretch();
    column->addLayout(head);
    column->addWidget(m_notice);
    auto* columns = new QHBoxLayout;
    columns->setSpacing(space::m);
    columns->addWidget(makeForm(), 8);
    columns->addWidget(makeSide(), 5);
    column->addLayout(columns, 1);

    connect(backButton, &QPushButton::clicked, this, &NewRequest::back);
    connect(m_source, &SourceCard::sourceChanged, this, [this] { m_data->setSource(m_source->source()); });
    connect(m_source, &SourceCard::changed, this, &NewRequest::show);
    connect(m_data, &DataCard::changed, this, &NewRequest::show);
    connect(m_safeguards, &SafeguardsCard::changed, this, &NewRequest::show);
    connect(m_code, &QLineEdit::textChanged, this, &NewRequest::show);
    connect(m_sign, &QPushButton::clicked, this, &NewRequest::sign);
    show();
}

QWidget* NewRequest::makeForm()
{
    return scrollingColumn({m_source, m_data, m_safeguards});
}

// What is signed scrolls where it must; the place to sign stays in view.
QWidget* NewRequest::makeSide()
{
    auto* side = new QWidget;
    auto* column = new QVBoxLayout(side);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::m);
    auto* words = new Card(tr("What the approver will read"));
    m_words->setObjectName(QStringLiteral("requestWords"));
    m_estimate->setObjectName(QStringLiteral("estimate"));
    words->body()->addWidget(m_words);
    auto* estimate = new Card(tr("Estimate"));
    estimate->body()->addWidget(m_estimate);
    column->addWidget(scrollingColumn({words, estimate}), 1);
    column->addWidget(makeSignCard());
    return side;
}

QWidget* NewRequest::makeSignCard()
{
    m_flaws->setObjectName(QStringLiteral("flaws"));
    m_flawText->setObjectName(QStringLiteral("flawText"));
    m_notice->setObjectName(QStringLiteral("requestNotice"));
    m_code->setObjectName(QStringLiteral("code"));
    m_code->setAccessibleName(tr("Code from your authenticator"));
    auto* card = new Card(tr("4  Read and sign"));
    auto* state = new QHBoxLayout;
    state->addWidget(m_flaws);
    state->addStretch();
    card->body()->addLayout(state);
    card->body()->addWidget(m_flawText);
    auto* buttons = new QHBoxLayout;
    buttons->addStretch();
    buttons->addWidget(m_code);
    buttons->addWidget(m_sign);
    card->body()->addLayout(buttons);
    return card;
}

void NewRequest::load()
{
    QCoro::connect(m_client.requests().offer(), this, [this](const Result<client::Requests::Offer>& offer) {
        if (!offer) {
            m_notice->show(sentence(offer.error()), Tone::Bad);
            m_notice->setAction(tr("Try again"), [this] { load(); });
            return;
        }
        m_notice->clear();
        m_offered = true;
        m_source->setOffer(*offer);
        m_safeguards->setOffer(*offer, toQDateTime(m_client.clock().now()).toLocalTime().date());
        show();
    });
}

void NewRequest::takeFocus()
{
    m_source->takeFocus();
}

wire::ExportRequestBody NewRequest::body() const
{
    wire::ExportRequestBody body;
    m_source->write(body);
    m_data->write(body);
    m_safeguards->write(body);
    return body;
}

void NewRequest::showNotOffered()
{
    m_flaws->set(tr("not ready"), Tone::Neutral);
    m_flawText->setHtml(tr("The server has not said yet what can be asked for, and who may fetch it."));
    m_sign->setEnabled(false);
}

void NewRequest::show()
{
    if (!m_offered)
        return showNotOffered();
    auto asked = body();
    m_safeguards->setLeastSensitivity(m_client.requests().leastSensitivity(asked.types));
    asked = body();
    m_words->setHtml(requestInWords(asked, client::shownText(m_client.session().me().name),
                                    m_safeguards->fetcherNames(), true));
    m_estimate->clear();
    if (!asked.types.empty())
        m_estimate->add(tr("Resources"),
                        tr("%1 (the source says)")
                            .arg(estimateText(shortCountText(asked.estimate.resources), asked.level)));
    if (asked.estimate.patients > 0)
        m_estimate->add(tr("Patients"), countText(asked.estimate.patients));
    const auto& trust = m_client.log().trust();
    if (trust.founded()) {
        const auto& policy = trust.policy();
        const int needed =
            asked.sensitivity == wire::Sensitivity::High ? policy.approvalsHigh : policy.approvalsStandard;
        m_estimate->add(tr("Approvers"), tr("%1 for the request, %1 for the release").arg(needed));
        m_estimate->add(tr("Lapses"),
                        tr("undecided, after %1").arg(spanText(std::chrono::hours(policy.lapseHours))));
    }
    const auto flaws = m_client.requests().flaws(asked, m_client.clock().now());
    QStringList texts;
    for (const auto& flaw : flaws)
        texts << flawText(flaw);
    if (flaws.empty())
        m_flaws->set(tr("ready to sign"), Tone::Ok);
    else
        m_flaws->set(tr("%n thing(s) to mend", nullptr, static_cast<int>(flaws.size())), Tone::Bad);
    m_flawText->setHtml(texts.isEmpty()
                            ? tr("Your key signs exactly this on %1; it can't be changed afterwards.")
                                  .arg(environmentHtml(m_client.connection().profile().environment))
                            : sentenceOf(texts).toHtmlEscaped());
    m_sign->setEnabled(flaws.empty() && m_code->isComplete() && !m_busy && !m_client.log().broken());
    m_sign->setText(m_busy ? tr("Signing…") : tr("Sign and send"));
}

void NewRequest::sign()
{
    m_busy = true;
    const auto digits = m_code->digits().toStdString();
    m_code->clear();
    auto task = m_client.requests().sign(body(), Secret(std::string_view(digits)));
    QCoro::connect(std::move(task), this, [this](const Result<JobId>& job) {
        m_busy = false;
        show();
        if (!job) {
            m_notice->show(sentence(job.error()), Tone::Bad);
            m_code->setFocus();
            return;
        }
        m_notice->clear();
        emit signedRequest(client::shownText(job->text()));
    });
    show();
}

} // namespace countersign::ui
