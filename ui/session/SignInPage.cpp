#include "ui/session/SignInPage.h"

#include "client/Strings.h"
#include "ui/shell/ConnectionWords.h"
#include "ui/theme/Theme.h"

#include <QComboBox>
#include <QCoro/QCoroTask>
#include <QHBoxLayout>
#include <QSslCertificate>
#include <QVBoxLayout>

namespace countersign::ui {

SignInPage::SignInPage(client::Client& client, QWidget* parent)
    : Step(QStringLiteral("Countersign"), client.connection().profile().environment,
           QStringLiteral("signInPage"), parent),
      m_client(client),
      m_server(sectionTitle(client.connection().profile().name)),
      m_servers(new QComboBox),
      m_pins(new FactGrid),
      m_reach(new Chip),
      m_name(nullptr),
      m_password(nullptr),
      m_continue(makeButton(tr("Continue"), ButtonKind::Primary, QStringLiteral("signInContinue")))
{
    body()->addWidget(makeServer());
    m_name = addField(tr("Name"), QStringLiteral("signInName"), false);
    m_password = addField(tr("Password"), QStringLiteral("signInPassword"), true);
    addText(tr("The first time, type the one-time code that an admin gave you as the password."));
    addButtons(nullptr, m_continue);
    connect(m_name, &QLineEdit::returnPressed, m_password, qOverload<>(&QWidget::setFocus));
    pressOnEnter(m_password, m_continue);
    connect(m_continue, &QPushButton::clicked, this, &SignInPage::submit);
    connect(&client.connection(), &client::Connection::onlineChanged, this, &SignInPage::refresh);
    connect(&client.connection(), &client::Connection::tlsChanged, this, &SignInPage::refresh);
    connect(&client.connection(), &client::Connection::rootPinned, this, &SignInPage::refresh);
    refresh();
}

QWidget* SignInPage::makeServer()
{
    const auto& profile = m_client.connection().profile();
    auto* server = new QWidget;
    auto* column = new QVBoxLayout(server);
    column->setContentsMargins(0, 0, 0, space::s);
    column->setSpacing(space::xs);
    m_server->setObjectName(QStringLiteral("signInServer"));
    m_servers->setObjectName(QStringLiteral("signInServers"));
    m_servers->setAccessibleName(tr("Server"));
    m_servers->hide();
    column->addWidget(m_servers);
    auto* head = new QHBoxLayout;
    head->addWidget(m_server);
    head->addStretch();
    head->addWidget(m_reach);
    m_reach->setObjectName(QStringLiteral("signInReach"));
    column->addLayout(head);
    auto* address = mutedLabel(profile.url.toString(QUrl::RemoveUserInfo));
    address->setObjectName(QStringLiteral("signInAddress"));
    address->setTextInteractionFlags(Qt::TextSelectableByMouse);
    column->addWidget(address);
    column->addWidget(m_pins);
    return server;
}

void SignInPage::refresh()
{
    const auto& connection = m_client.connection();
    const auto& profile = connection.profile();
    m_pins->clear();
    const auto authorities = QSslCertificate::fromData(profile.caPem, QSsl::Pem);
    if (authorities.isEmpty()) {
        m_pins->add(tr("Pinned CA"), tr("none: this profile cannot be used"));
    } else {
        const auto print = authorities.front().digest(QCryptographicHash::Sha256).toHex();
        auto* label = new DigestLabel(QString::fromLatin1(print));
        label->setObjectName(QStringLiteral("signInCa"));
        m_pins->add(tr("Pinned CA"), label);
    }
    if (profile.root) {
        auto* label = new DigestLabel(client::shownText(profile.root->text()));
        label->setObjectName(QStringLiteral("signInRoot"));
        m_pins->add(tr("Pinned root"), label);
    } else {
        m_pins->add(tr("Pinned root"), tr("none yet: its admins have to found it"));
    }
    if (const auto& tls = connection.tls(); connection.online() && tls)
        m_reach->set(tr("pinned CA matches · %1").arg(tlsText(tls->version)), Tone::Ok);
    else
        m_reach->set(tr("not connected yet"), Tone::Neutral);
}

void SignInPage::offerServers(const QStringList& names, const QStringList& files)
{
    for (qsizetype i = 0; i < names.size(); ++i)
        m_servers->addItem(names[i], files[i]);
    m_servers->setCurrentIndex(m_servers->findData(m_client.connection().profile().file));
    m_servers->setVisible(names.size() > 1);
    m_server->setVisible(names.size() <= 1);
    connect(m_servers, &QComboBox::activated, this, [this](int index) {
        const auto file = m_servers->itemData(index).toString();
        if (file != m_client.connection().profile().file)
            emit serverChosen(file);
    });
}

void SignInPage::setPrepared(bool prepared)
{
    m_prepared = prepared;
    if (prepared)
        say({}, Tone::Neutral);
    else
        say(tr("Asking this computer's key store. Open it if it asks you."), Tone::Neutral);
    updateMain();
}

void SignInPage::takeFocus()
{
    (m_name->text().isEmpty() ? m_name : m_password)->setFocus();
}

bool SignInPage::ready() const
{
    return m_prepared && m_name && m_password && !m_name->text().trimmed().isEmpty() &&
           !m_password->text().isEmpty();
}

void SignInPage::submit()
{
    const auto name = m_name->text().trimmed();
    auto password = takeSecret(*m_password);
    say({}, Tone::Neutral);
    setBusy(true);
    QCoro::connect(m_client.session().signIn(name, std::move(password)), this,
                   [this](const Result<void>& done) {
                       setBusy(false);
                       refresh();
                       if (done) {
                           emit passed();
                           return;
                       }
                       fail(done.error());
                       m_password->setFocus();
                   });
}

} // namespace countersign::ui
