#include "ui/theme/Widgets.h"

#include "ui/theme/Theme.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QStyle>
#include <QVBoxLayout>

namespace countersign::ui {

namespace {

constexpr int headHeight = 32;

QString toneName(Tone tone)
{
    switch (tone) {
    case Tone::Neutral:
        return QStringLiteral("neutral");
    case Tone::Accent:
        return QStringLiteral("accent");
    case Tone::Ok:
        return QStringLiteral("ok");
    case Tone::Warn:
        return QStringLiteral("warn");
    case Tone::Bad:
        return QStringLiteral("bad");
    }
    return {};
}

QLabel* looking(QLabel* label, const QString& look)
{
    label->setTextFormat(Qt::PlainText);
    label->setProperty("look", look);
    return label;
}

} // namespace

// Dynamic properties are read at polish time alone.
void setLook(QWidget* widget, const char* property, const QString& value)
{
    if (widget->property(property).toString() == value)
        return;
    widget->setProperty(property, value);
    widget->style()->unpolish(widget);
    widget->style()->polish(widget);
    widget->update();
}

void setTone(QWidget* widget, Tone tone)
{
    setLook(widget, "tone", toneName(tone));
}

Card::Card(const QString& title, QWidget* parent)
    : QFrame(parent), m_title(sectionTitle(title)), m_body(new QVBoxLayout), m_head(new QHBoxLayout)
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::l, space::m + 2, space::l, space::m + 2);
    column->setSpacing(space::s);
    m_head->setSpacing(space::s);
    // The head keeps its height: what a card is given too much of goes to its body, and the card itself only
    // grows where its body wants to.
    m_title->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    m_head->addWidget(m_title);
    m_head->addItem(new QSpacerItem(0, 0, QSizePolicy::Expanding, QSizePolicy::Fixed));
    column->addLayout(m_head);
    m_body->setContentsMargins(0, 0, 0, 0);
    m_body->setSpacing(space::s);
    column->addLayout(m_body);
    setTitle(title);
}

void Card::setCorner(QWidget* widget)
{
    m_head->addWidget(widget);
}

void Card::setTitle(const QString& title)
{
    m_title->setText(title);
    m_title->setVisible(!title.isEmpty());
    if (!title.isEmpty())
        setAccessibleName(title);
}

void Card::setFlush()
{
    const bool titled = !m_title->text().isEmpty();
    layout()->setContentsMargins(1, titled ? space::m + 2 : space::xs, 1, space::s);
    layout()->setSpacing(titled ? space::s : 0);
    m_head->setContentsMargins(titled ? space::l : 0, 0, titled ? space::l : 0, 0);
}

void Card::setLarge()
{
    layout()->setContentsMargins(space::xl + space::s, space::xl, space::xl + space::s, space::xl);
    layout()->setSpacing(space::m);
    setLook(m_title, "look", QStringLiteral("pageTitle"));
}

void Card::setTone(Tone tone)
{
    ui::setTone(this, tone);
}

Notice::Notice(QWidget* parent)
    : QFrame(parent),
      m_text(new QLabel),
      m_action(makeButton({}, ButtonKind::Plain, QStringLiteral("noticeAction")))
{
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(space::m, space::s, space::m, space::s);
    row->setSpacing(space::m);
    m_text->setTextFormat(Qt::PlainText);
    m_text->setWordWrap(true);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    row->addWidget(m_text, 1);
    row->addWidget(m_action, 0, Qt::AlignVCenter);
    m_action->hide();
    connect(m_action, &QPushButton::clicked, this, [this] {
        if (const auto run = m_run) // which may clear this notice
            run();
    });
    hide();
}

void Notice::show(const QString& text, Tone tone)
{
    m_text->setText(breakable(text, longWord));
    setAccessibleName(text);
    setLook(this, "tone", toneName(tone));
    setVisible(!text.isEmpty());
}

void Notice::clear()
{
    show({}, Tone::Neutral);
    m_action->hide();
    m_run = nullptr;
}

QString Notice::text() const
{
    return accessibleName();
}

void Notice::setAction(const QString& label, std::function<void()> action)
{
    m_action->setText(label);
    m_run = std::move(action);
    m_action->setVisible(static_cast<bool>(m_run));
}

// Characters of a fact's name that stay on one line.
constexpr qsizetype longName = 30;

