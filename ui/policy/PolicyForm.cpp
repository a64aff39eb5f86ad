#include "ui/policy/PolicyForm.h"

#include "client/Strings.h"
#include "ui/shell/PolicyWords.h"
#include "ui/shell/Sentences.h"
#include "ui/theme/Theme.h"

#include <array>

#include <QCoro/QCoroTask>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QRegularExpression>
#include <QSpinBox>
#include <QVBoxLayout>

namespace countersign::ui {

namespace {

struct PolicyField
{
    int wire::Policy::*member;
    int least;
    int most;
};
// In the order of `policyLines`; the bounds of trust/Checks.cpp.
constexpr std::array fieldsOfPolicy{PolicyField{&wire::Policy::approvalsStandard, 1, 16},
                                    PolicyField{&wire::Policy::approvalsHigh, 1, 16},
                                    PolicyField{&wire::Policy::endorsements, 2, 15},
                                    PolicyField{&wire::Policy::countersignatures, 1, 14},
                                    PolicyField{&wire::Policy::lapseHours, 1, 24 * 365},
                                    PolicyField{&wire::Policy::downloads, 1, 1000},
                                    PolicyField{&wire::Policy::retentionDays, 1, 3660},
                                    PolicyField{&wire::Policy::rotationDays, 1, 3660}};

} // namespace

PolicyForm::PolicyForm(client::Client& client, QWidget* parent)
    : Card(tr("Change the policy"), parent),
      m_client(client),
      m_types(new QLineEdit),
      m_differences(textLabel()),
      m_reason(new QLineEdit),
      m_code(new CodeField),
      m_send(makeButton(tr("Sign"), ButtonKind::Primary, QStringLiteral("policySend"))),
      m_notice(new Notice)
{
    setObjectName(QStringLiteral("policyForm"));
    m_notice->setObjectName(QStringLiteral("policyNotice"));
    m_types->setObjectName(QStringLiteral("policyTypes"));
    m_types->setAccessibleName(tr("Highly sensitive types"));
    m_types->setPlaceholderText(tr("FHIR resource types, with commas between"));
    m_differences->setObjectName(QStringLiteral("policyDifferences"));
    m_differences->setWordWrap(true);
    m_reason->setObjectName(QStringLiteral("policyReason"));
    m_reason->setAccessibleName(tr("Reason"));
    m_reason->setPlaceholderText(tr("Reason, kept in the log for good"));
    m_code->setObjectName(QStringLiteral("policyCode"));
    m_code->setAccessibleName(tr("Code from your authenticator"));
    body()->addWidget(m_notice);
    addFields();
    auto* line = new QHBoxLayout;
    auto* close = makeButton(tr("Cancel"), ButtonKind::Plain, QStringLiteral("policyCancel"));
    line->addWidget(close);
    line->addStretch();
    line->addWidget(m_code);
    line->addWidget(m_send);
    body()->addWidget(m_differences);
    body()->addWidget(m_reason);
    body()->addLayout(line);
    for (auto* field : m_fields)
        connect(field, &QSpinBox::valueChanged, this, &PolicyForm::updateParts);
    for (auto* edit : {m_types, m_reason, static_cast<QLineEdit*>(m_code)})
        connect(edit, &QLineEdit::textChanged, this, &PolicyForm::updateParts);
    connect(m_reason, &QLineEdit::returnPressed, m_code, qOverload<>(&QWidget::setFocus));
    connect(m_code, &QLineEdit::returnPressed, m_send, &QPushButton::click);
    connect(m_send, &QPushButton::clicked, this, &PolicyForm::send);
    connect(close, &QPushButton::clicked, this, &PolicyForm::closed);
}

void PolicyForm::addFields()
{
    const auto lines = policyLines({});
    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(space::m);
    grid->setColumnStretch(0, 1);
    for (int i = 0; i < static_cast<int>(fieldsOfPolicy.size()); ++i) {
        const auto& field = fieldsOfPolicy.at(static_cast<std::size_t>(i));
        auto* box = new QSpinBox;
        box->setObjectName(QStringLiteral("policyField-%1").arg(i));
        box->setAccessibleName(lines.at(static_cast<std::size_t>(i)).name);
        box->setRange(field.least, field.most);
        auto* name = mutedLabel(lines.at(static_cast<std::size_t>(i)).name);
        name->setWordWrap(true);
        grid->addWidget(name, i, 0);
        grid->addWidget(box, i, 1);
        m_fields.push_back(box);
    }
    body()->addLayout(grid);
    body()->addWidget(mutedLabel(lines.back().name));
    body()->addWidget(m_types);
}

void PolicyForm::begin()
{
    const auto next = m_client.policies().nextPolicy();
    if (!next)
        return;
    for (std::size_t i = 0; i < m_fields.size(); ++i)
        m_fields[i]->setValue((*next).*fieldsOfPolicy.at(i).member);
    QStringList types;
    for (const auto& type : next->highTypes)
        types << client::shownText(type);
    m_types->setText(types.join(QStringLiteral(", ")));
    m_reason->clear();
    m_code->clear();
    m_notice->clear();
    updateParts();
}

std::optional<wire::Policy> PolicyForm::policy() const
{
    auto policy = m_client.policies().nextPolicy();
    if (!policy)
        return std::nullopt;
    for (std::size_t i = 0; i < m_fields.size(); ++i)
        (*policy).*fieldsOfPolicy.at(i).member = m_fields[i]->value();
    policy->highTypes.clear();
    static const QRegularExpression separators(QStringLiteral("[,;\\s]+"));
    for (const auto& type : m_types->text().split(separators, Qt::SkipEmptyParts))
        policy->highTypes.push_back(type.toStdString());
    return policy;
}

void PolicyForm::updateParts()
{
    const auto wanted = policy();
    if (!wanted)
        return;
    const auto& now = m_client.log().trust().policy();
    auto same = *wanted;
    same.version = now.version;
    const bool changes = !(same == now);
    const auto where = environmentText(m_client.connection().profile().environment).toUpper();
    m_differences->setText(
        policyDifferences(now, *wanted).join(u'\n') + u'\n' +
        tr("Becomes policy %1 of %2 once %n other admin(s) countersigned. Exports asked for before keep the "
           "policy of then.",
           nullptr, now.countersignatures)
            .arg(wanted->version)
            .arg(where));
    m_send->setEnabled(!m_busy && changes && m_code->isComplete() &&
                       !client::typedText(m_reason->text()).isEmpty() && !m_client.log().broken());
}

void PolicyForm::send()
{
    const auto wanted = policy();
    if (!m_send->isEnabled() || !wanted)
        return;
    const auto digits = m_code->digits().toStdString();
    m_code->clear();
    m_notice->clear();
    m_busy = true;
    updateParts();
    QCoro::connect(m_client.policies().change(*wanted, client::typedText(m_reason->text()),
                                              Secret(std::string_view(digits))),
                   this, [this](const Result<void>& done) { finish(done); });
}

void PolicyForm::finish(const Result<void>& done)
{
    m_busy = false;
    if (done) {
        emit signedIt();
    } else {
        m_notice->show(sentence(done.error()), Tone::Bad);
        m_code->setFocus();
    }
    updateParts();
}

} // namespace countersign::ui
