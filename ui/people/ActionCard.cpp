#include "ui/people/ActionCard.h"

#include "client/AdminMatters.h"
#include "client/PersonNames.h"
#include "client/Strings.h"
#include "ui/people/MatterWords.h"
#include "ui/people/RoleOrder.h"
#include "ui/shell/PolicyWords.h"
#include "ui/shell/Sentences.h"
#include "ui/theme/Theme.h"

#include <QComboBox>
#include <QCoro/QCoroTask>
#include <QHBoxLayout>
#include <QVBoxLayout>

namespace countersign::ui {

ActionCard::ActionCard(client::Client& client, QWidget* parent)
    : Card(tr("Do"), parent),
      m_client(client),
      m_action(new QComboBox),
      m_role(new QComboBox),
      m_reason(new QLineEdit),
      m_code(new CodeField),
      m_send(makeButton(tr("Sign"), ButtonKind::Plain, QStringLiteral("personSend"))),
      m_what(mutedLabel({})),
      m_notice(new Notice)
{
    setObjectName(QStringLiteral("actionCard"));
    m_notice->setObjectName(QStringLiteral("personNotice"));
    m_action->setObjectName(QStringLiteral("personAction"));
    m_action->setAccessibleName(tr("What to do"));
    m_action->addItem(tr("Endorse key and roles"), Endorse);
    m_action->addItem(tr("Give a role"), Grant);
    m_action->addItem(tr("Take a role"), Withdraw);
    m_action->addItem(tr("Disable"), Disable);
    m_action->addItem(tr("Enable"), Enable);
    m_action->addItem(tr("Reset second factor"), ResetMfa);
    m_action->addItem(tr("Unlock"), Unlock);
    m_action->addItem(tr("New one-time code"), NewCode);
    m_role->setObjectName(QStringLiteral("personRole"));
    m_role->setAccessibleName(tr("Role"));
    for (const auto role : rolesInOrder)
        m_role->addItem(roleText(role), static_cast<int>(role));
    m_reason->setObjectName(QStringLiteral("personReason"));
    m_reason->setAccessibleName(tr("Reason"));
    m_reason->setPlaceholderText(tr("Reason, kept in the log for good"));
    m_code->setObjectName(QStringLiteral("personCode"));
    m_code->setAccessibleName(tr("Code from your authenticator"));
    m_what->setWordWrap(true);
    m_what->setTextFormat(Qt::PlainText);
    auto* line = new QHBoxLayout;
    line->addStretch();
    line->addWidget(m_code);
    line->addWidget(m_send);
    for (QWidget* part :
         {static_cast<QWidget*>(m_notice), static_cast<QWidget*>(m_action), static_cast<QWidget*>(m_role),
          static_cast<QWidget*>(m_what), static_cast<QWidget*>(m_reason)})
        body()->addWidget(part);
    body()->addLayout(line);
    connect(m_action, &QComboBox::currentIndexChanged, this, &ActionCard::updateParts);
    connect(m_role, &QComboBox::currentIndexChanged, this, &ActionCard::updateParts);
    connect(m_reason, &QLineEdit::textChanged, this, &ActionCard::updateParts);
    connect(m_code, &QLineEdit::textChanged, this, &ActionCard::updateParts);
    connect(m_reason, &QLineEdit::returnPressed, m_code, qOverload<>(&QWidget::setFocus));
    connect(m_code, &QLineEdit::returnPressed, m_send, &QPushButton::click);
    connect(m_send, &QPushButton::clicked, this, &ActionCard::send);
    updateParts();
}

// What is signed for one person, whole: that is what was read out.
QString ActionCard::endorsedText(const client::PersonView& person)
{
    QStringList parts;
    for (const auto& matter : person.waiting)
        if (matter.isRegistration())
            parts << tr("key %1").arg(thumbprintText(*matter.thumbprint));
    for (const auto role : client::rolesOfEndorsement(person))
        parts << roleText(role);
    return tr("%1: %2", "name (person's id): what is endorsed")
        .arg(client::withId(person.name, person.row.id), parts.join(QStringLiteral(" · ")));
}

void ActionCard::set(std::vector<const client::PersonView*> chosen)
{
    std::vector<PersonId> people;
    QStringList names;
    m_toEndorse = 0;
    m_endorsed.clear();
    for (const auto* person : chosen) {
        m_endorsed += u'\n' + endorsedText(*person);
        people.push_back(person->row.id);
        names << client::withId(person->name, person->row.id);
        m_toEndorse += person->key == client::PersonView::Key::Waiting || !person->waiting.empty();
    }
    if (people != m_people) {
        m_reason->clear();
        m_code->clear();
        m_notice->clear();
    }
    m_people = std::move(people);
    m_names = listText(names);
    updateParts();
}

ActionCard::Action ActionCard::action() const
{
    return static_cast<Action>(m_action->currentData().toInt());
}

bool ActionCard::isStatement() const
{
    return action() != Unlock && action() != NewCode;
}

bool ActionCard::possible() const
{
    return action() == Endorse ? m_toEndorse > 0 && m_toEndorse == static_cast<int>(m_people.size())
                               : m_people.size() == 1;
}

QString ActionCard::explanation() const
{
    if (m_people.empty())
        return tr("Choose people first.");
    if (action() == Endorse && !possible())
        return tr("Choose only people whose key or roles wait for endorsement.");
    if (action() != Endorse && !possible())
        return tr("Choose one person alone for this.");
    const auto where = environmentText(m_client.connection().profile().environment).toUpper();
    switch (action()) {
    case Endorse:
        return tr("You vouch on %1 that these keys are theirs, thumbprints compared, and that they hold "
                  "these roles. A second admin signs the same.")
                   .arg(where) +
               m_endorsed;
    case Grant:
        return tr("%1 holds this role on %2 as soon as another admin countersigns.").arg(m_names, where);
    case Withdraw:
        return tr("%1 loses this role on %2 as soon as another admin countersigns.").arg(m_names, where);
    case Disable:
        return tr("%1 cannot sign in or sign on %2 as soon as another admin countersigns.")
            .arg(m_names, where);
    case Enable:
        return tr("%1 can sign in on %2 again as soon as another admin countersigns.").arg(m_names, where);
    case ResetMfa:
        return tr("Voids the signing keys of %1 on %2 as soon as another admin countersigns. Then give a new "
                  "one-time code.")
            .arg(m_names, where);
    case Unlock:
        return tr("%1 can try again to sign in on %2. Nothing is signed; it is logged.").arg(m_names, where);
    case NewCode:
        return tr("%1 gets a new one-time code to enrol on %2; the old one ends.").arg(m_names, where);
    }
    return {};
}

void ActionCard::updateParts()
{
    m_role->setVisible(action() == Grant || action() == Withdraw);
    m_reason->setVisible(isStatement());
    m_what->setText(explanation());
    m_send->setText(isStatement() ? tr("Sign") : action() == Unlock ? tr("Unlock") : tr("Make the code"));
    m_send->setEnabled(!m_busy && possible() && m_code->isComplete() &&
                       (!isStatement() || !client::typedText(m_reason->text()).isEmpty()) &&
                       !m_client.log().broken());
}

void ActionCard::send()
{
    if (!m_send->isEnabled())
        return;
    const auto digits = m_code->digits().toStdString();
    const auto reason = client::typedText(m_reason->text());
    m_code->clear();
    m_notice->clear();
    m_busy = true;
    updateParts();
    auto& people = m_client.people();
    const auto code = [&] { return Secret(std::string_view(digits)); };
    const auto done = [this](const Result<void>& result) { finish(result); };
    const auto change = [&](wire::RoleAction what, std::optional<wire::Role> role = {}) {
        QCoro::connect(people.change(m_people.front(), what, role, reason, code()), this, done);
    };
    const auto role = static_cast<wire::Role>(m_role->currentData().toInt());
    switch (action()) {
    case Endorse:
        return QCoro::connect(people.endorse(m_people, reason, code()), this, done);
    case Grant:
        return change(wire::RoleAction::Grant, role);
    case Withdraw:
        return change(wire::RoleAction::Withdraw, role);
    case Disable:
        return change(wire::RoleAction::Disable);
    case Enable:
        return change(wire::RoleAction::Enable);
    case ResetMfa:
        return change(wire::RoleAction::ResetMfa);
    case Unlock:
        return QCoro::connect(people.unlock(m_people.front(), code()), this, done);
    case NewCode:
        return QCoro::connect(people.newCode(m_people.front(), code()), this,
                              [this](const Result<wire::EnrolmentCode>& given) { finishCode(given); });
    }
}

void ActionCard::finish(const Result<void>& done)
{
    m_busy = false;
    if (done) {
        m_reason->clear();
        m_notice->show(isStatement() ? tr("Signed and in the log.") : tr("Done."), Tone::Ok);
    } else {
        m_notice->show(sentence(done.error()), Tone::Bad);
        m_code->setFocus();
    }
    updateParts();
}

void ActionCard::finishCode(const Result<wire::EnrolmentCode>& code)
{
    m_busy = false;
    if (code)
        emit gaveCode(*code);
    else
        m_notice->show(sentence(code.error()), Tone::Bad);
    updateParts();
}

} // namespace countersign::ui
