#include "ui/download/SealedCard.h"

#include "client/Strings.h"
#include "ui/job/ChainWords.h"
#include "ui/shell/Sentences.h"
#include "ui/theme/Delegates.h"
#include "ui/theme/Theme.h"

#include <algorithm>

#include <QCoro/QCoroTask>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QStandardItemModel>
#include <QTableView>
#include <QVBoxLayout>

namespace countersign::ui {

namespace {

enum class SealedColumn { Name, Type, Count, Length, Fetched, State, ColumnCount };

CellDelegate::Cell describe(const client::SealedFiles::File& file, SealedColumn column)
{
    CellDelegate::Cell cell;
    const auto& released = file.note.file;
    switch (column) {
    case SealedColumn::Name:
        cell.text = client::shownText(released.name);
        break;
    case SealedColumn::Type:
        cell.text = client::shownText(released.type);
        break;
    case SealedColumn::Count:
        cell.text = countText(released.count);
        cell.alignment = Qt::AlignRight | Qt::AlignVCenter;
        break;
    case SealedColumn::Length:
        cell.text = sizeText(released.length);
        cell.alignment = Qt::AlignRight | Qt::AlignVCenter;
        break;
    case SealedColumn::Fetched:
        cell.text = dayText(file.note.received);
        cell.muted = true;
        break;
    case SealedColumn::State:
        cell.text = file.opened ? QObject::tr("opened beside it") : QObject::tr("sealed");
        cell.chip = file.opened ? Tone::Neutral : Tone::Ok;
        break;
    case SealedColumn::ColumnCount:
        break;
    }
    return cell;
}

QString titleOf(client::Client& client, const JobId& job)
{
    const auto* view = client.book().find(job);
    return view && view->release ? client::shownText(view->request.title) : client::shownText(job.text());
}

QString openingSentence(const client::ExportView* view, const Error& error)
{
    if (error.code == ErrorCode::KeyMissing)
        return QObject::tr(
            "The key to which these files were sealed is not on this computer. Open them where "
            "they were fetched, or ask for a new release.");
    if (error.code == ErrorCode::Cancelled)
        return QObject::tr("Stopped. Nothing of the file under way is left.");
    return refusalSentence(view, error);
}

} // namespace

SealedCard::SealedCard(client::Client& client, client::SealedFiles::Group group, QWidget* parent)
    : Card(titleOf(client, group.job), parent),
      m_client(client),
      m_facts(mutedLabel({})),
      m_mark(new Chip),
      m_model(new QStandardItemModel(this)),
      m_table(new QTableView),
      m_folder(new QLineEdit),
      m_choose(makeButton(tr("Choose…"), ButtonKind::Plain, QStringLiteral("chooseOpenFolder"))),
      m_code(new CodeField),
      m_open(makeButton({}, ButtonKind::Primary, QStringLiteral("openSealed"))),
      m_cancel(makeButton(tr("Cancel"), ButtonKind::Plain, QStringLiteral("cancelOpening"))),
      m_notice(new Notice)
{
    setObjectName(QStringLiteral("sealed-") + client::shownText(group.job.text()));
    m_facts->setObjectName(QStringLiteral("sealedFacts"));
    m_facts->setWordWrap(true);
    m_folder->setObjectName(QStringLiteral("openFolderPath"));
    m_folder->setAccessibleName(tr("Folder for the opened files"));
    m_folder->setText(group.folder);
    m_code->setObjectName(QStringLiteral("openingCode"));
    m_code->setAccessibleName(tr("Code from your authenticator"));
    m_notice->setObjectName(QStringLiteral("openingNotice"));
    layOut();
    connect(m_choose, &QPushButton::clicked, this, &SealedCard::choose);
    connect(m_code, &QLineEdit::textChanged, this, &SealedCard::updateButton);
    connect(m_folder, &QLineEdit::textChanged, this, &SealedCard::updateButton);
    connect(m_open, &QPushButton::clicked, this, &SealedCard::open);
    connect(m_cancel, &QPushButton::clicked, &client.sealedFiles(), &client::SealedFiles::cancel);
    connect(&client.sealedFiles(), &client::SealedFiles::progressed, this, &SealedCard::showProgress);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &SealedCard::updateButton);
    refresh(std::move(group));
}

