#include "ui/policy/PolicyPage.h"

#include "client/ExportView.h"
#include "client/PersonNames.h"
#include "client/Strings.h"
#include "ui/policy/PolicyForm.h"
#include "ui/policy/RootForm.h"
#include "ui/shell/PolicyWords.h"
#include "ui/shell/RecoveryCard.h"
#include "ui/shell/Sentences.h"
#include "ui/theme/Scrolling.h"
#include "ui/theme/Theme.h"

#include <QCoro/QCoroTask>
#include <QFontDatabase>
#include <QHBoxLayout>
#include <QScrollArea>
#include <QVBoxLayout>

namespace countersign::ui {

PolicyPage::PolicyPage(client::Client& client, QWidget* parent)
    : Page(parent),
      m_client(client),
      m_notice(new Notice),
      m_rootCard(new Card(tr("Root"))),
      m_root(new FactGrid),
      m_policyCard(new Card(tr("Policy"))),
      m_policy(new FactGrid),
      m_earlierCard(new Card(tr("Earlier"))),
      m_earlier(new FactGrid),
      m_recoveryCard(new Card(tr("Recoveries of the logs"))),
      m_recoveries(new FactGrid),
      m_policyForm(new PolicyForm(client)),
      m_rootForm(new RootForm(client)),
      m_pendingRecovery(new RecoveryCard(client)),
      m_changePolicy(nullptr),
      m_changeRoot(nullptr)
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::l + space::xs, space::l, space::l + space::xs, space::l);
    column->setSpacing(space::m);
    auto* head = new QHBoxLayout;
    head->addWidget(pageTitle(tr("Policy")));
    head->addStretch();
    auto* changeRoot =
        makeButton(tr("Change the root…"), ButtonKind::Plain, QStringLiteral("policyRootChange"));
    auto* changePolicy =
        makeButton(tr("Change the policy…"), ButtonKind::Primary, QStringLiteral("policyChange"));
    m_changePolicy = changePolicy;
    m_changeRoot = changeRoot;
    head->addWidget(changeRoot);
    head->addWidget(changePolicy);
    column->addLayout(head);
    column->addWidget(m_notice);
    for (const auto& [card, facts, name] :
         {std::tuple{m_rootCard, m_root, "policyRoot"}, std::tuple{m_policyCard, m_policy, "policyCard"},
          std::tuple{m_earlierCard, m_earlier, "policyEarlier"},
          std::tuple{m_recoveryCard, m_recoveries, "policyRecoveries"}}) {
        card->setObjectName(QString::fromLatin1(name));
        card->body()->addWidget(facts);
    }
    m_recoveryCard->setTone(Tone::Warn);
    auto* halves = new QHBoxLayout;
    halves->setSpacing(space::m);
    halves->addWidget(scrollingColumn({m_recoveryCard, m_policyCard, m_rootCard, m_earlierCard}), 1);
    auto* right = scrollingColumn({m_pendingRecovery, m_policyForm, m_rootForm});
    right->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    halves->addWidget(right, 1);
    column->addLayout(halves, 1);
    open(nullptr);
    connect(changePolicy, &QPushButton::clicked, this, [this] {
        m_policyForm->begin();
        open(m_policyForm);
    });
    connect(changeRoot, &QPushButton::clicked, this, [this] {
        m_rootForm->begin();
        open(m_rootForm);
    });
    const auto finished = [this] {
        open(nullptr);
        m_notice->show(tr("Signed and in the log. It waits for other admins: they find it under People."),
                       Tone::Ok);
    };
    connect(m_policyForm, &PolicyForm::signedIt, this, finished);
    connect(m_rootForm, &RootForm::signedIt, this, finished);
    connect(m_policyForm, &PolicyForm::closed, this, [this] { open(nullptr); });
    connect(m_rootForm, &RootForm::closed, this, [this] { open(nullptr); });
    connect(&client.policies(), &client::Policies::changed, this, &PolicyPage::showAll);
}

void PolicyPage::open(QWidget* form)
{
    m_policyForm->setVisible(form == m_policyForm);
    m_rootForm->setVisible(form == m_rootForm);
    if (form)
        m_notice->clear();
}

