#include "ui/people/InviteCard.h"

#include "client/Strings.h"
#include "ui/people/RoleOrder.h"
#include "ui/shell/Sentences.h"
#include "ui/theme/Theme.h"

#include <QCheckBox>
#include <QCoro/QCoroTask>
#include <QHBoxLayout>
#include <QRegularExpressionValidator>
#include <QVBoxLayout>

namespace countersign::ui {

InviteCard::InviteCard(client::Client& client, QWidget* parent)
    : Card(tr("Add a person"), parent),
      m_client(client),
      m_id(new QLineEdit),
      m_name(new QLineEdit),
      m_code(new CodeField),
      m_send(makeButton(tr("Invite"), ButtonKind::Primary, QStringLiteral("inviteSend"))),
      m_notice(new Notice)
{
    setObjectName(QStringLiteral("inviteCard"));
    m_notice->setObjectName(QStringLiteral("inviteNotice"));
    m_id->setObjectName(QStringLiteral("inviteId"));
    m_id->setAccessibleName(tr("Name to sign in with"));
    // The form of identifiers (base/Ids.h).
    m_id->setValidator(
        new QRegularExpressionValidator(QRegularExpression(QStringLiteral("[A-Za-z0-9_.-]{1,64}")), m_id));
    m_name->setObjectName(QStringLiteral("inviteName"));
    m_name->setAccessibleName(tr("Full name"));
    m_code->setObjectName(QStringLiteral("inviteCode"));
    m_code->setAccessibleName(tr("Code from your authenticator"));
    body()->addWidget(m_notice);
    body()->addWidget(mutedLabel(tr("Name to sign in with")));
    body()->addWidget(m_id);
    body()->addWidget(mutedLabel(tr("Full name, as others will read it")));
    body()->addWidget(m_name);
    auto* rolesLabel = mutedLabel(tr("Roles to propose; admins endorse them together with the key"));
    rolesLabel->setWordWrap(true);
    body()->addWidget(rolesLabel);
    for (const auto role : rolesInOrder) {
        auto* box = new QCheckBox(roleText(role));
        box->setObjectName(QStringLiteral("inviteRole-") + client::qt(wire::enumText(role)));
        connect(box, &QCheckBox::toggled, this, &InviteCard::updateButton);
        m_roles.push_back(box);
        body()->addWidget(box);
    }
    auto* closeButton = makeButton(tr("Close"), ButtonKind::Plain, QStringLiteral("inviteClose"));
    auto* line = new QHBoxLayout;
    line->addWidget(closeButton);
    line->addStretch();
    line->addWidget(m_code);
    line->addWidget(m_send);
    body()->addLayout(line);
    connect(m_id, &QLineEdit::textChanged, this, &InviteCard::updateButton);
    connect(m_name, &QLineEdit::textChanged, this, &InviteCard::updateButton);
    connect(m_code, &QLineEdit::textChanged, this, &InviteCard::updateButton);
    connect(m_id, &QLineEdit::returnPressed, m_name, qOverload<>(&QWidget::setFocus));
    connect(m_name, &QLineEdit::returnPressed, m_code, qOverload<>(&QWidget::setFocus));
    connect(m_code, &QLineEdit::returnPressed, m_send, &QPushButton::click);
    connect(m_send, &QPushButton::clicked, this, &InviteCard::send);
    connect(closeButton, &QPushButton::clicked, this, &InviteCard::closed);
    updateButton();
}

void InviteCard::begin()
{
    m_notice->clear();
    m_code->clear();
    show();
    m_id->setFocus();
}

std::vector<wire::Role> InviteCard::roles() const
{
    std::vector<wire::Role> chosen;
    for (std::size_t i = 0; i < m_roles.size(); ++i)
        if (m_roles[i]->isChecked())
            chosen.push_back(rolesInOrder[i]);
    return chosen;
}

void InviteCard::updateButton()
{
    m_send->setEnabled(!m_busy && m_id->hasAcceptableInput() &&
                       !client::typedText(m_name->text()).isEmpty() && !roles().empty() &&
                       m_code->isComplete());
}

void InviteCard::send()
{
    if (!m_send->isEnabled())
        return;
    const auto digits = m_code->digits().toStdString();
    m_code->clear();
    m_notice->clear();
    m_busy = true;
    updateButton();
    auto task =
        m_client.people().invite(PersonId(m_id->text().toStdString()), client::typedText(m_name->text()),
                                 roles(), Secret(std::string_view(digits)));
    QCoro::connect(std::move(task), this, [this](const Result<wire::EnrolmentCode>& code) {
        m_busy = false;
        updateButton();
        if (!code) {
            m_notice->show(sentence(code.error()), Tone::Bad);
            m_code->setFocus();
            return;
        }
        m_id->clear();
        m_name->clear();
        for (auto* box : m_roles)
            box->setChecked(false);
        emit invited(*code);
    });
}

} // namespace countersign::ui
