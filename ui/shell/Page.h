#pragma once

#include "base/Error.h"

#include <QWidget>

namespace countersign::ui {

class Notice;

/// A page of the rail. Pages are made by the composition root and shown by the main window; a page finds its
/// data through the client services that it was constructed with.
class Page : public QWidget
{
    Q_OBJECT

public:
    explicit Page(QWidget* parent = nullptr);

    /// Called each time the page comes up; loads what it needs.
    virtual void activate() {}
    /// Opens a thing within the page (a job id, a person id), e.g. from the finder.
    virtual void openItem(const QString&) {}

signals:
    /// Asks the window to go to another page, and there to an item.
    void wantsPage(const QString& page, const QString& item);
    /// For the badge in the rail; 0 hides it.
    void badgeChanged(int count);

protected:
    /// Says what went wrong while the page was loaded, and offers to do it again.
    void showLoaded(Notice& notice, const Result<void>& loaded);
};

} // namespace countersign::ui
