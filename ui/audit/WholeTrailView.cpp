#include "ui/audit/WholeTrailView.h"

#include "client/PersonNames.h"
#include "client/Strings.h"
#include "ui/audit/TrailDocument.h"
#include "ui/audit/TrailResult.h"
#include "ui/audit/TrailStart.h"
#include "ui/shell/Sentences.h"
#include "ui/theme/Theme.h"

#include <QCoreApplication>
#include <QCoro/QCoroTask>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QPrintDialog>
#include <QPrinter>
#include <QProgressBar>
#include <QStackedWidget>
#include <QStandardPaths>
#include <QTextDocument>
#include <QVBoxLayout>

namespace countersign::ui {

namespace {

enum Shown { Start, Running, Ended };
constexpr int barSteps = 1000;

QVBoxLayout* columnOf(QWidget* widget)
{
    auto* column = new QVBoxLayout(widget);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::m);
    return column;
}

} // namespace

WholeTrailView::WholeTrailView(client::Client& client, QWidget* parent)
    : QWidget(parent),
      m_client(client),
      m_stack(new QStackedWidget),
      m_notice(new Notice),
      m_start(new TrailStart),
      m_bar(new QProgressBar),
      m_progress(textLabel()),
      m_cancel(makeButton(tr("Cancel"), ButtonKind::Plain, QStringLiteral("trailCancel"))),
      m_result(new TrailResult),
      m_saved(new Notice),
      m_paper(makeButton(tr("Print…"), ButtonKind::Plain, QStringLiteral("trailPrint"))),
      m_pdf(makeButton(tr("Save as PDF…"), ButtonKind::Primary, QStringLiteral("trailPdf")))
{
    setObjectName(QStringLiteral("wholeTrail"));
    m_stack->addWidget(makeStart());
    m_stack->addWidget(makeRunning());
    m_stack->addWidget(makeResult());
    columnOf(this)->addWidget(m_stack);
    connect(m_start, &TrailStart::wanted, this, &WholeTrailView::begin);
    connect(m_cancel, &QPushButton::clicked, this, &WholeTrailView::cancel);
    connect(m_result, &TrailResult::entryWanted, this, &WholeTrailView::entryWanted);
    connect(&client.wholeTrail(), &client::WholeTrail::progressed, this, &WholeTrailView::showProgress);
    connect(&client.log(), &client::LogFollower::brokenChanged, this, &WholeTrailView::revoke);
    connect(&client.log(), &client::LogFollower::advanced, this, &WholeTrailView::activate);
    connect(&client.session(), &client::Session::stateChanged, this, [this] {
        if (m_client.session().state() == client::Session::State::SignedOut)
            forget();
    });
}

QWidget* WholeTrailView::makeStart()
{
    auto* page = new QWidget;
    auto* column = columnOf(page);
    m_notice->setObjectName(QStringLiteral("trailNotice"));
    column->addWidget(m_notice);
    column->addWidget(m_start);
    column->addStretch();
    return page;
}

QWidget* WholeTrailView::makeRunning()
{
    m_bar->setObjectName(QStringLiteral("trailBar"));
    m_bar->setAccessibleName(tr("Entries checked"));
    m_bar->setTextVisible(false);
    m_progress->setObjectName(QStringLiteral("trailProgress"));
    m_progress->setWordWrap(true);
    auto* page = new QWidget;
    auto* column = columnOf(page);
    auto* card = new Card(tr("Checking the trail"));
    card->body()->addWidget(m_bar);
    card->body()->addWidget(m_progress);
    auto* remark =
        mutedLabel(tr("You may go on working on other pages meanwhile. The check ends with your session."));
    remark->setWordWrap(true);
    card->body()->addWidget(remark);
    card->body()->addWidget(m_cancel, 0, Qt::AlignLeft);
    column->addWidget(card);
    column->addStretch();
    return page;
}

QWidget* WholeTrailView::makeResult()
{
    auto* page = new QWidget;
    auto* column = columnOf(page);
    m_saved->setObjectName(QStringLiteral("trailSaved"));
    column->addWidget(m_saved);
    column->addWidget(m_result, 1);
    auto* foot = new QHBoxLayout;
    foot->setSpacing(space::s);
    auto* again = makeButton(tr("Another check"), ButtonKind::Plain, QStringLiteral("trailAgain"));
    foot->addWidget(again);
    foot->addStretch();
    foot->addWidget(m_paper);
    foot->addWidget(m_pdf);
    column->addLayout(foot);
    connect(again, &QPushButton::clicked, this, &WholeTrailView::forget);
    connect(m_paper, &QPushButton::clicked, this, &WholeTrailView::print);
    connect(m_pdf, &QPushButton::clicked, this, &WholeTrailView::chooseFile);
    return page;
}

void WholeTrailView::activate()
{
    m_start->setKnown(m_client.log().verifiedThrough(), toQDateTime(m_client.clock().now()).date());
}

