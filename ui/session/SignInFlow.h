#pragma once

#include "client/Client.h"

#include <QWidget>

class QVBoxLayout;

namespace countersign::ui {

class CodePage;
class EnrolPage;
class FoundingPage;
class KeyPage;
class PassphrasePage;
class RecoveryCodesPage;
class SignInPage;
class Step;

/// From nobody to somebody signed in: name and password, passphrase of the key file where there is one, code
/// or enrolment, signing key, founding.
class SignInFlow final : public QWidget
{
    Q_OBJECT

public:
    explicit SignInFlow(client::Client& client, QWidget* parent = nullptr);

    /// Back to name and password.
    void restart();
    /// See `SignInPage`.
    void offerServers(const QStringList& names, const QStringList& files);
    void setPrepared(bool prepared);

signals:
    void signedIn();
    void serverChosen(const QString& profileFile);

private:
    void goTo(Step* step);
    void afterPassword();
    void secondFactor();
    void afterCode();
    void afterKey();
    void finish();
    void startAgain(const Error& error);
    void follow();
    void wire();

    client::Client& m_client;
    QVBoxLayout* m_steps;
    SignInPage* m_signIn;
    PassphrasePage* m_passphrase;
    CodePage* m_code;
    EnrolPage* m_enrol;
    RecoveryCodesPage* m_recovery;
    KeyPage* m_key;
    FoundingPage* m_founding;
    Step* m_shown = nullptr;
};

} // namespace countersign::ui