void PolicyPage::activate()
{
    showAll();
    m_pendingRecovery->refresh();
    QCoro::connect(m_client.log().advance(), this, [this](const Result<void>& done) {
        if (!done)
            showLoaded(*m_notice, done);
        showAll();
    });
}

void PolicyPage::showAll()
{
    const auto& state = m_client.log().trust();
    const auto& session = m_client.session();
    const bool founded = state.founded();
    const bool admin = founded && session.holds(wire::Role::Admin);
    m_changePolicy->setVisible(admin);
    const auto* root = founded ? &state.root() : nullptr;
    m_changeRoot->setVisible(
        admin && std::any_of(root->admins.begin(), root->admins.end(),
                             [&](const auto& named) { return named.person == session.me().person; }));
    for (auto* card : {m_rootCard, m_policyCard, m_earlierCard})
        card->setVisible(founded);
    m_recoveryCard->setVisible(founded && !state.recoveries().empty());
    if (!founded)
        return;
    showPolicy();
    showRoot();
    showEarlier();
    showRecoveries();
}

void PolicyPage::showPolicy()
{
    const auto& state = m_client.log().trust();
    m_policyCard->setTitle(tr("Policy %1").arg(state.policy().version));
    m_policy->clear();
    for (const auto& line : policyLines(state.policy()))
        m_policy->add(line.name, line.value);
    m_policy->add(tr("In force"),
                  tr("since trust log entry %1 (%2)")
                      .arg(countText(state.policies().back().first),
                           whenText(state.timeOf(state.policies().back().first), m_client.clock().now())));
}

void PolicyPage::showRoot()
{
    const auto& state = m_client.log().trust();
    const auto& root = state.root();
    m_rootCard->setTitle(tr("Root %1").arg(root.version));
    m_root->clear();
    m_root->add(tr("Server"), client::shownText(root.serverName));
    m_root->add(tr("Environment"), environmentText(client::qt(root.environment)));
    for (const auto& admin : root.admins)
        m_root->add(client::toldApart(state, admin.person, client::shownText(admin.name)),
                    new DigestLabel(client::shownText(admin.signing.thumbprint().text())));
    m_root->add(tr("Sign for the next"), tr("%1 of %2").arg(root.threshold).arg(root.admins.size()));
    m_root->add(tr("Server's key"), new DigestLabel(client::shownText(root.serverKey.thumbprint().text())));
    m_root->add(tr("Trust log"), new DigestLabel(client::shownText(state.logKeys().back().trust)));
    m_root->add(tr("Audit log"), new DigestLabel(client::shownText(state.logKeys().back().audit)));
    m_root->add(tr("Pinned here"), new DigestLabel(client::shownText(state.rootDigest().text())));
}

// The newest first.
void PolicyPage::showEarlier()
{
    const auto& state = m_client.log().trust();
    const auto now = m_client.clock().now();
    m_earlier->clear();
    const auto& policies = state.policies();
    for (std::size_t i = policies.size() - 1; i > 0; --i)
        m_earlier->add(tr("Policy %1, %2")
                           .arg(policies[i].second.version)
                           .arg(whenText(state.timeOf(policies[i].first), now)),
                       policyDifferences(policies[i - 1].second, policies[i].second).join(u'\n'));
    const auto& roots = state.roots();
    for (std::size_t i = roots.size() - 1; i > 0; --i)
        m_earlier->add(
            tr("Root %1, %2").arg(roots[i].body.version).arg(whenText(state.timeOf(roots[i].index), now)),
            rootDifferences(roots[i - 1].body, roots[i].body).join(u'\n'));
    m_earlierCard->setVisible(policies.size() + roots.size() > 2);
}

void PolicyPage::showRecoveries()
{
    const auto& state = m_client.log().trust();
    m_recoveries->clear();
    for (const auto& recovery : state.recoveries()) {
        QStringList signers;
        for (const auto& person : recovery.signers)
            signers << client::nameOf(state, person);
        const auto& body = recovery.body;
        m_recoveries->add(whenText(recovery.time, m_client.clock().now()),
                          tr("%1 entries of the audit log and %2 of the trust log were lost after a restore. "
                             "Signed by %3: %4")
                              .arg(countText(body.lost.audit.size - body.kept.audit.size),
                                   countText(body.lost.trust.size - body.kept.trust.size), listText(signers),
                                   client::shownText(body.reason)));
    }
}

} // namespace countersign::ui
