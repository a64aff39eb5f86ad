#include "ui/session/CodePage.h"

#include "ui/shell/Sentences.h"
#include "ui/theme/Theme.h"

#include <chrono>
#include <cstdlib>

#include <QCoro/QCoroTask>
#include <QVBoxLayout>

namespace countersign::ui {

namespace {
constexpr int periodSeconds = 30; // RFC 6238's step
constexpr int skewWorthAWord = 2;
constexpr int skewWorthBoth = 10; // as in the footer
} // namespace

CodePage::CodePage(client::Client& client, QWidget* parent)
    : Step(tr("Second factor"), client.connection().profile().environment, QStringLiteral("codePage"),
           parent),
      m_client(client),
      m_boxes(new CodeBoxes),
      m_hint(nullptr),
      m_prompt(nullptr),
      m_other(makeButton(tr("Use a recovery code"), ButtonKind::Link, QStringLiteral("useRecoveryCode"))),
      m_recovery(nullptr),
      m_continue(makeButton(tr("Continue"), ButtonKind::Primary, QStringLiteral("codeContinue")))
{
    m_prompt = addText({});
    m_boxes->setObjectName(QStringLiteral("codeBoxes"));
    m_boxes->setAccessibleName(tr("Six digits from your authenticator"));
    body()->addWidget(m_boxes);
    m_recovery = new QLineEdit;
    m_recovery->setObjectName(QStringLiteral("recoveryCode"));
    m_recovery->setAccessibleName(tr("Recovery code"));
    body()->addWidget(m_recovery);
    m_hint = addText({});
    m_hint->setObjectName(QStringLiteral("codeHint"));
    // The server tells nobody whether a name or a one-time code was right: a mistyped one leads here, too.
    addText(tr("Not set up yet? Go back and check the one-time code that an admin gave you."))
        ->setObjectName(QStringLiteral("codeNotSetUp"));

    auto* backButton = makeButton(tr("Back"), ButtonKind::Plain, QStringLiteral("codeBack"));
    addButtons(m_other, m_continue, backButton);

    connect(m_boxes, &CodeBoxes::complete, this, [this](const QString& digits) {
        const auto text = digits.toStdString();
        submit(Secret(std::string_view(text)));
    });
    connect(m_recovery, &QLineEdit::textChanged, this, &CodePage::updateMain);
    pressOnEnter(m_recovery, m_continue);
    connect(m_continue, &QPushButton::clicked, this, [this] { submit(takeSecret(*m_recovery)); });
    connect(m_other, &QPushButton::clicked, this, [this] { useRecovery(!m_usesRecovery); });
    connect(backButton, &QPushButton::clicked, this, &Step::back);
    m_clock.setInterval(1000);
    connect(&m_clock, &QTimer::timeout, this, &CodePage::tick);
    useRecovery(false);
}

void CodePage::begin()
{
    say({}, Tone::Neutral);
    m_boxes->clear();
    m_recovery->clear();
    useRecovery(false);
    m_clock.start();
}

void CodePage::takeFocus()
{
    if (m_usesRecovery)
        m_recovery->setFocus();
    else
        m_boxes->setFocus();
}

bool CodePage::ready() const
{
    return m_usesRecovery && m_recovery && !m_recovery->text().trimmed().isEmpty();
}

void CodePage::useRecovery(bool recovery)
{
    m_usesRecovery = recovery;
    m_boxes->setVisible(!recovery);
    m_recovery->setVisible(recovery);
    m_continue->setVisible(recovery);
    m_prompt->setText(recovery ? tr("One of the recovery codes that you printed or saved")
                               : tr("Six digits from your authenticator"));
    m_other->setText(recovery ? tr("Use the authenticator") : tr("Use a recovery code"));
    tick();
    updateMain();
    takeFocus();
}

void CodePage::tick()
{
    if (!isVisible())
        m_clock.stop();
    if (m_usesRecovery) {
        m_hint->setText(tr("Each recovery code works once."));
        return;
    }
    const auto seconds =
        std::chrono::duration_cast<std::chrono::seconds>(m_client.clock().now().time_since_epoch()).count();
    const auto left = static_cast<int>(periodSeconds - seconds % periodSeconds);
    auto text = tr("Signs you in with the sixth digit. New code in %1 s.").arg(left);
    const auto now = m_client.clock().now();
    if (const int skew = m_client.connection().skewSeconds(); std::abs(skew) >= skewWorthBoth)
        text += u' ' + clocksSentence(now, now + std::chrono::seconds(skew));
    else if (std::abs(skew) >= skewWorthAWord)
        text += u' ' + (skew < 0 ? tr("This computer's clock is %1 s ahead of the server's.").arg(-skew)
                                 : tr("This computer's clock is %1 s behind the server's.").arg(skew));
    m_hint->setText(text);
}

void CodePage::submit(Secret code)
{
    if (busy())
        return;
    say({}, Tone::Neutral);
    setBusy(true);
    m_boxes->setEnabled(false);
    QCoro::connect(m_client.session().submitCode(std::move(code)), this, [this](const Result<void>& done) {
        setBusy(false);
        m_boxes->setEnabled(true);
        m_boxes->clear();
        m_recovery->clear();
        if (done) {
            m_clock.stop();
            emit passed();
            return;
        }
        if (m_client.session().state() != client::Session::State::AwaitingCode) {
            emit refused(done.error());
            return;
        }
        fail(done.error());
        takeFocus();
    });
}

} // namespace countersign::ui
