#include "ui/session/PassphrasePage.h"

#include "client/KeyStore.h"
#include "ui/theme/Theme.h"

#include <memory>

#include <QTimer>
#include <QVBoxLayout>

namespace countersign::ui {

PassphrasePage::PassphrasePage(client::Client& client, QWidget* parent)
    : Step(tr("Your key file"), client.connection().profile().environment, QStringLiteral("passphrasePage"),
           parent),
      m_client(client),
      m_text(addText({})),
      m_passphrase(addField(tr("Passphrase"), QStringLiteral("passphrase"), true)),
      m_again(addField(tr("Passphrase once more"), QStringLiteral("passphraseAgain"), true)),
      m_open(makeButton(tr("Open"), ButtonKind::Primary, QStringLiteral("passphraseOpen"))),
      m_forgotten(
          makeButton(tr("Passphrase forgotten?"), ButtonKind::Link, QStringLiteral("passphraseForgotten"))),
      m_newFile(
          makeButton(tr("Begin a new key file"), ButtonKind::Plain, QStringLiteral("passphraseNewFile")))
{
    auto* backButton = makeButton(tr("Back"), ButtonKind::Plain, QStringLiteral("passphraseBack"));
    body()->addWidget(m_forgotten, 0, Qt::AlignLeft);
    body()->addWidget(m_newFile, 0, Qt::AlignLeft);
    addButtons(backButton, m_open);
    connect(m_forgotten, &QPushButton::clicked, this, &PassphrasePage::explainForgotten);
    connect(m_newFile, &QPushButton::clicked, this, &PassphrasePage::beginNewFile);
    connect(m_passphrase, &QLineEdit::returnPressed, this, [this] {
        if (m_choosing)
            m_again->setFocus();
        else
            m_open->click();
    });
    pressOnEnter(m_again, m_open);
    connect(m_open, &QPushButton::clicked, this, &PassphrasePage::submit);
    connect(backButton, &QPushButton::clicked, this, &Step::back);
}

void PassphrasePage::begin()
{
    m_choosing = m_client.keyStore().isNew();
    say({}, Tone::Neutral);
    m_passphrase->clear();
    m_again->clear();
    m_text->setText(
        m_choosing
            ? tr("This computer's key store is missing or was not opened, so your signing key will be kept "
                 "in a file. Choose a passphrase that seals it; nobody can recover it for you.")
            : tr("Your signing key is kept in a sealed file on this computer. Its passphrase opens it."));
    m_again->setVisible(m_choosing);
    for (auto* label : findChildren<QLabel*>())
        if (label->buddy() == m_again)
            label->setVisible(m_choosing);
    m_forgotten->setVisible(!m_choosing);
    m_newFile->hide();
    m_open->setText(m_choosing ? tr("Choose this passphrase") : tr("Open"));
    updateMain();
}

void PassphrasePage::takeFocus()
{
    m_passphrase->setFocus();
}

bool PassphrasePage::ready() const
{
    return m_again && !m_passphrase->text().isEmpty() &&
           (!m_choosing || m_passphrase->text() == m_again->text());
}

QString PassphrasePage::lacking() const
{
    if (!m_choosing || ready())
        return {};
    if (m_passphrase->text().isEmpty())
        return tr("Type the passphrase that you choose.");
    return m_again->text().isEmpty() ? tr("Type the same passphrase once more.")
                                     : tr("The two passphrases differ. Type the same one twice.");
}

void PassphrasePage::explainForgotten()
{
    say(tr("Nobody can recover the passphrase, nor the key that it seals. Try once more if you may remember "
           "it. "
           "Else begin a new key file: a new key is made in it, and once two admins have endorsed that key "
           "you can "
           "sign again; until then you can read. The old file is kept beside the new one."),
        Tone::Warn);
    m_forgotten->hide();
    m_newFile->show();
}

void PassphrasePage::beginNewFile()
{
    if (const auto done = m_client.keyStore().setAside(); !done) {
        fail(done.error());
        return;
    }
    begin();
    takeFocus();
}

void PassphrasePage::submit()
{
    if (busy() || !ready())
        return;
    const auto passphrase = std::make_shared<Secret>(takeSecret(*m_passphrase));
    m_again->clear();
    say(tr("Opening…"), Tone::Neutral);
    setBusy(true);
    // Argon2id takes about a second; what was said is painted first.
    QTimer::singleShot(0, this, [this, passphrase] { open(*passphrase); });
}

void PassphrasePage::open(const Secret& passphrase)
{
    const auto done = m_client.keyStore().unlock(passphrase);
    setBusy(false);
    if (done) {
        say({}, Tone::Neutral);
        emit opened();
        return;
    }
    fail(done.error());
    takeFocus();
}

} // namespace countersign::ui
