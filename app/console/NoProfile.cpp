#include "console/NoProfile.h"

#include "ui/theme/Widgets.h"

#include <QCoreApplication>
#include <QIcon>
#include <QVBoxLayout>

namespace countersign::console {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(NoProfile)
};

} // namespace

std::unique_ptr<QWidget> noProfileWindow(const CommandLine& line, const std::vector<Error>& faults)
{
    const auto where = line.profile.isEmpty() ? line.profiles : line.profile;
    QString text = Words::tr("Countersign believes only servers whose profile an admin has put on this "
                             "computer. Put the file that your admin gave you here:\n%1")
                       .arg(where);
    for (const auto& fault : faults)
        text += QStringLiteral("\n\n") +
                Words::tr("Cannot be used: %1").arg(QString::fromStdString(fault.detail));
    auto window = std::make_unique<QWidget>();
    window->setObjectName(QStringLiteral("noProfile"));
    window->setWindowTitle(QStringLiteral("Countersign"));
    window->setWindowIcon(QIcon(QStringLiteral(":/icons/app.svg")));
    window->resize(720, 480);
    auto* card = new ui::Card;
    card->body()->addWidget(new ui::EmptyState(Words::tr("No server profile"), text));
    auto* column = new QVBoxLayout(window.get());
    column->addWidget(card);
    return window;
}

} // namespace countersign::console
