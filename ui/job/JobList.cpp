#include "ui/job/JobList.h"

#include "client/Strings.h"
#include "ui/shell/Sentences.h"
#include "ui/shell/Wording.h"
#include "ui/theme/Delegates.h"
#include "ui/theme/Theme.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QStackedLayout>
#include <QTableView>
#include <QVBoxLayout>

namespace countersign::ui {

using client::JobModel;
using Column = client::JobModel::Column;

Tone toneOf(wire::JobState state)
{
    using enum wire::JobState;
    switch (state) {
    case AwaitingApproval:
    case AwaitingRelease:
        return Tone::Warn;
    case Approved:
    case KickingOff:
    case Preparing:
    case TakingIn:
        return Tone::Accent;
    case Released:
    case Retrieved:
        return Tone::Ok;
    case Rejected:
    case Failed:
    case Voided:
        return Tone::Bad;
    case Withdrawn:
    case Lapsed:
    case Destroyed:
        return Tone::Neutral;
    }
    return Tone::Neutral;
}

class JobList::Proxy final : public QSortFilterProxyModel
{
public:
    Proxy(JobModel& model, Filter filter, QObject* parent)
        : QSortFilterProxyModel(parent), m_model(model), m_filter(std::move(filter))
    {
        setSourceModel(&model);
        setSortRole(JobModel::SortRole);
        setDynamicSortFilter(true);
    }
    void setSearch(const QString& text)
    {
        m_search = text.trimmed();
        invalidateFilter();
    }
    void ask() { invalidateFilter(); }
    [[nodiscard]] const client::ExportView* view(const QModelIndex& index) const
    {
        return m_model.view(mapToSource(index));
    }

protected:
    [[nodiscard]] bool filterAcceptsRow(int row, const QModelIndex& parent) const override
    {
        const auto* view = m_model.view(m_model.index(row, 0, parent));
        if (!view || !m_filter(*view))
            return false;
        if (m_search.isEmpty())
            return true;
        const auto haystack = client::shownText(view->request.title) + u' ' +
                              client::shownText(view->request.recipient) + u' ' +
                              view->requestSignature.personName + u' ' + client::shownText(view->job.text());
        return haystack.contains(m_search, Qt::CaseInsensitive);
    }

private:
    JobModel& m_model;
    Filter m_filter;
    QString m_search;
};

namespace {

QString underTitle(const wire::ExportRequestBody& request)
{
    const auto from = request.level == wire::Level::Group && request.group
                          ? client::shownText(request.group->name)
                          : QObject::tr("Whole system");
    const auto types = QObject::tr("%n type(s)", nullptr, static_cast<int>(request.types.size()));
    return from + QStringLiteral(" · ") + types;
}

double progressOf(const client::ExportView& view)
{
    if (view.intake.filesTotal == 0)
        return 0;
    return static_cast<double>(view.intake.filesDone) / static_cast<double>(view.intake.filesTotal);
}

QString stateWord(const client::ExportView& view)
{
    return view.fault ? QObject::tr("not trusted") : stateText(view.state);
}

CellDelegate::Cell describe(const client::ExportView& view, Column column, Time now)
{
    CellDelegate::Cell cell;
    const auto& request = view.request;
    switch (column) {
    case Column::Title:
        cell.text = client::shownText(request.title);
        cell.secondLine = underTitle(request);
        cell.bold = true;
        break;
    case Column::AskedBy:
        cell.text = view.requestSignature.personName;
        break;
    case Column::Purpose:
        cell.text = purposeText(request.purpose);
        break;
    case Column::Recipient:
        cell.text = client::shownText(request.recipient);
        break;
    case Column::State:
        cell.text = stateWord(view);
        cell.chip = view.fault ? Tone::Bad : toneOf(view.state);
        break;
    case Column::Since:
        cell.text = spanText(now - view.since);
        cell.muted = true;
        break;
    case Column::Progress:
        if (view.state == wire::JobState::TakingIn) {
            cell.bar = progressOf(view);
            cell.text = filesText(view.intake.filesDone, view.intake.filesTotal);
        } else {
            cell.text = turnText(view);
            cell.muted = true;
        }
        break;
    case Column::Count:
        break;
    }
    return cell;
}

} // namespace

JobList::JobList(client::ExportBook& book, const Clock& clock, const QString& name, Filter filter,
                 QWidget* parent)
    : QWidget(parent),
      m_book(book),
      m_model(new JobModel(book, this)),
      m_proxy(new Proxy(*m_model, std::move(filter), this)),
      m_table(new QTableView),
      m_empty(new EmptyState(tr("Nothing here"), {})),
      m_search(new QLineEdit),
      m_stack(new QStackedLayout)
{
    m_table->setModel(m_proxy);
    m_table->setObjectName(name);
    m_table->setAccessibleName(tr("Exports"));
    m_table->setItemDelegate(new CellDelegate(
        [this, &clock](const QModelIndex& index) {
            const auto* view = m_proxy->view(index);
            if (!view)
                return CellDelegate::Cell{};
            auto cell = describe(*view, static_cast<Column>(index.column()), clock.now());
            if (m_narrow)
                cell.secondLine = stateWord(*view) + QStringLiteral(" · ") + cell.secondLine;
            return cell;
        },
        m_table));
    for (const auto& [column, width] : {std::pair{Column::AskedBy, 108},
                                        {Column::Purpose, 106},
                                        {Column::Recipient, 130},
                                        {Column::State, 144},
                                        {Column::Since, 92},
                                        {Column::Progress, 214}})
        m_table->setColumnWidth(static_cast<int>(column), width);
    dressTable(m_table, name, space::twoLineRow);
    m_table->horizontalHeader()->setSectionResizeMode(static_cast<int>(Column::Title), QHeaderView::Stretch);

    m_search->setObjectName(name + QStringLiteral("Search"));
    m_search->setAccessibleName(tr("Search the exports"));
    m_search->setPlaceholderText(tr("Search title, recipient, person or job id"));
    m_search->setClearButtonEnabled(true);

    auto* holder = new QWidget;
    auto* column = new QVBoxLayout(holder);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::s);
    auto* searchRow = new QHBoxLayout;
    searchRow->setContentsMargins(space::l, space::s, space::l, 0);
    searchRow->addWidget(m_search);
    column->addLayout(searchRow);
    column->addWidget(m_table);
    m_stack->addWidget(holder);
    m_stack->addWidget(m_empty);
    setLayout(m_stack);