void WholeTrailView::begin()
{
    m_notice->clear();
    m_saved->clear();
    m_report.reset();
    const int asked = ++m_asked;
    QCoro::connect(m_client.wholeTrail().check(m_start->extent()), this,
                   [this, asked](const Result<client::WholeTrailReport>& report) {
                       if (asked == m_asked)
                           showEnd(report);
                   });
    m_stack->setCurrentIndex(Running);
    showProgress();
    m_cancel->setFocus();
}

// At once, whatever the server does with the call under way.
void WholeTrailView::cancel()
{
    ++m_asked;
    const auto progress = m_client.wholeTrail().progress();
    m_client.wholeTrail().cancel();
    m_stack->setCurrentIndex(Start);
    m_notice->show(
        progress.all == 0
            ? tr("Cancelled before the first entry.")
            : tr("Cancelled after %1 of %2 entries. Nothing is claimed of them, and nothing was kept.")
                  .arg(countText(progress.done), countText(progress.all)),
        Tone::Neutral);
}

void WholeTrailView::showProgress()
{
    const auto& progress = m_client.wholeTrail().progress();
    if (progress.all == 0) { // the newest checkpoint is on its way
        m_bar->setRange(0, barSteps);
        m_bar->setValue(0);
        m_progress->setText(tr("Fetching the newest checkpoint, and proving it consistent with the last…"));
        return;
    }
    m_bar->setRange(0, barSteps);
    m_bar->setValue(static_cast<int>(progress.done * barSteps / progress.all));
    m_progress->setText(
        tr("%1 of %2 entries · %3 signatures checked")
            .arg(countText(progress.done), countText(progress.all), countText(progress.signatures)));
}

void WholeTrailView::showEnd(const Result<client::WholeTrailReport>& report)
{
    if (report)
        showReport(*report);
    else
        showFailure(report.error());
}

void WholeTrailView::showReport(const client::WholeTrailReport& report)
{
    m_report = report;
    m_result->set(report, m_client.clock().now());
    for (auto* button : {m_paper, m_pdf})
        button->setEnabled(true);
    m_stack->setCurrentIndex(Ended);
    if (m_client.log().broken())
        revoke();
    else if (isVisible())
        m_pdf->setFocus();
}

// A broken log takes back what was claimed of it; a report that was saved before bears its time.
void WholeTrailView::revoke()
{
    m_report.reset();
    m_result->revoke();
    for (auto* button : {m_paper, m_pdf})
        button->setEnabled(false);
}

void WholeTrailView::showFailure(const Error& error)
{
    m_stack->setCurrentIndex(Start);
    if (error.code == ErrorCode::NotFound) {
        m_notice->show(tr("The log holds no entry there. Choose another range."), Tone::Warn);
        return;
    }
    const auto& progress = m_client.wholeTrail().progress();
    auto text = tr("The check did not come to its end, so nothing is claimed. %1").arg(sentence(error));
    if (progress.done > 0)
        text += u' ' +
                tr("It had come to %1 of %2 entries.").arg(countText(progress.done), countText(progress.all));
    m_notice->show(text, Tone::Bad);
}

// Back to the start; what was shown is gone.
void WholeTrailView::forget()
{
    ++m_asked;
    m_report.reset();
    m_notice->clear();
    m_saved->clear();
    m_stack->setCurrentIndex(Start);
    activate();
}

std::unique_ptr<QTextDocument> WholeTrailView::document() const
{
    const auto& profile = m_client.connection().profile();
    const auto& me = m_client.session().me();
    TrailFiled filed;
    filed.server = QStringLiteral("%1, %2").arg(client::shownText(me.serverName), profile.url.toString());
    filed.environment = profile.environment;
    filed.person = client::withId(client::shownText(me.name), me.person);
    filed.program = QCoreApplication::applicationName() + u' ' + QCoreApplication::applicationVersion();
    return trailDocument(*m_report, filed);
}

void WholeTrailView::print()
{
    const auto printer = std::make_shared<QPrinter>(QPrinter::HighResolution);
    auto* dialog = new QPrintDialog(printer.get(), this);
    dialog->setObjectName(QStringLiteral("trailPrintDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, qOverload<QPrinter*>(&QPrintDialog::accepted), this, [this, printer](QPrinter* chosen) {
        if (m_report)
            document()->print(chosen);
    });
    // The dialog uses it to its end.
    connect(dialog, &QObject::destroyed, this, [printer] {});
    dialog->open();
}

void WholeTrailView::chooseFile()
{
    const auto folder = QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation);
    auto* dialog = new QFileDialog(this, tr("Where the report goes"), folder, tr("PDF (*.pdf)"));
    dialog->setObjectName(QStringLiteral("trailFile"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QStringLiteral("pdf"));
    dialog->selectFile(tr("audit-log-check") + QStringLiteral(".pdf"));
    connect(dialog, &QFileDialog::fileSelected, this, &WholeTrailView::save);
    dialog->open();
}

void WholeTrailView::save(const QString& file)
{
    if (!m_report)
        return;
    if (const auto done = writeTrailPdf(*document(), file); !done)
        m_saved->show(sentence(done.error()), Tone::Bad);
    else
        m_saved->show(tr("The report is in %1. It names people: keep it as you keep the log.").arg(file),
                      Tone::Ok);
}

} // namespace countersign::ui
