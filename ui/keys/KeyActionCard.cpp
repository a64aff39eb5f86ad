#include "ui/keys/KeyActionCard.h"

#include "client/Strings.h"
#include "ui/shell/PolicyWords.h"
#include "ui/shell/Sentences.h"
#include "ui/theme/Theme.h"

#include <QComboBox>
#include <QCoro/QCoroTask>
#include <QDateTimeEdit>
#include <QHBoxLayout>
#include <QSysInfo>
#include <QVBoxLayout>

namespace countersign::ui {

using Action = SigningKeyCard::Action;

namespace {

template <typename Widget>
Widget* named(Widget* widget, const char* name, const QString& accessible)
{
    widget->setObjectName(QString::fromLatin1(name));
    widget->setAccessibleName(accessible);
    return widget;
}

} // namespace

KeyActionCard::KeyActionCard(client::Client& client, QWidget* parent)
    : Card({}, parent),
      m_client(client),
      m_what(named(textLabel(), "keyActionWhat", tr("What is signed"))),
      m_revocation(new QWidget),
      m_cause(named(new QComboBox, "keyActionCause", tr("Why the key ends"))),
      m_from(named(new QComboBox, "keyActionFrom", tr("From when on it is void"))),
      m_since(named(new QDateTimeEdit, "keyActionSince", tr("From when on it is void"))),
      m_effect(named(textLabel(), "keyActionEffect", tr("What becomes void"))),
      m_deviceName(mutedLabel(tr("Name of this computer, as admins read it"))),
      m_device(named(new QLineEdit, "keyActionDevice", tr("Name of this computer"))),
      m_reason(named(new QLineEdit, "keyActionReason", tr("Reason"))),
      m_code(named(new CodeField, "keyActionCode", tr("Code from your authenticator"))),
      m_send(makeButton(tr("Sign"), ButtonKind::Primary, QStringLiteral("keyActionSend"))),
      m_notice(named(new Notice, "keyActionNotice", {}))
{
    setObjectName(QStringLiteral("keyActionCard"));
    m_what->setWordWrap(true);
    m_effect->setWordWrap(true);
    m_reason->setPlaceholderText(tr("Reason, kept in the log for good"));
    buildRevocation();
    auto* line = new QHBoxLayout;
    auto* close = makeButton(tr("Cancel"), ButtonKind::Plain, QStringLiteral("keyActionCancel"));
    line->addWidget(close);
    line->addStretch();
    line->addWidget(m_code);
    line->addWidget(m_send);
    for (QWidget* part : {static_cast<QWidget*>(m_notice), static_cast<QWidget*>(m_what),
                          static_cast<QWidget*>(m_revocation), static_cast<QWidget*>(m_deviceName),
                          static_cast<QWidget*>(m_device), static_cast<QWidget*>(m_reason)})
        body()->addWidget(part);
    body()->addLayout(line);
    connect(close, &QPushButton::clicked, this, &KeyActionCard::end);
    connect(m_device, &QLineEdit::textChanged, this, &KeyActionCard::updateParts);
    connect(m_reason, &QLineEdit::textChanged, this, &KeyActionCard::updateParts);
    connect(m_code, &QLineEdit::textChanged, this, &KeyActionCard::updateParts);
    connect(m_device, &QLineEdit::returnPressed, m_code, qOverload<>(&QWidget::setFocus));
    connect(m_reason, &QLineEdit::returnPressed, m_code, qOverload<>(&QWidget::setFocus));
    connect(m_code, &QLineEdit::returnPressed, m_send, &QPushButton::click);
    connect(m_send, &QPushButton::clicked, this, &KeyActionCard::send);
    hide();
}

void KeyActionCard::buildRevocation()
{
    using enum wire::RevocationCause;
    for (const auto cause : {Lost, Compromised, Replaced, Left})
        m_cause->addItem(revocationCauseText(cause), static_cast<int>(cause));
    m_from->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_from->addItem(tr("from now on: what it signed stays valid"));
    m_from->addItem(tr("since a day and time: what it signed since is void"));
    m_since->setCalendarPopup(true);
    m_since->setDisplayFormat(QStringLiteral("yyyy-MM-dd HH:mm"));
    auto* column = new QVBoxLayout(m_revocation);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::s);
    column->addWidget(mutedLabel(tr("The key is")));
    column->addWidget(m_cause);
    column->addWidget(mutedLabel(tr("It is void")));
    column->addWidget(m_from);
    column->addWidget(m_since);
    column->addWidget(m_effect);
    connect(m_cause, &QComboBox::currentIndexChanged, this, &KeyActionCard::updateParts);
    connect(m_from, &QComboBox::currentIndexChanged, this, &KeyActionCard::updateParts);
    connect(m_since, &QDateTimeEdit::dateTimeChanged, this, &KeyActionCard::updateParts);
}

void KeyActionCard::begin(const PersonId& person, const client::SigningKeyView& key, Action action)
{
    m_person = person;
    m_key = key;
    m_action = action;
    m_reason->clear();
    m_code->clear();
    m_notice->clear();
    m_device->setText(QSysInfo::machineHostName());
    m_since->setDateTime(toQDateTime(m_client.clock().now()).toLocalTime());
    m_from->setCurrentIndex(0);
    show();
    updateParts();
    (m_reason->isVisibleTo(this) ? m_reason : m_device)->setFocus();
}

