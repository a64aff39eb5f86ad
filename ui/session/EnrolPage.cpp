#include "ui/session/EnrolPage.h"

#include "client/Strings.h"
#include "ui/session/QrCode.h"
#include "ui/shell/Sentences.h"
#include "ui/theme/Theme.h"

#include <QCoro/QCoroTask>
#include <QFontDatabase>
#include <QSysInfo>
#include <QVBoxLayout>

namespace countersign::ui {

namespace {
constexpr int modulePixels = 4;
}

EnrolPage::EnrolPage(client::Client& client, QWidget* parent)
    : Step(tr("Set up your account"), client.connection().profile().environment, QStringLiteral("enrolPage"),
           parent),
      m_client(client),
      m_who(addText({}, false)),
      m_qr(textLabel()),
      m_secret(textLabel()),
      m_password(nullptr),
      m_again(nullptr),
      m_code(new CodeField),
      m_finish(makeButton(tr("Set up and make my key"), ButtonKind::Primary, QStringLiteral("enrolFinish")))
{
    m_who->setObjectName(QStringLiteral("enrolWho"));
    addText(tr("1. Scan this with your authenticator, or type the text below it."));
    m_qr->setObjectName(QStringLiteral("enrolQr"));
    m_qr->setAccessibleName(tr("QR code of your authenticator's secret"));
    m_qr->setAlignment(Qt::AlignCenter);
    m_secret->setObjectName(QStringLiteral("enrolSecret"));
    m_secret->setAccessibleName(tr("Secret as text"));
    m_secret->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_secret->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_secret->setAlignment(Qt::AlignCenter);
    m_secret->setWordWrap(true);
    body()->addWidget(m_qr);
    body()->addWidget(m_secret);
    m_password = addField(tr("2. New password"), QStringLiteral("enrolPassword"), true);
    m_again = addField(tr("The same again"), QStringLiteral("enrolPasswordAgain"), true);
    addText(tr("3. Six digits that your authenticator shows now"));
    m_code->setObjectName(QStringLiteral("enrolCode"));
    m_code->setAccessibleName(tr("Six digits from your authenticator"));
    body()->addWidget(m_code, 0, Qt::AlignLeft);
    auto* backButton = makeButton(tr("Back"), ButtonKind::Plain, QStringLiteral("enrolBack"));
    addButtons(backButton, m_finish);

    connect(m_password, &QLineEdit::returnPressed, m_again, qOverload<>(&QWidget::setFocus));
    connect(m_again, &QLineEdit::returnPressed, m_code, qOverload<>(&QWidget::setFocus));
    connect(m_again, &QLineEdit::editingFinished, this, [this] {
        const bool differs = !m_again->text().isEmpty() && m_again->text() != m_password->text();
        say(differs ? tr("The two passwords differ. Type the same one twice.") : QString(), Tone::Warn);
    });
    connect(m_code, &QLineEdit::textChanged, this, &EnrolPage::updateMain);
    pressOnEnter(m_code, m_finish);
    connect(m_finish, &QPushButton::clicked, this, &EnrolPage::submit);
    connect(backButton, &QPushButton::clicked, this, [this] {
        forget();
        emit back();
    });
}

void EnrolPage::begin()
{
    forget();
    say({}, Tone::Neutral);
    setBusy(true);
    QCoro::connect(m_client.session().beginEnrolment(), this, [this](const Result<wire::EnrolOffer>& offer) {
        setBusy(false);
        if (!offer) {
            emit refused(offer.error());
            return;
        }
        showOffer(*offer);
    });
}

void EnrolPage::showOffer(const wire::EnrolOffer& offer)
{
    QStringList roles;
    for (const auto role : offer.roles)
        roles << roleText(role);
    const auto name = breakable(client::shownText(offer.name), longWord);
    m_who->setText(roles.isEmpty() ? tr("Welcome, %1.").arg(name)
                                   : tr("Welcome, %1. You are invited as %2.").arg(name, listText(roles)));
    m_qr->setPixmap(QPixmap::fromImage(qrCode(offer.uri, modulePixels)));
    m_secret->setText(grouped(client::qt(offer.secret.revealText())));
    m_offered = true;
    updateMain();
    takeFocus();
}

void EnrolPage::forget()
{
    m_offered = false;
    m_who->clear();
    m_qr->clear();
    m_secret->clear();
    m_password->clear();
    m_again->clear();
    m_code->clear();
}

void EnrolPage::takeFocus()
{
    m_password->setFocus();
}

bool EnrolPage::ready() const
{
    return m_offered && m_again && !m_password->text().isEmpty() && m_password->text() == m_again->text() &&
           m_code->isComplete();
}

void EnrolPage::submit()
{
    if (busy() || !ready())
        return;
    say(tr("Making your keys…"), Tone::Neutral);
    auto password = takeSecret(*m_password);
    const auto digits = m_code->digits().toStdString();
    m_again->clear();
    m_code->clear();
    setBusy(true);
    auto task = m_client.session().finishEnrolment(std::move(password), Secret(std::string_view(digits)),
                                                   QSysInfo::machineHostName());
    QCoro::connect(std::move(task), this, [this](const Result<QStringList>& codes) {
        setBusy(false);
        if (codes) {
            say({}, Tone::Neutral);
            forget();
            emit passed(*codes);
            return;
        }
        if (m_client.session().state() != client::Session::State::Enrolling) {
            forget();
            emit refused(codes.error());
            return;
        }
        fail(codes.error());
        takeFocus();
    });
}

} // namespace countersign::ui
