#include "ui/job/PayloadCard.h"

#include "client/Strings.h"
#include "ui/shell/Wording.h"

#include <QFontDatabase>
#include <QHBoxLayout>
#include <QPlainTextEdit>
#include <QVBoxLayout>

namespace countersign::ui {

namespace {
constexpr int linesClosed = 6;
constexpr int margin = 18; // padding, and the document's own
} // namespace

PayloadCard::PayloadCard(QWidget* parent)
    : Card(tr("Exactly what is signed"), parent),
      m_text(new QPlainTextEdit),
      m_digest(new DigestLabel),
      m_open(makeButton(tr("Show all"), ButtonKind::Link, QStringLiteral("payloadShowAll")))
{
    m_text->setObjectName(QStringLiteral("payloadText"));
    m_text->setAccessibleName(tr("The signed text"));
    m_text->setReadOnly(true);
    m_text->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_text->setLineWrapMode(QPlainTextEdit::WidgetWidth);
    setCorner(m_open);
    body()->addWidget(m_text);
    auto* row = new QHBoxLayout;
    row->addWidget(mutedLabel(QStringLiteral("SHA-256")));
    row->addWidget(m_digest, 1);
    body()->addLayout(row);
    connect(m_open, &QPushButton::clicked, this, &PayloadCard::openWhole);
}

void PayloadCard::set(const QByteArray& payload, const Digest& digest)
{
    const auto text = readablePayload(payload);
    if (text == m_text->toPlainText())
        return;
    m_text->setPlainText(text);
    m_digest->setWhole(client::shownText(digest.text()));
    m_lines = static_cast<int>(text.count(u'\n')) + 1;
    m_shown = false;
    m_open->setText(tr("Show all %n line(s)", nullptr, m_lines));
    m_open->show();
    fit();
}

QString PayloadCard::opens() const
{
    return m_open->text();
}

void PayloadCard::openWhole()
{
    m_open->hide();
    m_shown = true;
    fit();
    emit opened();
}

// Opened it is as high as its lines, wrapped ones, too: the page scrolls, and nothing stays out of sight
// within it.
void PayloadCard::fit()
{
    const int lines = m_shown ? static_cast<int>(m_text->document()->size().height()) : linesClosed;
    m_text->setFixedHeight(m_text->fontMetrics().lineSpacing() * lines + margin);
    m_text->setVerticalScrollBarPolicy(m_shown ? Qt::ScrollBarAlwaysOff : Qt::ScrollBarAsNeeded);
}

void PayloadCard::resizeEvent(QResizeEvent* event)
{
    Card::resizeEvent(event);
    if (m_shown)
        fit();
}

} // namespace countersign::ui