    connect(m_search, &QLineEdit::textChanged, this,
            [this](const QString& text) { m_proxy->setSearch(text); });
    connect(m_table, &QTableView::activated, this, [this](const QModelIndex& index) {
        if (const auto* view = m_proxy->view(index))
            emit opened(client::shownText(view->job.text()));
    });
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            &JobList::currentChanged);
    connect(&book, &client::ExportBook::changed, this, &JobList::showWhatThereIs);
    connect(m_proxy, &QAbstractItemModel::rowsInserted, this, &JobList::showWhatThereIs);
    connect(m_proxy, &QAbstractItemModel::rowsRemoved, this, &JobList::showWhatThereIs);
    connect(m_proxy, &QAbstractItemModel::modelReset, this, &JobList::showWhatThereIs);
    showWhatThereIs();
}

void JobList::setEmptyState(const QString& title, const QString& text)
{
    m_empty->set(title, text);
}

void JobList::setFailed(bool failed)
{
    m_failed = failed;
    showWhatThereIs();
}

void JobList::setNarrow()
{
    m_narrow = true;
    for (int i = 0; i < m_proxy->columnCount(); ++i)
        m_table->setColumnHidden(i, i != static_cast<int>(Column::Title));
}

void JobList::refilter()
{
    m_proxy->ask();
    showWhatThereIs();
}

int JobList::count() const
{
    return m_proxy->rowCount();
}

const client::ExportView* JobList::current() const
{
    return m_proxy->view(m_table->currentIndex());
}

void JobList::showWhatThereIs()
{
    using Known = EmptyState::Known;
    m_empty->setKnown(m_book.loaded() ? Known::Yes : m_failed ? Known::Failed : Known::Asking);
    m_stack->setCurrentIndex(m_proxy->rowCount() > 0 || !m_search->text().isEmpty() ? 0 : 1);
}

} // namespace countersign::ui
