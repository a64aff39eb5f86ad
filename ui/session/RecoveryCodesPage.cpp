#include "ui/session/RecoveryCodesPage.h"

#include "client/Strings.h"
#include "ui/theme/Theme.h"

#include <QCheckBox>
#include <QFileDialog>
#include <QFontDatabase>
#include <QSaveFile>
#include <QVBoxLayout>

namespace countersign::ui {

RecoveryCodesPage::RecoveryCodesPage(client::Client& client, QWidget* parent)
    : Step(tr("Your recovery codes"), client.connection().profile().environment,
           QStringLiteral("recoveryPage"), parent),
      m_client(client),
      m_codes(textLabel()),
      m_confirm(new QCheckBox(tr("I have printed or saved these codes"))),
      m_continue(makeButton(tr("Continue"), ButtonKind::Primary, QStringLiteral("recoveryContinue")))
{
    addText(tr("When your authenticator is lost, each of these signs you in once. They are shown only now: "
               "print them or save them to a "
               "place that only you can open, away from this computer."));
    m_codes->setObjectName(QStringLiteral("recoveryCodes"));
    m_codes->setAccessibleName(tr("Recovery codes"));
    m_codes->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_codes->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_codes->setAlignment(Qt::AlignCenter);
    body()->addWidget(m_codes);
    m_confirm->setObjectName(QStringLiteral("recoveryConfirm"));
    body()->addWidget(m_confirm);
    auto* saveButton = makeButton(tr("Save…"), ButtonKind::Plain, QStringLiteral("recoverySave"));
    addButtons(saveButton, m_continue);
    connect(saveButton, &QPushButton::clicked, this, &RecoveryCodesPage::save);
    connect(m_confirm, &QCheckBox::toggled, this, &RecoveryCodesPage::updateMain);
    connect(m_continue, &QPushButton::clicked, this, [this] {
        m_codes->clear();
        emit kept();
    });
}

void RecoveryCodesPage::begin(const QStringList& codes)
{
    say({}, Tone::Neutral);
    m_codes->setText(codes.join(u'\n'));
    m_confirm->setChecked(false);
    updateMain();
}

void RecoveryCodesPage::takeFocus()
{
    m_confirm->setFocus();
}

bool RecoveryCodesPage::ready() const
{
    return m_confirm->isChecked();
}

void RecoveryCodesPage::save()
{
    auto* dialog = new QFileDialog(this, tr("Where the recovery codes go"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->selectFile(QStringLiteral("countersign-recovery-codes.txt"));
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& path) {
        QSaveFile file(path);
        const auto owner = QFileDevice::ReadOwner | QFileDevice::WriteOwner;
        const auto text =
            tr("Countersign recovery codes, %1 at %2. Each works once.")
                .arg(client::shownText(m_client.session().me().name), m_client.connection().profile().name) +
            QStringLiteral("\n\n") + m_codes->text() + u'\n';
        const bool saved = file.open(QIODevice::WriteOnly) && file.setPermissions(owner) &&
                           file.write(text.toUtf8()) >= 0 && file.commit();
        if (saved)
            say(tr("Saved, readable by you alone."), Tone::Ok);
        else
            say(tr("The file could not be written: %1. Choose another place or print the codes.")
                    .arg(file.errorString()),
                Tone::Bad);
    });
    dialog->open();
}

} // namespace countersign::ui
