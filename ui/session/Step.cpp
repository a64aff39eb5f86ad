#include "ui/session/Step.h"

#include "ui/shell/Sentences.h"
#include "ui/theme/Theme.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

namespace countersign::ui {

namespace {
constexpr int stepWidth = 400;
}

QString grouped(const QString& text, int size)
{
    QString spaced;
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (i > 0 && i % size == 0)
            spaced += u' ';
        spaced += text[i];
    }
    return spaced;
}

Step::Step(const QString& title, const QString& environment, const QString& objectName, QWidget* parent)
    : Card(title, parent), m_notice(new Notice)
{
    setObjectName(objectName);
    m_notice->setObjectName(objectName + QStringLiteral("Notice"));
    setFixedWidth(stepWidth);
    setCorner(new EnvironmentBadge(environment));
    setLarge();
    body()->setSpacing(space::s);
    body()->addWidget(m_notice);
}

void Step::fail(const Error& error)
{
    say(sentence(error), Tone::Bad);
}

void Step::say(const QString& text, Tone tone)
{
    if (text.isEmpty())
        m_notice->clear();
    else
        m_notice->show(text, tone);
}

void Step::setBusy(bool busy)
{
    m_busy = busy;
    for (auto* input : m_inputs)
        input->setEnabled(!busy);
    updateMain();
}

QLineEdit* Step::addField(const QString& label, const QString& objectName, bool hidden)
{
    auto* name = mutedLabel(label);
    auto* field = new QLineEdit;
    field->setObjectName(objectName);
    field->setAccessibleName(label);
    if (hidden) {
        field->setEchoMode(QLineEdit::Password);
        field->setInputMethodHints(Qt::ImhSensitiveData | Qt::ImhNoPredictiveText | Qt::ImhNoAutoUppercase);
    }
    name->setBuddy(field);
    body()->addWidget(name);
    body()->addWidget(field);
    m_inputs.push_back(field);
    connect(field, &QLineEdit::textChanged, this, &Step::updateMain);
    return field;
}

QLabel* Step::addText(const QString& text, bool muted)
{
    auto* label = muted ? mutedLabel(text) : textLabel(text);
    label->setWordWrap(true);
    body()->addWidget(label);
    return label;
}

void Step::addButtons(QWidget* other, QPushButton* main, QWidget* beside)
{
    m_main = main;
    m_lacking = addText({});
    m_lacking->setObjectName(objectName() + QStringLiteral("Lacking"));
    auto* line = new QHBoxLayout;
    line->setContentsMargins(0, space::s, 0, 0);
    if (other)
        line->addWidget(other);
    line->addStretch();
    if (beside)
        line->addWidget(beside);
    line->addWidget(main);
    body()->addLayout(line);
    updateMain();
}

void Step::pressOnEnter(QLineEdit* last, QPushButton* main)
{
    connect(last, &QLineEdit::returnPressed, main, [main] { main->click(); });
}

void Step::updateMain()
{
    if (!m_main)
        return;
    m_main->setEnabled(!m_busy && ready());
    const auto lacks = m_busy ? QString() : lacking();
    m_lacking->setText(lacks);
    m_lacking->setVisible(!lacks.isEmpty());
}

} // namespace countersign::ui
