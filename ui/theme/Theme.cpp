#include "ui/theme/Theme.h"

#include "ui/theme/StyleSheet.h"

#include <algorithm>

#include <QApplication>
#include <QFont>
#include <QPalette>
#include <QStyleFactory>

// Resources of a static library have to be named once; outside of any namespace, as the macro demands.
static void loadResources()
{
    Q_INIT_RESOURCE(resources);
}

namespace countersign::ui {

namespace {

constexpr double interfacePoints = 10.0;

QColor colour(unsigned rgb)
{
    return QColor::fromRgb(rgb);
}

Tokens makeLight()
{
    Tokens t;
    t.window = colour(0xF3F5F8);
    t.surface = colour(0xFFFFFF);
    t.sunken = colour(0xEBEEF2);
    t.line = colour(0xD3D9E1);
    t.text = colour(0x1A2330);
    t.muted = colour(0x5A6676);
    t.accent = colour(0x2457C5);
    t.accentWeak = colour(0xE5ECFA);
    t.accentOn = colour(0xFFFFFF);
    t.ok = colour(0x1B7A4B);
    t.okWeak = colour(0xE1F3E9);
    t.warn = colour(0x9A5B00);
    t.warnWeak = colour(0xFBF0DC);
    t.bad = colour(0xB9261D);
    t.badWeak = colour(0xFBE7E5);
    t.production = colour(0xA61C14);
    t.test = colour(0x2F6F3A);
    t.training = colour(0x5B45A0);
    const unsigned lanes[] = {0x2457C5, 0x7A4FB5, 0x0F7C86, 0x8A6A12, 0x3B7A2A};
    std::transform(std::begin(lanes), std::end(lanes), std::begin(t.lanes), colour);
    return t;
}

Tokens makeDark()
{
    Tokens t;
    t.window = colour(0x12161B);
    t.surface = colour(0x1A2027);
    t.sunken = colour(0x222A33);
    t.line = colour(0x333D49);
    t.text = colour(0xE4E9EF);
    t.muted = colour(0x98A5B4);
    t.accent = colour(0x7FA8FF);
    t.accentWeak = colour(0x1E2C49);
    t.accentOn = colour(0x0B1220);
    t.ok = colour(0x55C890);
    t.okWeak = colour(0x16301F);
    t.warn = colour(0xEDB25B);
    t.warnWeak = colour(0x35280F);
    t.bad = colour(0xFF8078);
    t.badWeak = colour(0x3A1A18);
    // A little darker than the design's D8473C, on which white has a contrast of 4.3:1 only.
    t.production = colour(0xD03E33);
    t.test = colour(0x2F6F3A);
    t.training = colour(0x5B45A0);
    const unsigned lanes[] = {0x7FA8FF, 0xBB98EE, 0x4CC5CF, 0xD9B44A, 0x84C76F};
    std::transform(std::begin(lanes), std::end(lanes), std::begin(t.lanes), colour);
    return t;
}

QColor between(const QColor& a, const QColor& b)
{
    return QColor((a.red() + b.red()) / 2, (a.green() + b.green()) / 2, (a.blue() + b.blue()) / 2);
}

QPalette paletteOf(const Tokens& t)
{
    QPalette p;
    p.setColor(QPalette::Window, t.window);
    p.setColor(QPalette::WindowText, t.text);
    p.setColor(QPalette::Base, t.surface);
    p.setColor(QPalette::AlternateBase, t.sunken);
    p.setColor(QPalette::Text, t.text);
    p.setColor(QPalette::PlaceholderText, t.muted);
    p.setColor(QPalette::Button, t.surface);
    p.setColor(QPalette::ButtonText, t.text);
    p.setColor(QPalette::BrightText, t.bad);
    p.setColor(QPalette::ToolTipBase, t.surface);
    p.setColor(QPalette::ToolTipText, t.text);
    p.setColor(QPalette::Highlight, t.accent);
    p.setColor(QPalette::HighlightedText, t.accentOn);
    p.setColor(QPalette::Link, t.accent);
    p.setColor(QPalette::LinkVisited, t.accent);
    p.setColor(QPalette::Light, t.surface);
    p.setColor(QPalette::Midlight, t.sunken);
    p.setColor(QPalette::Mid, t.line);
    p.setColor(QPalette::Dark, t.muted);
    p.setColor(QPalette::Shadow, t.line);
    const auto dim = between(t.muted, t.surface);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        p.setColor(QPalette::Disabled, role, dim);
    p.setColor(QPalette::Disabled, QPalette::Base, t.sunken);
    return p;
}

} // namespace

Theme::Theme(QApplication& application, Mode mode) : m_application(application), m_mode(mode)
{
    loadResources();
    // What the platform shows before we paint over it is all that Qt 6.4 tells of a dark desktop.
    m_systemDark = QApplication::palette().color(QPalette::Window).lightness() < 128;
    QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
    auto font = QApplication::font();
    font.setPointSizeF(interfacePoints);
    QApplication::setFont(font);
    apply();
}

void Theme::setMode(Mode mode)
{
    if (mode == m_mode)
        return;
    m_mode = mode;
    apply();
}

QColor Theme::environmentColour(const QString& environment) const
{
    return ui::environmentColour(m_tokens, environment);
}

QColor environmentColour(const Tokens& tokens, const QString& environment)
{
    if (environment == u"test")
        return tokens.test;
    if (environment == u"training")
        return tokens.training;
    // An environment that nobody knows is treated as the one where most is at stake.
    return tokens.production;
}

QColor environmentInk(const Tokens& tokens, const QString& environment)
{
    if (tokens.window.lightness() >= 128)
        return environmentColour(tokens, environment);
    if (environment == u"test")
        return tokens.ok;
    if (environment == u"training")
        return tokens.lanes[1];
    return tokens.bad;
}

const Tokens& Theme::light()
{
    static const auto tokens = makeLight();
    return tokens;
}

const Tokens& Theme::darkTokens()
{
    static const auto tokens = makeDark();
    return tokens;
}

const Tokens& Theme::current()
{
    return QApplication::palette().color(QPalette::Window).lightness() < 128 ? darkTokens() : light();
}

void Theme::apply()
{
    m_dark = m_mode == Mode::Dark || (m_mode == Mode::System && m_systemDark);
    m_tokens = m_dark ? darkTokens() : light();
    QApplication::setPalette(paletteOf(m_tokens));
    m_application.setStyleSheet(styleSheet(m_tokens));
    emit changed();
}

} // namespace countersign::ui
