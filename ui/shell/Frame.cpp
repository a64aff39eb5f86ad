#include "ui/shell/Frame.h"

#include "ui/shell/BrokenLog.h"
#include "ui/shell/Finder.h"
#include "ui/shell/FooterBar.h"
#include "ui/shell/HeaderBar.h"
#include "ui/shell/Page.h"
#include "ui/shell/Rail.h"
#include "ui/shell/StandingNotices.h"
#include "ui/theme/FocusOrder.h"

#include <algorithm>

#include <QHBoxLayout>
#include <QShortcut>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace countersign::ui {

namespace {
constexpr int narrowBelow = 1100;
}

bool opensTo(const PageEntry& entry, const std::vector<wire::Role>& roles)
{
    return entry.roles.empty() || std::any_of(entry.roles.begin(), entry.roles.end(), [&](wire::Role role) {
               return std::find(roles.begin(), roles.end(), role) != roles.end();
           });
}

Frame::Frame(client::Client& client, std::vector<PageEntry> pages, QWidget* parent)
    : QWidget(parent),
      m_client(client),
      m_entries(std::move(pages)),
      m_header(new HeaderBar(client)),
      m_rail(new Rail(m_entries)),
      m_stack(new QStackedWidget),
      m_notices(new StandingNotices(client, this)),
      m_broken(new BrokenLog(client)),
      m_finder(new Finder(client, m_entries, this))
{
    setObjectName(QStringLiteral("frame"));
    auto* footer = new FooterBar(client);
    layOut(footer);
    addShortcuts();
    connect(m_header, &HeaderBar::lockWanted, this, &Frame::lockWanted);
    connect(m_header, &HeaderBar::signOutWanted, this, &Frame::signOutWanted);
    connect(m_header, &HeaderBar::appearanceChosen, this, &Frame::appearanceChosen);
    connect(m_rail, &Rail::chosen, this, [this](const QString& page) { open(page); });
    connect(m_finder, &Finder::chosen, this, &Frame::open);
    connect(footer, &FooterBar::findWanted, m_finder, &Finder::open);
    connect(footer, &FooterBar::evidenceWanted, m_broken, &BrokenLog::chooseFolder);
    connect(&client.session(), &client::Session::meChanged, this, &Frame::followRoles);
    connect(&client.book(), &client::ExportBook::changed, this, &Frame::followBadges);
    connect(&client.people(), &client::People::changed, this, &Frame::followBadges);
    connect(&client.log(), &client::LogFollower::brokenChanged, this, &Frame::followLog);
    followRoles();
    followLog();
}

void Frame::layOut(QWidget* footer)
{
    m_stack->addWidget(m_broken);
    auto* told = new QVBoxLayout;
    told->setContentsMargins(0, 0, 0, 0);
    told->setSpacing(0);
    told->addWidget(m_notices);
    told->addWidget(m_stack, 1);
    auto* middle = new QHBoxLayout;
    middle->setSpacing(0);
    middle->addWidget(m_rail);
    middle->addLayout(told, 1);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_header);
    column->addLayout(middle, 1);
    column->addWidget(footer);
}

void Frame::addShortcuts()
{
    auto* find = new QShortcut(QKeySequence(QStringLiteral("Ctrl+K")), this);
    connect(find, &QShortcut::activated, this, [this] {
        if (!m_client.log().broken())
            m_finder->open();
    });
    auto* lock = new QShortcut(QKeySequence(QStringLiteral("Ctrl+L")), this);
    connect(lock, &QShortcut::activated, this, &Frame::lockWanted);
    auto* again = new QShortcut(QKeySequence(QKeySequence::Refresh), this);
    connect(again, &QShortcut::activated, this, &Frame::resume);
}

const PageEntry* Frame::entry(const QString& page) const
{
    const auto found = std::find_if(m_entries.begin(), m_entries.end(),
                                    [&](const PageEntry& entry) { return entry.name == page; });
    return found == m_entries.end() ? nullptr : &*found;
}

Page* Frame::pageFor(const PageEntry& entry)
{
    auto& page = m_pages[entry.name];
    if (page)
        return page;
    page = entry.make();
    m_stack->addWidget(page);
    followInFocus(m_stack, page);
    connect(page, &Page::wantsPage, this, &Frame::open);
    connect(page, &Page::badgeChanged, this,
            [this, name = entry.name](int count) { m_rail->setBadge(name, count); });
    return page;
}

void Frame::open(const QString& page, const QString& item)
{
    const auto* wanted = entry(page);
    if (!wanted || !opensTo(*wanted, m_client.session().me().roles))
        wanted = &m_entries.front();
    m_current = wanted->name;
    m_rail->setCurrent(m_current);
    if (m_client.log().broken())
        return;
    auto* shown = pageFor(*wanted);
    m_stack->setCurrentWidget(shown);
    shown->activate();
    shown->setFocus();
    if (!item.isEmpty())
        shown->openItem(item); // which may know a better place for the keyboard
}

void Frame::resume()
{
    if (m_client.log().broken())
        return;
    if (const auto found = m_pages.find(m_current); found != m_pages.end())
        found->second->activate();
}

void Frame::showAppearance(Mode mode)
{
    m_header->showAppearance(mode);
}

void Frame::followRoles()
{
    if (m_client.session().state() == client::Session::State::SignedOut)
        return;
    const auto& roles = m_client.session().me().roles;
    for (const auto& one : m_entries)
        m_rail->setShown(one.name, opensTo(one, roles));
    const auto* shown = entry(m_current);
    const bool closes = shown && !opensTo(*shown, roles);
    if (closes)
        open(m_entries.front().name);
    m_notices->followRoles(roles, closes ? shown->title : QString());
    followBadges();
}

void Frame::followBadges()
{
    for (const auto& one : m_entries)
        if (one.badge)
            m_rail->setBadge(one.name, one.badge());
}

void Frame::followLog()
{
    const bool broken = m_client.log().broken().has_value();
    m_rail->setEnabled(!broken);
    if (broken) {
        m_finder->hide();
        m_stack->setCurrentWidget(m_broken);
        m_broken->setFocus();
    } else if (!m_current.isEmpty()) {
        open(m_current);
    }
}

void Frame::resizeEvent(QResizeEvent* event)
{
    m_rail->setNarrow(width() < narrowBelow);
    m_finder->hide();
    QWidget::resizeEvent(event);
}

} // namespace countersign::ui
