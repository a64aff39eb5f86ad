#include "ui/session/SignInFlow.h"

#include "client/KeyStore.h"
#include "ui/session/CodePage.h"
#include "ui/session/EnrolPage.h"
#include "ui/session/FoundingPage.h"
#include "ui/session/KeyPage.h"
#include "ui/session/PassphrasePage.h"
#include "ui/session/RecoveryCodesPage.h"
#include "ui/session/SignInPage.h"
#include "ui/theme/Scrolling.h"
#include "ui/theme/Theme.h"

#include <QCoro/QCoroTask>
#include <QHBoxLayout>
#include <QScrollArea>
#include <QVBoxLayout>

namespace countersign::ui {

using State = client::Session::State;

SignInFlow::SignInFlow(client::Client& client, QWidget* parent)
    : QWidget(parent),
      m_client(client),
      m_steps(nullptr),
      m_signIn(new SignInPage(client)),
      m_passphrase(new PassphrasePage(client)),
      m_code(new CodePage(client)),
      m_enrol(new EnrolPage(client)),
      m_recovery(new RecoveryCodesPage(client)),
      m_key(new KeyPage(client)),
      m_founding(new FoundingPage(client))
{
    setObjectName(QStringLiteral("signInFlow"));
    auto* content = new QWidget;
    m_steps = new QVBoxLayout(content);
    m_steps->setContentsMargins(space::xl, space::xl, space::xl, space::xl);
    m_steps->addStretch();
    for (Step* step :
         {static_cast<Step*>(m_signIn), static_cast<Step*>(m_passphrase), static_cast<Step*>(m_code),
          static_cast<Step*>(m_enrol), static_cast<Step*>(m_recovery), static_cast<Step*>(m_key),
          static_cast<Step*>(m_founding)}) {
        // Stretches instead of an alignment: an aligned widget would not get its height for its width.
        auto* line = new QHBoxLayout;
        line->addStretch();
        line->addWidget(step);
        line->addStretch();
        m_steps->addLayout(line);
        step->hide();
        connect(step, &Step::back, this, &SignInFlow::restart);
    }
    m_steps->addStretch();
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(scrolling(content));
    wire();
    goTo(m_signIn);
}

void SignInFlow::wire()
{
    connect(m_signIn, &SignInPage::serverChosen, this, &SignInFlow::serverChosen);
    connect(m_signIn, &SignInPage::passed, this, &SignInFlow::afterPassword);
    connect(m_passphrase, &PassphrasePage::opened, this, &SignInFlow::secondFactor);
    connect(m_code, &CodePage::passed, this, &SignInFlow::afterCode);
    connect(m_code, &CodePage::refused, this, &SignInFlow::startAgain);
    connect(m_enrol, &EnrolPage::refused, this, &SignInFlow::startAgain);
    connect(m_enrol, &EnrolPage::passed, this, [this](const QStringList& codes) {
        m_recovery->begin(codes);
        goTo(m_recovery);
    });
    connect(m_recovery, &RecoveryCodesPage::kept, this, [this] {
        m_key->begin();
        goTo(m_key);
    });
    connect(m_key, &KeyPage::done, this, &SignInFlow::afterKey);
    connect(m_founding, &FoundingPage::done, this, &SignInFlow::finish);
    connect(&m_client.session(), &client::Session::stateChanged, this, &SignInFlow::follow);
}

void SignInFlow::restart()
{
    m_founding->end();
    m_signIn->say({}, Tone::Neutral);
    m_signIn->refresh();
    goTo(m_signIn);
}

void SignInFlow::offerServers(const QStringList& names, const QStringList& files)
{
    m_signIn->offerServers(names, files);
}

void SignInFlow::setPrepared(bool prepared)
{
    m_signIn->setPrepared(prepared);
}

void SignInFlow::startAgain(const Error& error)
{
    restart();
    if (error.code == ErrorCode::SignInLapsed)
        m_signIn->say(sentence(error), Tone::Warn);
    else
        m_signIn->fail(error);
}

void SignInFlow::goTo(Step* step)
{
    if (m_shown)
        m_shown->hide();
    m_shown = step;
    step->show();
    step->takeFocus();
}

void SignInFlow::follow()
{
    if (m_client.session().state() == State::SignedOut && m_shown != m_signIn && !m_shown->busy())
        restart();
}

void SignInFlow::afterPassword()
{
    if (!m_client.keyStore().needsPassphrase())
        return secondFactor();
    m_passphrase->begin();
    goTo(m_passphrase);
}

void SignInFlow::secondFactor()
{
    if (m_client.session().state() == State::Enrolling) {
        goTo(m_enrol);
        m_enrol->begin();
        return;
    }
    m_code->begin();
    goTo(m_code);
}

void SignInFlow::afterCode()
{
    if (!m_client.session().keyFault())
        return afterKey();
    m_key->begin();
    goTo(m_key);
}

void SignInFlow::afterKey()
{
    auto& connection = m_client.connection();
    connection.rereadRoot();
    if (m_client.session().me().founded && connection.profile().root)
        return finish();
    goTo(m_founding);
    m_founding->begin();
}

void SignInFlow::finish()
{
    m_founding->end();
    if (m_client.session().me().founded) {
        emit signedIn();
        return;
    }
    // The founding changed who we are.
    QCoro::connect(m_client.session().refreshMe(), this, [this](const Result<void>&) { emit signedIn(); });
}

} // namespace countersign::ui