void KeyActionCard::end()
{
    m_code->clear();
    m_reason->clear();
    hide();
}

bool KeyActionCard::reachesBack() const
{
    return m_from->currentIndex() == 1;
}

// Not beyond its registration: before there was nothing of it.
std::uint64_t KeyActionCard::voidFrom() const
{
    const auto& trust = m_client.log().trust();
    if (!reachesBack())
        return trust.size();
    const auto since = m_client.signingKeys().indexSince(fromQDateTime(m_since->dateTime()));
    return std::max(since, m_key.registeredAt + 1);
}

QString KeyActionCard::effectText() const
{
    const auto effect = m_client.signingKeys().effectOf(m_key.signing, voidFrom());
    QStringList lines{tr("What it signed from trust log entry %1 on is void.").arg(countText(voidFrom()))};
    if (!reachesBack())
        lines = {tr("Approvals and requests that it signed before stay valid.")};
    if (!effect.exports.empty())
        lines << tr("%n export(s) that you see rest on it: they end, and their files are destroyed.", nullptr,
                    static_cast<int>(effect.exports.size()));
    else if (reachesBack())
        lines << tr("Exports that rest on it end, and their files are destroyed. None that you see does.");
    if (effect.furtherKeys > 0)
        lines << tr("%n further key(s) that it vouched for since then end with it.", nullptr,
                    effect.furtherKeys);
    if (effect.endorsements > 0)
        lines << tr(
            "%n decision(s) that it made as an admin since then stay in force: look at each under People.",
            nullptr, effect.endorsements);
    lines << tr("Nothing more can be delivered to it. What others released to it has to be asked for anew.");
    return lines.join(u'\n');
}

QString KeyActionCard::revocationText() const
{
    const auto where = environmentText(m_client.connection().profile().environment).toUpper();
    const bool own = m_person == m_client.session().me().person;
    return own ? tr("You end this key on %1 for good, at once. A revoked key never counts again.").arg(where)
               : tr("This key ends on %1 for good as soon as another admin countersigns. A revoked key never "
                    "counts again.")
                     .arg(where);
}

QString KeyActionCard::explanation() const
{
    const auto where = environmentText(m_client.connection().profile().environment).toUpper();
    switch (m_action) {
    case Action::Renew:
        return tr("A new key is made on this computer for %1, and your present key signs that it is yours. "
                  "Read "
                  "its thumbprint to one admin: once they endorse it, it takes the place of the present one. "
                  "What "
                  "you have signed stays valid. Exports released to the present key have to be fetched "
                  "before.")
            .arg(where);
    case Action::Revoke:
        return revocationText();
    case Action::Vouch:
        return tr("You sign on %1 that this key is yours. Compare the thumbprint with the one that the other "
                  "device shows. One admin then endorses it.")
            .arg(where);
    case Action::Refuse:
        return tr("You sign on %1 that this key is not yours. It is refused for good. If you did not ask for "
                  "it, "
                  "somebody knows your password and has your second factor: tell an admin.")
            .arg(where);
    }
    return {};
}

void KeyActionCard::updateParts()
{
    const bool revokes = m_action == Action::Revoke;
    const bool renews = m_action == Action::Renew;
    setTitle(renews                      ? tr("Renew this key")
             : revokes                   ? tr("Revoke the key of %1").arg(m_key.device)
             : m_action == Action::Vouch ? tr("This key is mine")
                                         : tr("This key is not mine"));
    m_what->setText(explanation());
    m_revocation->setVisible(revokes);
    m_since->setVisible(revokes && reachesBack());
    if (revokes)
        m_effect->setText(effectText());
    m_deviceName->setVisible(renews);
    m_device->setVisible(renews);
    m_reason->setVisible(!renews);
    const auto* typed = renews ? m_device : m_reason;
    m_send->setText(revokes ? tr("Revoke") : tr("Sign"));
    m_send->setEnabled(!m_busy && m_code->isComplete() && !client::typedText(typed->text()).isEmpty() &&
                       !m_client.log().broken());
}

void KeyActionCard::send()
{
    if (!m_send->isEnabled())
        return;
    const auto digits = m_code->digits().toStdString();
    const auto reason = client::typedText(m_reason->text());
    Secret code{std::string_view(digits)};
    m_code->clear();
    m_notice->clear();
    m_busy = true;
    auto& keys = m_client.signingKeys();
    const auto done = [this](const Result<void>& result) { finish(result); };
    switch (m_action) {
    case Action::Renew:
        QCoro::connect(keys.renew(client::typedText(m_device->text()), std::move(code)), this, done);
        break;
    case Action::Revoke:
        QCoro::connect(keys.revoke(m_person, m_key.signing,
                                   static_cast<wire::RevocationCause>(m_cause->currentData().toInt()),
                                   voidFrom(), reason, std::move(code)),
                       this, done);
        break;
    case Action::Vouch:
    case Action::Refuse:
        QCoro::connect(keys.vouch(m_key.registration,
                                  m_action == Action::Vouch ? wire::Verdict::Approve : wire::Verdict::Reject,
                                  reason, std::move(code)),
                       this, done);
        break;
    }
    updateParts();
}

void KeyActionCard::finish(const Result<void>& done)
{
    m_busy = false;
    if (done) {
        end();
        emit signedIt();
        return;
    }
    m_notice->show(sentence(done.error()), Tone::Bad);
    updateParts();
    m_code->setFocus();
}

} // namespace countersign::ui
