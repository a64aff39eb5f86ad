#include "ui/download/RetrievalCard.h"

#include "client/Strings.h"
#include "ui/shell/Sentences.h"
#include "ui/shell/Wording.h"
#include "ui/theme/Delegates.h"
#include "ui/theme/Theme.h"
#include "ui/theme/WholeChip.h"

#include <QDesktopServices>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QTableView>
#include <QUrl>
#include <QVBoxLayout>

namespace countersign::ui {

using client::FileModel;
using client::Retrieval;
using Column = client::FileModel::Column;

namespace {

double part(const Retrieval::File& file)
{
    if (file.state == Retrieval::FileState::Verified)
        return 1;
    return file.sealedLength == 0
               ? 0
               : static_cast<double>(file.received) / static_cast<double>(file.sealedLength);
}

CellDelegate::Cell checkCell(const Retrieval::File& file, bool sealed)
{
    using enum Retrieval::FileState;
    CellDelegate::Cell cell;
    switch (file.state) {
    case Waiting:
        cell.text = QObject::tr("waiting");
        cell.muted = true;
        break;
    case Fetching:
        cell.text = sizeText(file.received);
        cell.muted = true;
        break;
    case Paused:
        cell.text = QObject::tr("paused");
        cell.chip = Tone::Neutral;
        break;
    case Lost:
        cell.text = QObject::tr("connection lost, resumes in %1 s").arg(file.resumesInSeconds);
        cell.chip = Tone::Warn;
        break;
    case Checking:
        cell.text = QObject::tr("checking");
        cell.muted = true;
        break;
    case Verified:
        cell.text = sealed ? QObject::tr("verified, sealed") : QObject::tr("verified");
        cell.chip = Tone::Ok;
        break;
    case Refused:
        cell.text = file.path.isEmpty() ? QObject::tr("refused") : QObject::tr("no receipt");
        cell.chip = file.path.isEmpty() ? Tone::Bad : Tone::Warn;
        break;
    }
    return cell;
}

CellDelegate::Cell describe(const Retrieval::File& file, Column column, bool sealed)
{
    CellDelegate::Cell cell;
    switch (column) {
    case Column::Name:
        cell.text = client::shownText(file.file.name);
        break;
    case Column::Type:
        cell.text = client::shownText(file.file.type);
        break;
    case Column::Count:
        cell.text = countText(file.file.count);
        cell.alignment = Qt::AlignRight | Qt::AlignVCenter;
        break;
    case Column::Length:
        cell.text = sizeText(file.file.length);
        cell.alignment = Qt::AlignRight | Qt::AlignVCenter;
        break;
    case Column::Progress:
        cell.bar = part(file);
        cell.barTone = file.state == Retrieval::FileState::Verified  ? Tone::Ok
                       : file.state == Retrieval::FileState::Lost    ? Tone::Warn
                       : file.state == Retrieval::FileState::Refused ? Tone::Bad
                                                                     : Tone::Accent;
        break;
    case Column::Check:
        cell = checkCell(file, sealed);
        break;
    case Column::ColumnCount:
        break;
    }
    return cell;
}

/// What a person is to know and do about a file that was refused for good.
QString refusalText(const Retrieval::File& file)
{
    const auto name = client::shownText(file.file.name);
    const auto why = sentence(*file.error);
    if (!file.path.isEmpty())
        return QObject::tr(
                   "%1: the file is here and was verified, but the server did not take its receipt. %2")
            .arg(name, why);
    switch (file.error->code) {
    case ErrorCode::DiskFull:
    case ErrorCode::FileAccess:
    case ErrorCode::FileExists:
        return QObject::tr("%1 was not kept. %2", "file, sentence").arg(name, why);
    default:
        return QObject::tr("%1 was not given its name. %2", "file, sentence").arg(name, why);
    }
}

} // namespace

RetrievalCard::RetrievalCard(Retrieval& retrieval, client::Client& client, QWidget* parent)
    : Card(client::shownText(retrieval.exportView().request.title), parent),
      m_retrieval(retrieval),
      m_client(client),
      m_model(new FileModel(retrieval, this)),
      m_table(new QTableView),
      m_sum(mutedLabel({})),
      m_approvals(new WholeChip),
      m_log(new WholeChip),
      m_digests(new WholeChip),
      m_notice(new Notice),
      m_pause(makeButton(tr("Pause"), ButtonKind::Plain, QStringLiteral("pause"))),
      m_open(makeButton(tr("Open folder"), ButtonKind::Plain, QStringLiteral("openFolder")))
{
    setObjectName(QStringLiteral("retrieval"));
    m_sum->setObjectName(QStringLiteral("retrievalSum"));
    m_sum->setWordWrap(true);
    m_digests->setObjectName(QStringLiteral("digestsMark"));
    m_notice->setObjectName(QStringLiteral("retrievalNotice"));
    auto* corner = new QWidget;
    auto* marks = new QHBoxLayout(corner);
    marks->setContentsMargins(0, 0, 0, 0);
    for (QWidget* widget :
         {static_cast<QWidget*>(m_approvals), static_cast<QWidget*>(m_log), static_cast<QWidget*>(m_digests),
          static_cast<QWidget*>(m_pause), static_cast<QWidget*>(m_open)})
        marks->addWidget(widget);
    setCorner(corner);

    m_table->setModel(m_model);
    m_table->setObjectName(QStringLiteral("retrievalFiles"));
    m_table->setAccessibleName(tr("Files of this retrieval"));
    m_table->setItemDelegate(new CellDelegate(
        [this](const QModelIndex& index) {
            return describe(m_retrieval.files().at(static_cast<std::size_t>(index.row())),
                            static_cast<Column>(index.column()),
                            m_retrieval.keep() == Retrieval::Keep::Sealed);
        },
        m_table));
    dressTable(m_table, QStringLiteral("retrievalFiles"));
    m_table->setSortingEnabled(false);
    auto* header = m_table->horizontalHeader();
    for (const auto& [column, width] : {std::pair{Column::Type, 140},
                                        {Column::Count, 96},
                                        {Column::Length, 96},
                                        {Column::Progress, 160},
                                        {Column::Check, 216}})
        header->resizeSection(static_cast<int>(column), width);
    header->setSectionResizeMode(static_cast<int>(Column::Name), QHeaderView::Stretch);
    fitRows(m_table, static_cast<int>(retrieval.files().size()));

    setFlush();
    auto* words = new QVBoxLayout;
    words->setContentsMargins(space::l, 0, space::l, 0);
    words->setSpacing(space::s);
    words->addWidget(m_sum);
    words->addWidget(m_notice);
    body()->addLayout(words);
    body()->addWidget(m_table);
    connect(&retrieval, &Retrieval::fileChanged, this, &RetrievalCard::refresh);
    connect(&retrieval, &Retrieval::stateChanged, this, &RetrievalCard::refresh);
    connect(&client.log(), &client::LogFollower::brokenChanged, this, &RetrievalCard::refresh);
    connect(m_pause, &QPushButton::clicked, this, [this] {
        if (m_retrieval.state() == Retrieval::State::Running)
            m_retrieval.pause();
        else
            m_retrieval.resume();
    });
    connect(m_open, &QPushButton::clicked, this, &RetrievalCard::openFolder);
    refresh();
}

void RetrievalCard::refresh()
{
    std::uint64_t received = 0;
    std::uint64_t total = 0;
    const Retrieval::File* refused = nullptr;
    for (const auto& file : m_retrieval.files()) {
        received += file.state == Retrieval::FileState::Verified ? file.file.length : file.received;
        total += file.file.length;
        if (file.state == Retrieval::FileState::Refused && file.error)
            refused = &file;
    }
    const int verified = m_retrieval.digestsVerified();
    const int files = static_cast<int>(m_retrieval.files().size());
    auto sum = tr("%1 · %2 of %3", "files, bytes of bytes")
                   .arg(filesText(static_cast<std::uint64_t>(verified), m_retrieval.files().size()),
                        sizeText(std::min(received, total)), sizeText(total));
    if (m_retrieval.state() == Retrieval::State::Running && m_retrieval.bytesPerSecond() > 1) {
        const auto rate = m_retrieval.bytesPerSecond();
        const auto left = std::chrono::milliseconds(
            static_cast<std::int64_t>(1000 * static_cast<double>(total - std::min(received, total)) / rate));
        sum += tr(" · %1/s · %2 left").arg(sizeText(static_cast<std::uint64_t>(rate)), spanText(left));
    }
    m_sum->setText(breakable(tr("%1 · to %2").arg(sum, m_retrieval.folder()), longWord));

    const bool logHolds = !m_client.log().broken();
    m_approvals->set(logHolds ? tr("approvals verified") : tr("approvals in doubt"),
                     logHolds ? Tone::Ok : Tone::Bad);
    m_log->set(logHolds ? tr("log verified") : tr("log broken"), logHolds ? Tone::Ok : Tone::Bad);
    const Tone digestTone = refused ? Tone::Bad : verified == files ? Tone::Ok : Tone::Accent;
    m_digests->set(tr("digests %1 of %2").arg(verified).arg(files), digestTone);

    using enum Retrieval::State;
    const auto state = m_retrieval.state();
    // Without a code, Resume would only be refused again: the card of the release below asks for one.
    m_pause->setVisible(state == Running || (state == Paused && !m_retrieval.needsCode()));
    m_pause->setText(state == Paused ? tr("Resume") : tr("Pause"));
    m_open->setVisible(state == Done);
    if (refused)
        m_notice->show(refusalText(*refused), refused->path.isEmpty() ? Tone::Bad : Tone::Warn);
    else if (m_retrieval.needsCode())
        m_notice->show(
            tr("The hour of your code is over. What has come is kept: type a new code below to go on."),
            Tone::Warn);
    else if (const int missing = m_retrieval.receiptsMissing().value_or(0); state == Done && missing > 0)
        m_notice->show(
            tr("All files are here and checked, but the server's log does not hold the receipts of "
               "%n of them as far as this console can tell. They are looked for again at each "
               "sign-in; tell your compliance officer if this stays.",
               nullptr, missing),
            Tone::Warn);
    else if (state == Done && m_retrieval.keep() == Retrieval::Keep::Sealed)
        m_notice->show(
            tr("All files are here and checked: approvals, log and digests. They stay sealed; open "
               "them below."),
            Tone::Ok);
    else if (state == Done)
        m_notice->show(tr("All files are here, opened and checked: approvals, log and digests."), Tone::Ok);
    else
        m_notice->clear();
}

void RetrievalCard::openFolder()
{
    QDesktopServices::openUrl(QUrl::fromLocalFile(m_retrieval.folder()));
}

} // namespace countersign::ui
