#include "ui/download/BeginDownload.h"

#include "client/Strings.h"
#include "ui/job/ChainPicture.h"
#include "ui/job/ChainWords.h"
#include "ui/shell/Sentences.h"
#include "ui/theme/Theme.h"
#include "ui/theme/WholeChip.h"

#include <QCheckBox>
#include <QCoro/QCoroTask>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QStandardPaths>
#include <QVBoxLayout>

namespace countersign::ui {

namespace {

QString suggestedFolder(const client::ExportView& view)
{
    QString name;
    for (const QChar c : client::shownText(view.request.title).toLower())
        if (c.isLetterOrNumber())
            name += c;
        else if (!name.isEmpty() && !name.endsWith(u'-'))
            name += u'-';
    return QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation) + QStringLiteral("/Exports/") +
           name.left(40);
}

/// The one of this release that waits for a new code; it goes on in its folder.
const client::Retrieval* stoppedRetrieval(client::Client& client, const client::ExportView& view)
{
    for (const auto& retrieval : client.downloads().retrievals())
        if (retrieval->needsCode() && retrieval->exportView().releaseDigest == view.releaseDigest)
            return retrieval.get();
    return nullptr;
}

} // namespace

BeginDownload::BeginDownload(client::Client& client, const JobId& job, QWidget* parent)
    : Card({}, parent),
      m_client(client),
      m_job(job),
      m_facts(mutedLabel({})),
      m_marks(new QWidget),
      m_chain(new ChainPicture),
      m_approvals(new WholeChip),
      m_log(new WholeChip),
      m_folder(new QLineEdit),
      m_choose(makeButton(tr("Choose…"), ButtonKind::Plain, QStringLiteral("chooseFolder"))),
      m_code(new CodeField),
      m_download(makeButton(tr("Download"), ButtonKind::Primary, QStringLiteral("download"))),
      m_sealed(
          new QCheckBox(tr("Keep the files sealed there, and open them here later, each time with a code"))),
      m_notice(new Notice)
{
    setObjectName(QStringLiteral("release-") + client::shownText(job.text()));
    m_facts->setObjectName(QStringLiteral("releaseFacts"));
    m_folder->setObjectName(QStringLiteral("folder"));
    m_folder->setAccessibleName(tr("Destination folder"));
    m_code->setObjectName(QStringLiteral("code"));
    m_code->setAccessibleName(tr("Code from your authenticator"));
    m_sealed->setObjectName(QStringLiteral("keepSealed"));
    m_notice->setObjectName(QStringLiteral("downloadNotice"));
    m_facts->setWordWrap(true);

    auto* marks = new QHBoxLayout(m_marks);
    marks->setContentsMargins(0, 0, 0, 0);
    marks->addWidget(m_approvals);
    marks->addWidget(m_log);
    setCorner(m_marks);

    auto* line = new QHBoxLayout;
    line->setSpacing(space::s);
    line->addWidget(mutedLabel(tr("To")));
    line->addWidget(m_folder, 1);
    line->addWidget(m_choose);
    line->addWidget(m_code);
    line->addWidget(m_download);
    body()->addWidget(m_facts);
    body()->addWidget(m_chain);
    body()->addWidget(m_notice);
    body()->addLayout(line);
    body()->addWidget(m_sealed);

    connect(m_choose, &QPushButton::clicked, this, &BeginDownload::choose);
    connect(m_code, &QLineEdit::textChanged, this, &BeginDownload::updateButton);
    connect(m_folder, &QLineEdit::textChanged, this, &BeginDownload::updateButton);
    connect(m_download, &QPushButton::clicked, this, &BeginDownload::begin);
    refresh();
}

void BeginDownload::refresh()
{
    const auto* view = m_client.book().find(m_job);
    if (!view || !view->release)
        return;
    setTitle(client::shownText(view->request.title));
    const auto* stopped = stoppedRetrieval(m_client, *view);
    m_goesOn = stopped != nullptr;
    if (stopped)
        m_folder->setText(stopped->folder());
    else if (m_folder->text().isEmpty())
        m_folder->setText(suggestedFolder(*view));
    m_folder->setReadOnly(m_goesOn);
    m_choose->setEnabled(!m_goesOn);
    m_sealed->setEnabled(!m_goesOn);
    if (stopped)
        m_sealed->setChecked(stopped->keep() == client::Retrieval::Keep::Sealed);
    std::uint64_t length = 0;
    for (const auto& file : view->release->files)
        length += file.length;
    m_facts->setText(tr("%n file(s) · %1 · until %2", nullptr, static_cast<int>(view->release->files.size()))
                         .arg(sizeText(length), dayText(view->release->ends)));
    const bool logHolds = !m_client.log().broken();
    m_chainHolds = view->chain.holds() && !view->fault;
    m_chain->set(*view, m_client.clock().now(), logHolds);
    if (!logHolds)
        m_log->set(tr("log broken"), Tone::Bad);
    else
        m_log->set(tr("log verified"), Tone::Ok);
    if (m_chainHolds && logHolds)
        m_approvals->set(tr("approvals verified"), Tone::Ok);
    else
        m_approvals->set(tr("approvals not proven"), Tone::Bad);
    if (const auto broken = chainSentence(*view); !broken.isEmpty())
        m_notice->show(tr("%1 Nothing was fetched and no patient data is on this computer.").arg(broken),
                       Tone::Bad);
    updateButton();
}

void BeginDownload::choose()
{
    // The static convenience would run a nested event loop.
    auto* dialog = new QFileDialog(this, tr("Where the files go"), m_folder->text());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    connect(dialog, &QFileDialog::fileSelected, m_folder, &QLineEdit::setText);
    dialog->open();
}

void BeginDownload::updateButton()
{
    m_download->setEnabled(m_chainHolds && !m_client.log().broken() && m_code->isComplete() && !m_busy &&
                           !m_folder->text().trimmed().isEmpty());
    m_download->setText(m_busy ? tr("Checking…") : m_goesOn ? tr("Go on") : tr("Download"));
}

void BeginDownload::begin()
{
    m_busy = true;
    m_notice->clear();
    const auto digits = m_code->digits().toStdString();
    m_code->clear();
    const auto keep =
        m_sealed->isChecked() ? client::Retrieval::Keep::Sealed : client::Retrieval::Keep::Opened;
    auto task =
        m_client.downloads().begin(m_job, m_folder->text().trimmed(), Secret(std::string_view(digits)), keep);
    QCoro::connect(std::move(task), this, [this](const Result<client::Retrieval*>& begun) {
        m_busy = false;
        updateButton();
        if (!begun) {
            m_notice->show(refusalSentence(m_client.book().find(m_job), begun.error()), Tone::Bad);
            m_code->setFocus();
        }
    });
}

} // namespace countersign::ui
