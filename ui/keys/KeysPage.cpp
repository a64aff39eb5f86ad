#include "ui/keys/KeysPage.h"

#include "ui/keys/EncryptionKeys.h"
#include "ui/keys/SigningKeysView.h"
#include "ui/theme/Theme.h"
#include "ui/theme/Widgets.h"

#include <QHBoxLayout>
#include <QStackedWidget>
#include <QTabBar>
#include <QVBoxLayout>

namespace countersign::ui {

namespace {
enum Tab { Signing, Encryption };
const auto personPrefix = QStringLiteral("person:");
} // namespace

KeysPage::KeysPage(client::Client& client, QWidget* parent)
    : Page(parent),
      m_client(client),
      m_tabs(new QTabBar),
      m_stack(new QStackedWidget),
      m_signing(new SigningKeysView(client)),
      m_encryption(new EncryptionKeys(client))
{
    m_tabs->setObjectName(QStringLiteral("keyTabs"));
    m_tabs->setAccessibleName(tr("Kinds of keys"));
    m_tabs->setDrawBase(false);
    m_tabs->setExpanding(false);
    m_tabs->setUsesScrollButtons(false);
    m_tabs->addTab(tr("Signing keys"));
    m_tabs->addTab(tr("Encryption keys"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::l + space::xs, space::l, space::l + space::xs, space::l);
    column->setSpacing(space::m);
    auto* head = new QHBoxLayout;
    head->setSpacing(space::l);
    head->addWidget(pageTitle(tr("Keys")));
    head->addWidget(m_tabs);
    head->addStretch();
    column->addLayout(head);
    m_stack->addWidget(m_signing);
    m_stack->addWidget(m_encryption);
    column->addWidget(m_stack, 1);
    connect(m_tabs, &QTabBar::currentChanged, this, &KeysPage::showTab);
}

bool KeysPage::maySeeEncryption() const
{
    const auto& session = m_client.session();
    return session.holds(wire::Role::Admin) || session.holds(wire::Role::ComplianceOfficer);
}

void KeysPage::activate()
{
    m_tabs->setTabVisible(Encryption, maySeeEncryption());
    if (!maySeeEncryption())
        m_tabs->setCurrentIndex(Signing);
    showTab(m_tabs->currentIndex());
}

void KeysPage::showTab(int tab)
{
    m_stack->setCurrentIndex(tab);
    if (tab == Signing)
        m_signing->load();
    else
        m_encryption->load();
}

void KeysPage::openItem(const QString& item)
{
    if (item.isEmpty())
        return;
    if (item.startsWith(personPrefix)) {
        m_tabs->setCurrentIndex(Signing);
        m_signing->showPerson(PersonId(item.mid(personPrefix.size()).toStdString()));
        return;
    }
    m_tabs->setCurrentIndex(Encryption);
    m_encryption->openItem(item);
}

} // namespace countersign::ui
