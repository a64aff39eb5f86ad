#include "ui/job/PayloadCard.h"

#include "ui/shell/Wording.h"

#include <QFontDatabase>
#include <QHBoxLayout>
#include <QPlainTextEdit>
#include <QVBoxLayout>

namespace countersign::ui {

namespace {
constexpr int linesClosed = 6;
constexpr int linesOpen = 22;
constexpr int margin = 12;
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
    m_digest->setWhole(QString::fromStdString(digest.text()));
    m_lines = static_cast<int>(text.count(u'\n')) + 1;
    m_shown = false;
    m_open->setText(tr("Show all %n line(s)", nullptr, m_lines));
    m_open->show();
    m_text->setFixedHeight(m_text->fontMetrics().lineSpacing() * linesClosed + margin);
}

void PayloadCard::openWhole()
{
    m_text->setFixedHeight(m_text->fontMetrics().lineSpacing() * std::min(linesOpen, m_lines + 2) + margin);
    m_open->hide();
    m_shown = true;
    emit opened();
}

} // namespace countersign::ui
