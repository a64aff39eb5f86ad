#include "ui/shell/Page.h"

#include "ui/shell/Sentences.h"
#include "ui/theme/Widgets.h"

namespace countersign::ui {

Page::Page(QWidget* parent) : QWidget(parent)
{
    setFocusPolicy(Qt::ClickFocus); // Tab goes past it; what comes later is ordered after it
}

void Page::showLoaded(Notice& notice, const Result<void>& loaded)
{
    if (loaded) {
        notice.clear();
        return;
    }
    notice.show(sentence(loaded.error()), Tone::Bad);
    notice.setAction(tr("Try again"), [this] { activate(); });
}

} // namespace countersign::ui
