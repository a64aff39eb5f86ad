#include "ui/job/ExportFacts.h"

#include "client/Strings.h"
#include "ui/job/ChainWords.h"
#include "ui/shell/Sentences.h"
#include "ui/shell/Wording.h"
#include "ui/theme/Delegates.h"
#include "ui/theme/RichText.h"
#include "ui/theme/Theme.h"

#include <map>

#include <QHBoxLayout>
#include <QHeaderView>
#include <QProgressBar>
#include <QTableWidget>
#include <QVBoxLayout>

namespace countersign::ui {

RequestWords::RequestWords(QWidget* parent)
    : Card({}, parent), m_text(new RichText(RichText::Kind::Paragraph))
{
    m_text->setObjectName(QStringLiteral("requestWords"));
    body()->addWidget(m_text);
}

void RequestWords::set(const client::ExportView& view, bool asYou)
{
    m_text->setHtml(requestInWords(view.request, view.requestSignature.personName, view.fetcherNames, asYou));
}

DecisionsCard::DecisionsCard(QWidget* parent) : Card(tr("Decisions"), parent), m_rows(new QVBoxLayout)
{
    m_rows->setSpacing(space::s);
    body()->addLayout(m_rows);
}

namespace {

void emptyLayout(QLayout* layout)
{
    while (auto* item = layout->takeAt(0)) {
        if (item->layout())
            emptyLayout(item->layout());
        delete item->widget();
        delete item;
    }
}

QString gateLine(const client::GateView& gate, const QString& name)
{
    return QObject::tr("%1: %2 of %n approval(s)", nullptr, gate.needed).arg(name).arg(gate.given);
}

} // namespace

void DecisionsCard::set(const client::ExportView& view, Time now, bool logHolds)
{
    emptyLayout(m_rows);
    m_rows->addWidget(mutedLabel(gateLine(view.requestGate, tr("Request"))));
    if (view.release)
        m_rows->addWidget(mutedLabel(gateLine(view.releaseGate, tr("Release"))));
    for (const auto& decision : view.decisions) {
        const bool approved = decision.verdict == wire::Verdict::Approve;
        auto* row = new QHBoxLayout;
        QString word = approved ? tr("approved") : tr("rejected");
        Tone tone = approved ? Tone::Ok : Tone::Bad;
        if (!decision.counts || !logHolds) {
            word = tr("does not count");
            tone = Tone::Warn;
        }
        row->addWidget(new Chip(word, tone), 0, Qt::AlignTop);
        const auto gate = decision.gate == wire::Gate::Release ? tr("release") : tr("request");
        auto* text = textLabel(breakable(tr("%1 · %2 · %3\n%4", "person · gate · time, reason")
                                             .arg(decision.signature.personName, gate,
                                                  whenText(decision.signature.entered, now), decision.reason),
                                         longWord));
        text->setWordWrap(true);
        if (decision.signature.fault)
            text->setToolTip(toolTipText(signatureSentence(decision.signature)));
        row->addWidget(text, 1);
        m_rows->addLayout(row);
    }
}

namespace {
enum FileColumn { FileName, FileType, FileCount, FileLength, FileDigest, FileColumns };
}

FilesCard::FilesCard(QWidget* parent)
    : Card(tr("Files"), parent), m_table(new QTableWidget(0, FileColumns)), m_sum(new ElidedLabel)
{
    m_table->setObjectName(QStringLiteral("releaseFiles"));
    m_table->setAccessibleName(tr("Files of the release"));
    m_table->setHorizontalHeaderLabels({tr("File"), tr("Type"), tr("Resources"), tr("Size"), tr("SHA-256")});
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setItemDelegate(new CellDelegate(
        [](const QModelIndex& index) {
            CellDelegate::Cell cell;
            cell.text = index.data().toString();
            cell.monospaced = index.column() == FileDigest;
            if (index.column() == FileCount || index.column() == FileLength)
                cell.alignment = Qt::AlignRight | Qt::AlignVCenter;
            return cell;
        },
        m_table));
    dressTable(m_table, QStringLiteral("releaseFiles"));
    auto* header = m_table->horizontalHeader();
    header->setSectionResizeMode(FileName, QHeaderView::Stretch);
    for (const auto& [column, width] :
         {std::pair{FileType, 88}, {FileCount, 98}, {FileLength, 80}, {FileDigest, 124}})
        header->resizeSection(column, width);
    for (const int column : {FileCount, FileLength})
        m_table->horizontalHeaderItem(column)->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_sum->setObjectName(QStringLiteral("releaseSum"));
    setLook(m_sum, "look", QStringLiteral("muted"));
    setFlush();
    setCorner(m_sum);
    body()->addWidget(m_table);
}

void FilesCard::set(const client::ExportView& view)
{
    m_table->setSortingEnabled(false);
    m_table->setRowCount(0);
    if (!view.release)
        return;
    std::uint64_t count = 0;
    std::uint64_t length = 0;
    for (const auto& file : view.release->files) {
        const int row = m_table->rowCount();
        m_table->insertRow(row);
        const auto put = [&](int column, const QString& text, const QString& whole) {
            auto* item = new QTableWidgetItem(text);
            item->setToolTip(toolTipText(whole));
            m_table->setItem(row, column, item);
        };
        const auto name = client::shownText(file.name);
        const auto type = client::shownText(file.type);
        const auto digest = client::shownText(file.sha256.hexText());
        put(FileName, name, name);
        put(FileType, type, type);
        put(FileCount, countText(file.count), countText(file.count));
        put(FileLength, sizeText(file.length), sizeText(file.length));
        put(FileDigest, digest, digest); // cut in the middle when painted, copied whole
        count += file.count;
        length += file.length;
    }
    fitRows(m_table, m_table->rowCount());
    const auto estimate = view.request.estimate.resources;
    auto sum = tr("%1 · %2", "resources, size").arg(resourcesText(count), sizeText(length));
    if (estimate > 0)
        sum +=
            (view.request.level == wire::Level::System
                 ? tr(" · estimated %1 (the server said)")
                 : tr(" · %1 in the whole source (the server said)")) // however many of them the cohort has
                .arg(countText(estimate));
    m_sum->setText(sum);
}

IntakeCard::IntakeCard(QWidget* parent)
    : Card(tr("Taking in"), parent), m_bar(new QProgressBar), m_text(mutedLabel({}))
{
    m_bar->setObjectName(QStringLiteral("intakeProgress"));
    m_bar->setAccessibleName(tr("Progress of the intake"));
    m_bar->setTextVisible(false);
    m_text->setObjectName(QStringLiteral("intakeText"));
    m_text->setWordWrap(true);
    body()->addWidget(m_bar);
    body()->addWidget(m_text);
}

void IntakeCard::set(const client::ExportView& view)
{
    const auto& intake = view.intake;
    m_bar->setRange(0, static_cast<int>(std::max<std::uint64_t>(intake.filesTotal, 1)));
    m_bar->setValue(static_cast<int>(intake.filesDone));
    auto text = tr("%1 · %2 · %3", "files, resources, size")
                    .arg(filesText(intake.filesDone, intake.filesTotal), resourcesText(intake.resources),
                         sizeText(intake.bytes));
    if (intake.filesTotal == 0)
        text = intake.sourceProgress.empty()
                   ? tr("The source prepares the export.")
                   : tr("The source says: %1").arg(client::shownText(intake.sourceProgress));
    const bool failed = view.state == wire::JobState::Failed;
    if (view.failure)
        text = sentence(*view.failure);
    if (failed)
        text = tr("%1 To try again, ask for it anew.", "what went wrong").arg(text);
    else if (view.failure)
        text = tr("%1 The server tries again by itself.", "what went wrong").arg(text);
    setTitle(failed ? tr("Why it failed") : tr("Taking in"));
    setTone(failed ? Tone::Bad : Tone::Neutral);
    m_bar->setVisible(!failed);
    m_text->setText(breakable(text, longWord));
}

} // namespace countersign::ui
