#include "ui/session/KeyPage.h"

#include "client/PersonKeys.h"
#include "client/Strings.h"
#include "ui/shell/Sentences.h"
#include "ui/theme/Theme.h"

#include <QCoro/QCoroTask>
#include <QFontDatabase>
#include <QHBoxLayout>
#include <QSysInfo>
#include <QVBoxLayout>

namespace countersign::ui {

namespace {
constexpr qsizetype halfOfThumbprint = 29; // the blank after six groups of four
}

KeyPage::KeyPage(client::Client& client, QWidget* parent)
    : Step(tr("Your signing key"), client.connection().profile().environment, QStringLiteral("keyPage"),
           parent),
      m_client(client),
      m_text(addText({}, false)),
      m_thumbprint(textLabel()),
      m_code(new CodeField),
      m_make(makeButton(tr("Make a new key"), ButtonKind::Plain, QStringLiteral("keyMake"))),
      m_look(makeButton(tr("Look for it again"), ButtonKind::Plain, QStringLiteral("keyLook"))),
      m_continue(makeButton(tr("Continue"), ButtonKind::Primary, QStringLiteral("keyContinue")))
{
    m_thumbprint->setObjectName(QStringLiteral("keyThumbprint"));
    m_thumbprint->setAccessibleName(tr("Thumbprint of your signing key"));
    m_thumbprint->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_thumbprint->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_thumbprint->setAlignment(Qt::AlignCenter);
    m_thumbprint->setWordWrap(true);
    body()->addWidget(m_thumbprint);
    m_code->setObjectName(QStringLiteral("keyCode"));
    m_code->setAccessibleName(tr("Code from your authenticator"));
    auto* line = new QHBoxLayout;
    line->addWidget(m_code);
    line->addWidget(m_make);
    line->addStretch();
    body()->addLayout(line);
    addButtons(m_look, m_continue);
    connect(m_code, &QLineEdit::textChanged, this, &KeyPage::update);
    pressOnEnter(m_code, m_make);
    connect(m_make, &QPushButton::clicked, this, &KeyPage::make);
    connect(m_look, &QPushButton::clicked, this, &KeyPage::lookAgain);
    connect(m_continue, &QPushButton::clicked, this, &KeyPage::done);
}

void KeyPage::begin()
{
    say({}, Tone::Neutral);
    m_code->clear();
    if (const auto& fault = m_client.session().keyFault())
        fail(*fault);
    update();
}

void KeyPage::update()
{
    const auto& session = m_client.session();
    const auto* keys = session.keys();
    const bool missing = !keys && session.keyFault() && session.keyFault()->code == ErrorCode::KeyMissing;
    m_thumbprint->setVisible(keys);
    m_code->setVisible(missing);
    m_make->setVisible(missing);
    m_look->setVisible(!keys);
    m_look->setEnabled(!busy());
    m_make->setEnabled(missing && !busy() && m_code->isComplete());
    if (keys) {
        auto print = grouped(client::shownText(keys->signing.thumbprint().text()));
        m_thumbprint->setText(print.replace(halfOfThumbprint, 1, u'\n'));
        m_text->setText(session.me().keyEndorsed
                            ? tr("Your key is endorsed. This is its thumbprint.")
                            : tr("Your key was made on this computer and never leaves it. Read this "
                                 "thumbprint to two admins, by voice or in "
                                 "person: once they endorse it, what you sign counts."));
    } else if (missing) {
        m_text->setText(tr("This computer does not hold your signing key. You can go on and read, but sign "
                           "nothing. A new key made here must "
                           "be endorsed by admins again."));
    } else {
        m_text->setText(tr("Your signing key cannot be used now. You can go on and read, but sign nothing."));
    }
}

void KeyPage::takeFocus()
{
    if (m_code->isVisible())
        m_code->setFocus();
    else
        m_continue->setFocus();
}

// The key store was opened meanwhile.
void KeyPage::lookAgain()
{
    if (busy())
        return;
    say(tr("Asking this computer's key store. Open it if it asks you."), Tone::Neutral);
    setBusy(true);
    update();
    QCoro::connect(m_client.session().reloadKeys(), this, [this](const Result<void>& found) {
        setBusy(false);
        if (found)
            say(tr("Your signing key is here."), Tone::Ok);
        else
            fail(found.error());
        update();
        takeFocus();
    });
}

void KeyPage::make()
{
    if (busy() || !m_code->isComplete())
        return;
    const auto digits = m_code->digits().toStdString();
    m_code->clear();
    say(tr("Making your key…"), Tone::Neutral);
    setBusy(true);
    update();
    auto task =
        m_client.session().registerNewKey(Secret(std::string_view(digits)), QSysInfo::machineHostName());
    QCoro::connect(std::move(task), this, [this](const Result<void>& made) {
        setBusy(false);
        if (made)
            say(tr("Your new key is registered."), Tone::Ok);
        else
            fail(made.error());
        update();
        takeFocus();
    });
}

} // namespace countersign::ui
