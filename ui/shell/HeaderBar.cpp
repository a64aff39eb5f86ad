#include "ui/shell/HeaderBar.h"

#include "client/Strings.h"
#include "ui/shell/Sentences.h"
#include "ui/theme/Widgets.h"

#include <QActionGroup>
#include <QHBoxLayout>
#include <QMenu>
#include <QToolButton>
#include <QVBoxLayout>

namespace countersign::ui {

namespace {

QLabel* looking(const QString& look, const QString& text = {})
{
    auto* label = new QLabel(text);
    label->setTextFormat(Qt::PlainText);
    label->setProperty("look", look);
    return label;
}

} // namespace

HeaderBar::HeaderBar(client::Client& client, QWidget* parent)
    : QFrame(parent),
      m_client(client),
      m_person(new ElidedLabel),
      m_roles(looking(QStringLiteral("roles"))),
      m_menuButton(new QToolButton),
      m_menu(makeMenu())
{
    setObjectName(QStringLiteral("header"));
    setFixedHeight(space::header);
    const auto& profile = client.connection().profile();
    auto* server = mutedLabel(profile.name + QStringLiteral(" · ") + profile.url.host());
    server->setObjectName(QStringLiteral("headerServer"));
    server->setMinimumWidth(0);
    server->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_person->setObjectName(QStringLiteral("headerPerson"));
    m_roles->setObjectName(QStringLiteral("headerRoles"));
    for (auto* label : {m_person, m_roles}) {
        label->setTextFormat(Qt::PlainText);
        label->setAlignment(Qt::AlignRight);
    }
    auto* who = new QVBoxLayout;
    who->setSpacing(0);
    who->addStretch();
    who->addWidget(m_person);
    who->addWidget(m_roles);
    who->addStretch();

    auto* lock = makeButton(tr("Lock"), ButtonKind::Plain, QStringLiteral("lockButton"));
    lock->setToolTip(tr("Lock (Ctrl+L)"));
    m_menuButton->setObjectName(QStringLiteral("userMenu"));
    m_menuButton->setAccessibleName(tr("Your menu: appearance, sign out"));
    m_menuButton->setIcon(QIcon(QStringLiteral(":/icons/chevron-down.svg")));

    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(space::l, 0, space::l, 0);
    row->setSpacing(space::m + 2);
    row->addWidget(looking(QStringLiteral("brand"), QStringLiteral("Countersign")));
    row->addWidget(new EnvironmentBadge(profile.environment));
    row->addWidget(server, 1);
    row->addLayout(who);
    row->addWidget(lock);
    row->addWidget(m_menuButton);

    connect(lock, &QPushButton::clicked, this, &HeaderBar::lockWanted);
    // A menu set on the button would be run in an event loop of its own.
    connect(m_menuButton, &QToolButton::clicked, this, [this] {
        const auto corner = m_menuButton->mapToGlobal(QPoint(m_menuButton->width(), m_menuButton->height()));
        m_menu->popup(corner - QPoint(m_menu->sizeHint().width(), 0));
    });
    connect(&client.session(), &client::Session::meChanged, this, &HeaderBar::follow);
    follow();
}

QMenu* HeaderBar::makeMenu()
{
    auto* menu = new QMenu(this);
    menu->setObjectName(QStringLiteral("personMenu"));
    auto* modes = new QActionGroup(menu);
    const std::pair<Mode, QString> offered[] = {
        {Mode::Light, tr("Light")}, {Mode::Dark, tr("Dark")}, {Mode::System, tr("As the system")}};
    menu->addSection(tr("Appearance"));
    for (const auto& [mode, text] : offered) {
        auto* action = menu->addAction(text);
        action->setCheckable(true);
        action->setData(static_cast<int>(mode));
        action->setObjectName(QStringLiteral("appearance%1").arg(static_cast<int>(mode)));
        modes->addAction(action);
        connect(action, &QAction::triggered, this, [this, mode = mode] { emit appearanceChosen(mode); });
    }
    menu->addSeparator();
    auto* out = menu->addAction(tr("Sign out"));
    out->setObjectName(QStringLiteral("signOut"));
    connect(out, &QAction::triggered, this, &HeaderBar::signOutWanted);
    return menu;
}

void HeaderBar::showAppearance(Mode mode)
{
    for (auto* action : m_menu->actions())
        if (action->isCheckable())
            action->setChecked(action->data().toInt() == static_cast<int>(mode));
}

void HeaderBar::follow()
{
    const auto& me = m_client.session().me();
    m_person->setText(client::shownText(me.name));
    QStringList roles;
    for (const auto role : me.roles)
        roles += roleText(role);
    m_roles->setText(roles.isEmpty() ? tr("no role in force") : roles.join(QStringLiteral(" · ")));
}

} // namespace countersign::ui
