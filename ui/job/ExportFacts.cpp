#include "ui/job/ExportFacts.h"

#include "ui/shell/Sentences.h"
#include "ui/shell/Wording.h"
#include "ui/theme/Delegates.h"
#include "ui/theme/RichText.h"
#include "ui/theme/Theme.h"

#include <map>

#include <QFontDatabase>
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
    return QObject::tr("%1: %2 of %3 approvals").arg(name).arg(gate.given).arg(gate.needed);
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
        auto* text = new QLabel(tr("%1 · %2 · %3\n%4", "person · gate · time, reason")
                                    .arg(decision.signature.personName, gate,
                                         whenText(decision.signature.entered, now), decision.reason));
        text->setTextFormat(Qt::PlainText);
        text->setWordWrap(true);
        if (decision.signature.fault)
            text->setToolTip(sentence(*decision.signature.fault));
        row->addWidget(text, 1);
        m_rows->addLayout(row);
    }
}

FilesCard::FilesCard(QWidget* parent)
    : Card(tr("Files"), parent), m_table(new QTableWidget(0, 5)), m_sum(mutedLabel({}))
{
    m_table->setObjectName(QStringLiteral("releaseFiles"));
    m_table->setAccessibleName(tr("Files of the release"));
    m_table->setHorizontalHeaderLabels({tr("File"), tr("Type"), tr("Resources"), tr("Size"), tr("SHA-256")});
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    dressTable(m_table, QStringLiteral("releaseFiles"));
    auto* header = m_table->horizontalHeader();
    header->setSectionResizeMode(0, QHeaderView::Stretch);
    for (const auto& [column, width] : {std::pair{1, 118}, {2, 96}, {3, 90}, {4, 138}})
        header->resizeSection(column, width);
    for (const int column : {2, 3})
        m_table->horizontalHeaderItem(column)->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
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
    const auto right = Qt::AlignRight | Qt::AlignVCenter;
    for (const auto& file : view.release->files) {
        const int row = m_table->rowCount();
        m_table->insertRow(row);
        const auto digest = QString::fromStdString(file.sha256.text());
        const auto put = [&](int column, const QString& text,
                             Qt::Alignment alignment = Qt::AlignLeft | Qt::AlignVCenter) {
            auto* item = new QTableWidgetItem(text);
            item->setTextAlignment(alignment);
            item->setToolTip(text.toHtmlEscaped());
            m_table->setItem(row, column, item);
            return item;
        };
        put(0, QString::fromStdString(file.name));
        put(1, QString::fromStdString(file.type));
        put(2, countText(file.count), right);
        put(3, sizeText(file.length), right);
        auto* shown = put(4, digest.left(8) + u'…' + digest.right(6));
        shown->setToolTip(digest);
        shown->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
        count += file.count;
        length += file.length;
    }
    fitRows(m_table, m_table->rowCount());
    const auto estimate = view.request.estimate.resources;
    auto sum = tr("%1 resources · %2").arg(countText(count), sizeText(length));
    if (estimate > 0)
        sum += tr(" · estimated %1 (the server said)").arg(countText(estimate));
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
    auto text = tr("%1 of %2 files · %3 resources · %4")
                    .arg(countText(intake.filesDone), countText(intake.filesTotal),
                         countText(intake.resources), sizeText(intake.bytes));
    if (intake.filesTotal == 0)
        text = intake.sourceProgress.empty()
                   ? tr("The source prepares the export.")
                   : tr("The source says: %1").arg(QString::fromStdString(intake.sourceProgress));
    if (view.failure)
        text = sentence(*view.failure);
    m_text->setText(text);
}

} // namespace countersign::ui
