#include "ui/shell/LockOverlay.h"

#include "client/Strings.h"
#include "ui/shell/SecretField.h"
#include "ui/shell/Sentences.h"
#include "ui/theme/Theme.h"
#include "ui/theme/Widgets.h"

#include <QCoro/QCoroTask>
#include <QHBoxLayout>
#include <QVBoxLayout>

namespace countersign::ui {

namespace {
constexpr int cardWidth = 400;
constexpr std::size_t codeLength = 6;
} // namespace

LockOverlay::LockOverlay(client::Client& client, QWidget* parent)
    : QFrame(parent),
      m_client(client),
      m_person(pageTitle({})),
      m_notice(new Notice),
      m_password(new QLineEdit),
      m_code(new CodeBoxes),
      m_unlock(makeButton(tr("Unlock"), ButtonKind::Primary, QStringLiteral("unlockButton"))),
      m_out(makeButton(tr("Sign out"), ButtonKind::Link, QStringLiteral("lockSignOut")))
{
    setObjectName(QStringLiteral("lockOverlay"));
    auto* row = new QHBoxLayout;
    row->addStretch();
    row->addWidget(makeCard());
    row->addStretch();
    auto* column = new QVBoxLayout(this);
    column->addStretch();
    column->addLayout(row);
    column->addStretch();

    connect(m_password, &QLineEdit::textChanged, this, &LockOverlay::updateButton);
    connect(m_password, &QLineEdit::returnPressed, m_code, qOverload<>(&QWidget::setFocus));
    connect(m_code, &CodeBoxes::edited, this, &LockOverlay::updateButton);
    connect(m_code, &CodeBoxes::complete, this, [this] {
        if (!m_password->text().isEmpty())
            submit();
    });
    connect(m_unlock, &QPushButton::clicked, this, &LockOverlay::submit);
    connect(m_out, &QPushButton::clicked, this, &LockOverlay::signOutWanted);
    updateButton();
}

QWidget* LockOverlay::makeCard()
{
    m_person->setObjectName(QStringLiteral("lockPerson"));
    m_notice->setObjectName(QStringLiteral("lockNotice"));
    m_password->setObjectName(QStringLiteral("lockPassword"));
    m_password->setAccessibleName(tr("Password"));
    m_password->setEchoMode(QLineEdit::Password);
    m_password->setInputMethodHints(Qt::ImhSensitiveData | Qt::ImhNoPredictiveText | Qt::ImhNoAutoUppercase);
    m_code->setObjectName(QStringLiteral("lockCode"));

    auto* head = new QHBoxLayout;
    head->addWidget(m_person);
    head->addStretch();
    head->addWidget(new EnvironmentBadge(m_client.connection().profile().environment));
    auto* text = mutedLabel(tr("Locked. What you had open is kept; your password and a new code bring it "
                               "back."));
    text->setWordWrap(true);
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(m_out);
    buttons->addStretch();
    buttons->addWidget(m_unlock);

    auto* card = new Card;
    card->setFixedWidth(cardWidth);
    card->setLarge();
    card->body()->addLayout(head);
    card->body()->addWidget(text);
    card->body()->addWidget(m_notice);
    card->body()->addWidget(mutedLabel(tr("Password")));
    card->body()->addWidget(m_password);
    card->body()->addWidget(mutedLabel(tr("Six digits from your authenticator")));
    card->body()->addWidget(m_code);
    card->body()->addSpacing(space::s);
    card->body()->addLayout(buttons);
    return card;
}

void LockOverlay::begin(const QString& why)
{
    m_person->setText(client::shownText(m_client.session().me().name));
    m_password->clear();
    m_code->clear();
    if (why.isEmpty())
        m_notice->clear();
    else
        m_notice->show(why, Tone::Warn);
    m_password->setFocus();
}

void LockOverlay::setBusy(bool busy)
{
    m_busy = busy;
    for (QWidget* input :
         {static_cast<QWidget*>(m_password), static_cast<QWidget*>(m_code), static_cast<QWidget*>(m_out)})
        input->setEnabled(!busy);
    updateButton();
}

void LockOverlay::updateButton()
{
    m_unlock->setEnabled(!m_busy && !m_password->text().isEmpty() &&
                         static_cast<std::size_t>(m_code->digits().size()) == codeLength);
}

void LockOverlay::submit()
{
    if (m_busy)
        return;
    auto password = takeSecret(*m_password);
    const auto digits = m_code->digits().toStdString();
    Secret code{std::string_view(digits)};
    m_code->clear();
    m_notice->clear();
    setBusy(true);
    auto task = m_client.session().unlock(std::move(password), std::move(code));
    QCoro::connect(std::move(task), this, [this](const Result<void>& done) {
        setBusy(false);
        if (done)
            return;
        m_notice->show(sentence(done.error()), Tone::Bad);
        m_password->setFocus();
    });
}

} // namespace countersign::ui