void SealedCard::layOut()
{
    setCorner(m_mark);
    m_model->setHorizontalHeaderLabels(
        {tr("File"), tr("Type"), tr("Resources"), tr("Size"), tr("Fetched"), tr("State")});
    for (const auto column : {SealedColumn::Count, SealedColumn::Length})
        m_model->horizontalHeaderItem(static_cast<int>(column))
            ->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_table->setModel(m_model);
    m_table->setObjectName(QStringLiteral("sealedFiles"));
    m_table->setAccessibleName(tr("Files that lie sealed in this folder"));
    m_table->setItemDelegate(new CellDelegate(
        [this](const QModelIndex& index) {
            return describe(m_group.files.at(static_cast<std::size_t>(index.row())),
                            static_cast<SealedColumn>(index.column()));
        },
        m_table));
    dressTable(m_table, QStringLiteral("sealedFiles"));
    m_table->setSortingEnabled(false);
    auto* header = m_table->horizontalHeader();
    for (const auto& [column, width] : {std::pair{SealedColumn::Type, 140},
                                        {SealedColumn::Count, 112},
                                        {SealedColumn::Length, 96},
                                        {SealedColumn::Fetched, 160},
                                        {SealedColumn::State, 160}})
        header->resizeSection(static_cast<int>(column), width);
    header->setSectionResizeMode(static_cast<int>(SealedColumn::Name), QHeaderView::Stretch);

    auto* line = new QHBoxLayout;
    line->setSpacing(space::s);
    line->addWidget(mutedLabel(tr("Open in")));
    line->addWidget(m_folder, 1);
    for (QWidget* widget : {static_cast<QWidget*>(m_choose), static_cast<QWidget*>(m_code),
                            static_cast<QWidget*>(m_open), static_cast<QWidget*>(m_cancel)})
        line->addWidget(widget);
    m_cancel->hide();
    setFlush();
    auto* words = new QVBoxLayout;
    words->setContentsMargins(space::l, 0, space::l, 0);
    words->setSpacing(space::s);
    words->addWidget(m_facts);
    words->addWidget(m_notice);
    words->addLayout(line);
    body()->addLayout(words);
    body()->addWidget(m_table);
}

void SealedCard::refresh(client::SealedFiles::Group group)
{
    m_group = std::move(group);
    setTitle(titleOf(m_client, m_group.job));
    const auto files = static_cast<int>(m_group.files.size());
    m_mark->set(tr("kept sealed"), Tone::Ok);
    m_facts->setText(
        breakable(tr("%n file(s) in %1. Each opening takes a code and is told to the server.", nullptr, files)
                      .arg(m_group.folder),
                  longWord));
    fillTable();
    updateButton();
}

void SealedCard::fillTable()
{
    m_model->setRowCount(static_cast<int>(m_group.files.size()));
    for (int row = 0; row < m_model->rowCount(); ++row)
        for (int column = 0; column < static_cast<int>(SealedColumn::ColumnCount); ++column)
            if (!m_model->item(row, column)) {
                auto* item = new QStandardItem;
                item->setEditable(false);
                m_model->setItem(row, column, item);
            }
    fitRows(m_table, m_model->rowCount());
    m_table->viewport()->update();
}

void SealedCard::choose()
{
    auto* dialog = new QFileDialog(this, tr("Where the opened files go"), m_folder->text());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    connect(dialog, &QFileDialog::fileSelected, m_folder, &QLineEdit::setText);
    dialog->open();
}

std::vector<FileId> SealedCard::wanted() const
{
    std::vector<FileId> files;
    const auto selected = m_table->selectionModel()->selectedRows();
    for (const auto& index : selected)
        files.push_back(m_group.files.at(static_cast<std::size_t>(index.row())).note.file.id);
    if (files.empty())
        for (const auto& file : m_group.files)
            if (!file.opened)
                files.push_back(file.note.file.id);
    return files;
}

void SealedCard::updateButton()
{
    const auto count = static_cast<int>(wanted().size());
    m_open->setText(m_busy       ? tr("Opening…")
                    : count == 0 ? tr("Open")
                                 : tr("Open %n file(s)", nullptr, count));
    m_open->setEnabled(count > 0 && m_code->isComplete() && !m_busy && !m_client.log().broken() &&
                       !m_client.sealedFiles().progress() && !m_folder->text().trimmed().isEmpty());
    m_cancel->setVisible(m_busy);
}

void SealedCard::showProgress()
{
    updateButton();
    const auto& progress = m_client.sealedFiles().progress();
    if (!m_busy || !progress)
        return;
    m_notice->show(tr("%1: %2 of %3 · file %4 of %5")
                       .arg(progress->name, sizeText(progress->bytes), sizeText(progress->length))
                       .arg(progress->done + 1)
                       .arg(progress->files),
                   Tone::Accent);
}

void SealedCard::open()
{
    m_busy = true;
    m_notice->clear();
    const auto digits = m_code->digits().toStdString();
    m_code->clear();
    auto task = m_client.sealedFiles().open(m_group, wanted(), m_folder->text().trimmed(),
                                            Secret(std::string_view(digits)));
    updateButton();
    QCoro::connect(std::move(task), this, [this](const Result<int>& opened) { finish(opened); });
}

void SealedCard::finish(const Result<int>& opened)
{
    m_busy = false;
    updateButton();
    if (opened) {
        m_table->clearSelection();
        m_notice->show(tr("%n file(s) opened and checked against what was released. They now lie readable in "
                          "%1; the sealed ones stay.",
                          nullptr, *opened)
                           .arg(m_folder->text().trimmed()),
                       Tone::Ok);
        return;
    }
    m_notice->show(openingSentence(m_client.book().find(m_group.job), opened.error()), Tone::Bad);
    m_code->setFocus();
}

} // namespace countersign::ui
