#include "ui/theme/StyleSheet.h"

#include <QHash>

namespace countersign::ui {

namespace {

// `@name` stands for a token; the longest names first while replacing.
constexpr auto controls = R"(
QWidget { color: @text; }
QMainWindow, QDialog { background: @window; }
QToolTip { background: @surface; color: @text; border: 1px solid @line; padding: 4px 8px; }
QLabel { background: transparent; }
QLabel[look="muted"] { color: @muted; }
QLabel[look="pageTitle"] { font-size: 13pt; font-weight: 600; }
QLabel[look="sectionTitle"] { font-weight: 600; }
QLabel[look="paragraph"] { font-size: 10.5pt; }
QLabel[look="columnTitle"] { color: @muted; font-weight: 600; font-size: 9pt; }
QLabel[look="bad"] { color: @bad; }
#rowLine { background: @line; border: none; }

QPushButton { background: @surface; border: 1px solid @line; border-radius: 6px; padding: 5px 14px; min-height: 20px; }
QPushButton:hover { background: @sunken; }
QPushButton:pressed { background: @line; }
QPushButton:focus { border: 2px solid @accent; padding: 4px 13px; }
QPushButton:disabled { color: @dim; background: @sunken; }
QPushButton[kind="primary"] { background: @accent; border-color: @accent; color: @accentOn; font-weight: 600; }
QPushButton[kind="primary"]:hover { background: @accentHover; border-color: @accentHover; }
QPushButton[kind="primary"]:focus { border-color: @text; }
QPushButton[kind="primary"]:disabled { background: @accentDim; border-color: @accentDim; color: @accentOn; }
QPushButton[kind="destructive"] { background: transparent; border-color: @bad; color: @bad; }
QPushButton[kind="destructive"]:hover { background: @badWeak; }
QPushButton[kind="destructive"]:disabled { color: @dim; border-color: @line; }
QPushButton[kind="link"] { background: transparent; border: 1px solid transparent; color: @accent; padding: 3px 0; min-height: 16px; border-radius: 4px; }
QPushButton[kind="link"]:hover { text-decoration: underline; }
QPushButton[look="rowTitle"] { color: @text; font-weight: 600; text-align: left; padding: 3px 0; }
QPushButton[kind="link"]:focus { border: 1px solid @accent; }
QPushButton[kind="link"]:disabled { color: @dim; }
QToolButton { background: transparent; border: 1px solid transparent; border-radius: 6px; padding: 4px; }
QToolButton:hover { background: @sunken; }
QToolButton:focus { border-color: @accent; }

QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QAbstractSpinBox {
  background: @surface; border: 1px solid @line; border-radius: 6px; padding: 4px 10px;
  selection-background-color: @accent; selection-color: @accentOn; }
QLineEdit, QComboBox, QAbstractSpinBox { min-height: 22px; }
QPlainTextEdit, QTextEdit { padding: 4px 6px; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QComboBox:focus, QAbstractSpinBox:focus {
  border: 2px solid @accent; padding: 3px 9px; }
QPlainTextEdit:focus, QTextEdit:focus { padding: 3px 5px; }
QLineEdit:disabled, QComboBox:disabled, QAbstractSpinBox:disabled, QPlainTextEdit:disabled {
  background: @sunken; color: @dim; }
QPlainTextEdit[readOnly="true"] { background: @sunken; }
QLineEdit[tone="bad"] { border-color: @bad; }
QComboBox::drop-down { border: none; width: 24px; }
QComboBox::down-arrow { image: url(:/icons/chevron-down.svg); width: 12px; height: 12px; }
QComboBox QAbstractItemView { background: @surface; border: 1px solid @line; selection-background-color: @accentWeak;
  selection-color: @text; outline: none; }
QAbstractSpinBox::up-button { border: none; width: 20px; subcontrol-origin: border; subcontrol-position: top right; }
QAbstractSpinBox::down-button { border: none; width: 20px; subcontrol-origin: border; subcontrol-position: bottom right; }
QAbstractSpinBox::up-arrow { image: url(:/icons/chevron-up.svg); width: 10px; height: 10px; }
QAbstractSpinBox::down-arrow { image: url(:/icons/chevron-down.svg); width: 10px; height: 10px; }
QDateTimeEdit::drop-down { border: none; width: 24px; subcontrol-origin: border; subcontrol-position: center right; }
QDateTimeEdit::down-arrow { image: url(:/icons/chevron-down.svg); width: 12px; height: 12px; }
QCheckBox, QRadioButton { background: transparent; spacing: 8px; }
QCheckBox::indicator, QAbstractItemView::indicator { width: 14px; height: 14px; border: 1px solid @muted; border-radius: 3px; background: @surface; }
QCheckBox::indicator:focus { border: 1px solid @accent; }
QCheckBox:focus { color: @accent; }
QCheckBox::indicator:checked, QAbstractItemView::indicator:checked { background: @accent; border-color: @accent; image: url(@checkImage); }
QCheckBox::indicator:disabled { border-color: @line; background: @sunken; }
QCheckBox::indicator:checked:disabled { background: @accentDim; }

QProgressBar { background: @sunken; border: none; border-radius: 3px; min-height: 6px; max-height: 6px; }
QProgressBar::chunk { background: @accent; border-radius: 3px; }
QProgressBar[tone="ok"]::chunk { background: @ok; }
QProgressBar[tone="bad"]::chunk { background: @bad; }
)";

constexpr auto views = R"(
QAbstractItemView { background: @surface; border: none; outline: none; selection-background-color: @accentWeak;
  selection-color: @text; }
QTableView, QTreeView, QListView { background: transparent; }
QTableView::item, QTreeView::item { border: none; border-bottom: 1px solid @line; padding: 0 8px; }
QTableView::item:hover, QTreeView::item:hover { background: @sunken; }
QTableView::item:selected, QTreeView::item:selected, QListView::item:selected { background: @accentWeak; color: @text; }
QTreeView::branch { border-bottom: 1px solid @line; }
QTreeView::branch:has-children { background: @sunken; }
QTreeView::branch:selected { background: @accentWeak; }
QTreeView::branch:has-children:closed { image: url(:/icons/chevron-right.svg); padding: 4px; }
QTreeView::branch:has-children:open { image: url(:/icons/chevron-down.svg); padding: 4px; }
QHeaderView { background: transparent; border: none; }
QHeaderView::section { background: transparent; color: @muted; border: none; border-bottom: 1px solid @line;
  padding: 6px 9px; font-weight: 600; font-size: 9pt; }
QHeaderView::section:hover { color: @text; }
QHeaderView::down-arrow { image: url(:/icons/chevron-down.svg); width: 10px; height: 10px; subcontrol-position: center right; right: 4px; }
QHeaderView::up-arrow { image: url(:/icons/chevron-up.svg); width: 10px; height: 10px; subcontrol-position: center right; right: 4px; }
QTableCornerButton::section { background: transparent; border: none; }
QScrollArea, QScrollArea > QWidget > QWidget, QStackedWidget { background: transparent; border: none; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0; }
QScrollBar::handle { background: @line; border-radius: 3px; margin: 2px; min-width: 24px; min-height: 24px; }
QScrollBar::handle:hover { background: @muted; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QSplitter::handle { background: transparent; }
QMenu { background: @surface; border: 1px solid @line; padding: 4px; }
QMenu::item { padding: 5px 20px; border-radius: 4px; }
QMenu::item:selected { background: @accentWeak; color: @text; }
QMenu::item:disabled { color: @dim; }
QMenu::separator { height: 1px; background: @line; margin: 4px; }
QTabWidget::pane { border: none; }
QTabBar::tab { background: transparent; color: @muted; padding: 6px 12px; border-bottom: 2px solid transparent; }
QTabBar::tab:selected { color: @accent; border-bottom-color: @accent; font-weight: 600; }
QTabBar::tab:focus { color: @text; }
)";

constexpr auto ours = R"(
countersign--ui--Card { background: @surface; border: 1px solid @line; border-radius: 8px; }
countersign--ui--Card[tone="bad"] { border: 2px solid @bad; }
countersign--ui--Card[tone="warn"] { border: 2px solid @warn; }
countersign--ui--Chip { border-radius: 10px; padding: 0 8px; font-size: 9pt; background: @sunken; color: @muted; }
countersign--ui--Chip[tone="accent"] { background: @accentWeak; color: @accent; }
countersign--ui--Chip[tone="ok"] { background: @okWeak; color: @ok; }
countersign--ui--Chip[tone="warn"] { background: @warnWeak; color: @warn; }
countersign--ui--Chip[tone="bad"] { background: @badWeak; color: @bad; }
countersign--ui--EnvironmentBadge { border-radius: 4px; padding: 4px 10px; font-weight: 600; color: #FFFFFF; background: @production; }
countersign--ui--EnvironmentBadge[tone="test"] { background: @test; }
countersign--ui--EnvironmentBadge[tone="training"] { background: @training; }
countersign--ui--FactGrid QLabel[tone="bad"] { color: @bad; }
countersign--ui--DigestLabel { font-family: "DejaVu Sans Mono", monospace; }
countersign--ui--CodeField { font-size: 11pt; letter-spacing: 2px; }
countersign--ui--Notice { border-radius: 6px; border: 1px solid @line; background: @sunken; }
countersign--ui--Notice[tone="accent"] { background: @accentWeak; border-color: @accent; }
countersign--ui--Notice[tone="ok"] { background: @okWeak; border-color: @ok; }
countersign--ui--Notice[tone="warn"] { background: @warnWeak; border-color: @warn; }
countersign--ui--Notice[tone="bad"] { background: @badWeak; border-color: @bad; }

#rail { background: @surface; border: none; border-right: 1px solid @line; }
#header { background: @surface; border: none; border-bottom: 1px solid @line; }
#footer { background: @surface; border: none; border-top: 1px solid @line; }
#footer QLabel, #footer QPushButton { font-size: 9pt; }
#header QLabel[look="roles"] { font-size: 8pt; color: @muted; }
#header QLabel[look="brand"] { font-size: 11pt; font-weight: 700; }
#footer QLabel[tone="ok"] { color: @ok; }
#footer QLabel[tone="warn"] { color: @warn; }
#footer QLabel[tone="bad"] { color: @bad; font-weight: 600; }
#footer QLabel[look="broken"] { background: @bad; color: @accentOn; border-radius: 3px; padding: 2px 10px; margin: 3px 0; font-weight: 600; }
#footer QPushButton[look="quiet"] { color: @muted; }
#brokenLog { background: @surface; border: 2px solid @bad; border-radius: 8px; }
#brokenLog QLabel[look="brokenTitle"] { color: @bad; font-size: 13pt; font-weight: 700; }
#lockOverlay { background: @window; }
#finder { background: @surface; border: 1px solid @line; border-radius: 8px; }
)";

QString mixed(const QColor& a, const QColor& b, double part)
{
    const auto mix = [part](int x, int y) { return static_cast<int>(x * (1 - part) + y * part); };
    return QColor(mix(a.red(), b.red()), mix(a.green(), b.green()), mix(a.blue(), b.blue())).name();
}

} // namespace

QString styleSheet(const Tokens& t)
{
    const bool dark = t.window.lightness() < 128;
    const std::pair<const char*, QString> names[] = {
        {"@accentHover", mixed(t.accent, t.text, 0.15)},
        {"@accentWeak", t.accentWeak.name()},
        {"@accentDim", mixed(t.accent, t.surface, 0.5)},
        {"@accentOn", t.accentOn.name()},
        {"@accent", t.accent.name()},
        {"@checkImage",
         dark ? QStringLiteral(":/icons/tick-dark.svg") : QStringLiteral(":/icons/tick-light.svg")},
        {"@dim", mixed(t.muted, t.surface, 0.35)},
        {"@window", t.window.name()},
        {"@surface", t.surface.name()},
        {"@sunken", t.sunken.name()},
        {"@line", t.line.name()},
        {"@text", t.text.name()},
        {"@muted", t.muted.name()},
        {"@okWeak", t.okWeak.name()},
        {"@ok", t.ok.name()},
        {"@warnWeak", t.warnWeak.name()},
        {"@warn", t.warn.name()},
        {"@badWeak", t.badWeak.name()},
        {"@bad", t.bad.name()},
        {"@production", t.production.name()},
        {"@test", t.test.name()},
        {"@training", t.training.name()},
    };
    auto sheet = QString::fromLatin1(controls) + QString::fromLatin1(views) + QString::fromLatin1(ours);
    for (const auto& [name, value] : names)
        sheet.replace(QLatin1String(name), value);
    return sheet;
}

} // namespace countersign::ui