FactGrid::FactGrid(QWidget* parent) : QWidget(parent), m_grid(new QGridLayout(this))
{
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setHorizontalSpacing(space::l);
    m_grid->setVerticalSpacing(space::s - 2);
    m_grid->setColumnStretch(1, 1);
}

QLabel* FactGrid::add(const QString& name, const QString& value)
{
    auto* label = textLabel(breakable(value, longWord));
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    label->setAccessibleName(name);
    add(name, label);
    return label;
}

void FactGrid::add(const QString& name, QWidget* value)
{
    auto* label = mutedLabel(name);
    label->setWordWrap(name.size() > longName); // such a one would push its value out of a narrow card
    const bool pills = value->findChild<Chip*>() != nullptr;
    const bool pill = qobject_cast<Chip*>(value) != nullptr;
    if (auto* text = qobject_cast<QLabel*>(value); text && !pill)
        text->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    if (pill || pills) // its word stands in the middle
        label->setMinimumHeight(Chip::pillHeight);
    label->setAlignment(Qt::AlignLeft | (pill || pills ? Qt::AlignVCenter : Qt::AlignTop));
    // A layout asks an aligned label for no height of its lines: one that wraps fills its cell instead.
    m_grid->addWidget(label, m_rows, 0, label->wordWrap() ? Qt::Alignment{} : Qt::AlignLeft | Qt::AlignTop);
    m_grid->addWidget(value, m_rows, 1, pill ? Qt::AlignLeft | Qt::AlignVCenter : Qt::Alignment{});
    ++m_rows;
}

void FactGrid::clear()
{
    while (auto* item = m_grid->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    m_rows = 0;
}

EmptyState::EmptyState(const QString& title, const QString& text, QWidget* parent)
    : QWidget(parent),
      m_title(looking(new QLabel(title), QStringLiteral("sectionTitle"))),
      m_text(mutedLabel(text))
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::xl, space::xl, space::xl, space::xl);
    column->setSpacing(space::s);
    m_title->setAlignment(Qt::AlignCenter);
    m_title->setWordWrap(true);
    m_text->setAlignment(Qt::AlignCenter);
    m_text->setWordWrap(true);
    column->addStretch();
    column->addWidget(m_title);
    column->addWidget(m_text);
    column->addStretch();
    set(title, text);
}

void EmptyState::set(const QString& title, const QString& text)
{
    m_emptyTitle = title;
    m_emptyText = text;
    render();
}

void EmptyState::setKnown(Known known)
{
    m_known = known;
    render();
}

void EmptyState::render()
{
    switch (m_known) {
    case Known::Yes:
        m_title->setText(m_emptyTitle);
        m_text->setText(m_emptyText);
        break;
    case Known::Asking:
        m_title->setText(tr("Asking the server…"));
        m_text->clear();
        break;
    case Known::Failed:
        m_title->setText(tr("Not known"));
        m_text->setText(tr("The server did not say. What stands here once it does may be much or nothing."));
        break;
    }
    m_text->setVisible(!m_text->text().isEmpty());
}

QPushButton* makeButton(const QString& text, ButtonKind kind, const QString& objectName, QWidget* parent)
{
    auto* button = new QPushButton(text, parent);
    button->setObjectName(objectName);
    button->setAutoDefault(false);
    switch (kind) {
    case ButtonKind::Plain:
        break;
    case ButtonKind::Primary:
        button->setProperty("kind", QStringLiteral("primary"));
        break;
    case ButtonKind::Destructive:
        button->setProperty("kind", QStringLiteral("destructive"));
        break;
    case ButtonKind::Link:
        button->setProperty("kind", QStringLiteral("link"));
        button->setCursor(Qt::PointingHandCursor);
        break;
    }
    return button;
}

QLabel* pageTitle(const QString& text, QWidget* parent)
{
    auto* title = looking(new ElidedLabel(text, parent), QStringLiteral("pageTitle"));
    title->setMinimumHeight(headHeight); // whether a button stands beside it or not
    return title;
}

QLabel* mutedLabel(const QString& text, QWidget* parent)
{
    return looking(new QLabel(text, parent), QStringLiteral("muted"));
}

QLabel* sectionTitle(const QString& text, QWidget* parent)
{
    return looking(new ElidedLabel(text, parent), QStringLiteral("sectionTitle"));
}

} // namespace countersign::ui
