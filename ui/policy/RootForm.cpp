#include "ui/policy/RootForm.h"

#include "client/ExportView.h"
#include "client/Strings.h"
#include "ui/shell/Amounts.h"
#include "ui/shell/PolicyWords.h"
#include "ui/shell/Sentences.h"
#include "ui/theme/Theme.h"

#include <QCheckBox>
#include <QCoro/QCoroTask>
#include <QHBoxLayout>
#include <QSpinBox>
#include <QVBoxLayout>

namespace countersign::ui {

namespace {
constexpr int leastAdmins = 2;
constexpr int mostAdmins = 15;
} // namespace

RootForm::RootForm(client::Client& client, QWidget* parent)
    : Card(tr("Change the root"), parent),
      m_client(client),
      m_list(new QVBoxLayout),
      m_threshold(new QSpinBox),
      m_otherKeys(new QCheckBox(tr("Use the keys prepared on the host"))),
      m_keyFacts(new FactGrid),
      m_differences(textLabel()),
      m_code(new CodeField),
      m_send(makeButton(tr("Sign"), ButtonKind::Primary, QStringLiteral("rootSend"))),
      m_notice(new Notice)
{
    setObjectName(QStringLiteral("rootForm"));
    m_notice->setObjectName(QStringLiteral("rootNotice"));
    m_threshold->setObjectName(QStringLiteral("rootThreshold"));
    m_threshold->setAccessibleName(tr("How many of them sign for the next root"));
    m_threshold->setRange(leastAdmins, mostAdmins);
    m_otherKeys->setObjectName(QStringLiteral("rootOtherKeys"));
    m_keyFacts->setObjectName(QStringLiteral("rootPreparedKeys"));
    m_differences->setObjectName(QStringLiteral("rootDifferences"));
    m_differences->setWordWrap(true);
    m_code->setObjectName(QStringLiteral("rootCode"));
    m_code->setAccessibleName(tr("Code from your authenticator"));
    auto* what =
        mutedLabel(tr("Admins whom the root names. Only who holds the role and a key that counts can be "
                      "named: give the role under People first."));
    what->setWordWrap(true);
    body()->addWidget(m_notice);
    body()->addWidget(what);
    body()->addLayout(m_list);
    auto* threshold = new QHBoxLayout;
    threshold->addWidget(mutedLabel(tr("How many of them sign for the next root")), 1);
    threshold->addWidget(m_threshold);
    body()->addLayout(threshold);
    body()->addWidget(m_otherKeys);
    body()->addWidget(m_keyFacts);
    body()->addWidget(m_differences);
    auto* line = new QHBoxLayout;
    auto* close = makeButton(tr("Cancel"), ButtonKind::Plain, QStringLiteral("rootCancel"));
    line->addWidget(close);
    line->addStretch();
    line->addWidget(m_code);
    line->addWidget(m_send);
    body()->addLayout(line);
    connect(m_threshold, &QSpinBox::valueChanged, this, &RootForm::updateParts);
    connect(m_otherKeys, &QCheckBox::toggled, this, &RootForm::updateParts);
    connect(m_code, &QLineEdit::textChanged, this, &RootForm::updateParts);
    connect(m_code, &QLineEdit::returnPressed, m_send, &QPushButton::click);
    connect(m_send, &QPushButton::clicked, this, &RootForm::send);
    connect(close, &QPushButton::clicked, this, &RootForm::closed);
}

void RootForm::listAdmins()
{
    for (const auto& [person, box] : m_admins)
        delete box;
    m_admins.clear();
    const auto& state = m_client.log().trust();
    const auto& named = state.root().admins;
    for (const auto& [person, record] : state.people()) {
        if (!state.holdsNow(person, wire::Role::Admin) || !state.hasKeyNow(person))
            continue;
        auto* box = new QCheckBox(buttonText(client::nameOf(state, person)));
        box->setObjectName(QStringLiteral("rootAdmin-") + client::qt(person.text()));
        box->setChecked(std::any_of(named.begin(), named.end(),
                                    [id = person](const auto& admin) { return admin.person == id; }));
        connect(box, &QCheckBox::toggled, this, &RootForm::updateParts);
        m_list->addWidget(box);
        m_admins.emplace_back(person, box);
    }
}

void RootForm::begin()
{
    if (!m_client.log().trust().founded())
        return;
    m_code->clear();
    m_notice->clear();
    listAdmins();
    m_threshold->setValue(m_client.log().trust().root().threshold);
    lookForKeys();
    updateParts();
}

void RootForm::lookForKeys()
{
    m_prepared.reset();
    m_otherKeys->setChecked(false);
    showKeys();
    QCoro::connect(m_client.policies().preparedKeys(), this,
                   [this](const Result<std::optional<wire::PreparedKeys>>& found) {
                       m_prepared = found ? *found : std::nullopt;
                       showKeys();
                   });
}

// To be compared with what was printed on the host, like a person's thumbprint.
void RootForm::showKeys()
{
    m_keyFacts->clear();
    m_otherKeys->setVisible(m_prepared.has_value());
    m_keyFacts->setVisible(m_prepared.has_value());
    if (!m_prepared)
        return;
    m_keyFacts->add(tr("Server's key"), thumbprintText(m_prepared->serverKey.thumbprint()))
        ->setWordWrap(true);
    m_keyFacts->add(tr("Trust log"), logKeyText(m_prepared->trustLog))->setWordWrap(true);
    m_keyFacts->add(tr("Audit log"), logKeyText(m_prepared->auditLog))->setWordWrap(true);
    m_keyFacts->add(tr("Prepared"), whenText(m_prepared->made, m_client.clock().now()));
}

std::optional<wire::PreparedKeys> RootForm::chosenKeys() const
{
    return m_otherKeys->isChecked() ? m_prepared : std::nullopt;
}

std::vector<PersonId> RootForm::chosen() const
{
    std::vector<PersonId> people;
    for (const auto& [person, box] : m_admins)
        if (box->isChecked())
            people.push_back(person);
    return people;
}

void RootForm::updateParts()
{
    const auto& state = m_client.log().trust();
    if (!state.founded())
        return;
    const auto people = chosen();
    const auto next = m_client.policies().nextRoot(people, m_threshold->value(), chosenKeys());
    const bool enough = static_cast<int>(people.size()) >= m_threshold->value();
    const auto where = environmentText(m_client.connection().profile().environment).toUpper();
    QStringList lines;
    if (!enough)
        lines << tr("Name at least as many as are to sign for the next root.");
    else if (next)
        lines = rootDifferences(state.root(), *next);
    lines << tr("Becomes root %1 of %2 once %3 of its admins of before and %4 of those named here signed it.")
                 .arg(state.root().version + 1)
                 .arg(where)
                 .arg(state.root().threshold)
                 .arg(m_threshold->value());
    m_differences->setText(lines.join(u'\n'));
    const bool changes = next && (chosenKeys() || people.size() != state.root().admins.size() ||
                                  next->threshold != state.root().threshold ||
                                  rootDifferences(state.root(), *next) != rootDifferences(*next, *next));
    m_send->setEnabled(!m_busy && enough && changes && m_code->isComplete() && !m_client.log().broken());
}

void RootForm::send()
{
    if (!m_send->isEnabled())
        return;
    auto next = m_client.policies().nextRoot(chosen(), m_threshold->value(), chosenKeys());
    if (!next)
        return finish(tl::unexpected(next.error()));
    const auto digits = m_code->digits().toStdString();
    m_code->clear();
    m_notice->clear();
    m_busy = true;
    updateParts();
    QCoro::connect(m_client.policies().changeRoot(std::move(*next), Secret(std::string_view(digits))), this,
                   [this](const Result<void>& done) { finish(done); });
}

void RootForm::finish(const Result<void>& done)
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
