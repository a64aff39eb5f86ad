#include "ui/people/OneTimeCode.h"

#include "client/Strings.h"
#include "ui/shell/Sentences.h"
#include "ui/theme/Theme.h"

#include <QFontDatabase>
#include <QVBoxLayout>

namespace countersign::ui {

OneTimeCode::OneTimeCode(QWidget* parent)
    : Card(tr("One-time code"), parent), m_text(textLabel()), m_code(textLabel())
{
    setObjectName(QStringLiteral("oneTimeCodeCard"));
    m_text->setWordWrap(true);
    m_code->setObjectName(QStringLiteral("oneTimeCode"));
    m_code->setAccessibleName(tr("One-time code"));
    auto font = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    font.setPointSizeF(font.pointSizeF() * 1.3);
    m_code->setFont(font);
    m_code->setAlignment(Qt::AlignCenter);
    m_code->setWordWrap(true);
    m_code->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    auto* done =
        makeButton(tr("I have handed it over"), ButtonKind::Plain, QStringLiteral("oneTimeCodeDone"));
    body()->addWidget(m_text);
    body()->addWidget(m_code);
    body()->addWidget(done, 0, Qt::AlignRight);
    connect(done, &QPushButton::clicked, this, &OneTimeCode::putAway);
    hide();
}

void OneTimeCode::set(const wire::EnrolmentCode& code, Time now)
{
    m_text->setText(tr("For %1, as the password of the first sign-in. It is shown only now and works once, "
                       "until %2. Hand it over in person "
                       "or by phone.")
                        .arg(client::shownText(code.person.text()), whenText(code.expires, now)));
    m_code->setText(client::qt(code.code.revealText()));
    show();
}

void OneTimeCode::putAway()
{
    m_code->clear();
    hide();
}

} // namespace countersign::ui
