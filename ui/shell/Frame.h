#pragma once

#include "client/Client.h"
#include "ui/shell/PageEntry.h"
#include "ui/theme/Theme.h"

#include <map>

#include <QWidget>

class QStackedWidget;

namespace countersign::ui {

class BrokenLog;
class Finder;
class HeaderBar;
class Rail;
class StandingNotices;

/// What surrounds the pages of somebody signed in: header, rail, footer, finder. Pages are made when they are
/// first shown; a broken log takes the place of all of them.
class Frame final : public QWidget
{
    Q_OBJECT

public:
    Frame(client::Client& client, std::vector<PageEntry> pages, QWidget* parent = nullptr);

    /// A page that the roles in force don't open leads to the first one.
    void open(const QString& page, const QString& item = {});
    [[nodiscard]] const QString& current() const { return m_current; }
    /// The page is up again: after a lock.
    void resume();
    void showAppearance(Mode mode);

signals:
    void lockWanted();
    void signOutWanted();
    void appearanceChosen(Mode mode);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    [[nodiscard]] const PageEntry* entry(const QString& page) const;
    [[nodiscard]] Page* pageFor(const PageEntry& entry);
    void layOut(QWidget* footer);
    void followRoles();
    void followBadges();
    void followLog();
    void addShortcuts();

    client::Client& m_client;
    const std::vector<PageEntry> m_entries;
    std::map<QString, Page*> m_pages;
    QString m_current;
    HeaderBar* m_header;
    Rail* m_rail;
    QStackedWidget* m_stack;
    StandingNotices* m_notices;
    BrokenLog* m_broken;
    Finder* m_finder;
};

} // namespace countersign::ui
