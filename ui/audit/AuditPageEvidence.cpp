#include "client/Strings.h"
#include "ui/audit/AuditPage.h"
#include "ui/audit/EvidenceView.h"
#include "ui/shell/Sentences.h"

#include <QCoro/QCoroTask>
#include <QFileDialog>
#include <QPushButton>
#include <QSaveFile>
#include <QStackedWidget>
#include <QStandardPaths>
#include <QTabBar>

/// Evidence of an export, to a file and from one.
namespace countersign::ui {

void AuditPage::chooseEvidence(bool save)
{
    const auto folder = QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation);
    auto* dialog = new QFileDialog(this, save ? tr("Where the evidence goes") : tr("Evidence to check"),
                                   folder, tr("Evidence (*.countersign-evidence)"));
    dialog->setObjectName(QStringLiteral("evidenceFile"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    if (save) {
        dialog->setAcceptMode(QFileDialog::AcceptSave);
        dialog->setDefaultSuffix(QStringLiteral("countersign-evidence"));
        dialog->selectFile(client::shownText(m_job.text()) + QStringLiteral(".countersign-evidence"));
        connect(dialog, &QFileDialog::fileSelected, this, &AuditPage::saveEvidence);
    } else {
        dialog->setFileMode(QFileDialog::ExistingFile);
        connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& file) {
            m_tabs->setCurrentIndex(ExportsTab);
            m_stack->setCurrentIndex(EvidenceShown);
            m_evidence->open(file);
        });
    }
    dialog->open();
}

void AuditPage::saveEvidence(const QString& file)
{
    m_save->setEnabled(false);
    m_notice->show(tr("Gathering what this console has verified…"), Tone::Neutral);
    QCoro::connect(m_client.evidence().make(m_job), this, [this, file](const Result<QByteArray>& bytes) {
        m_save->setEnabled(true);
        if (!bytes) {
            m_notice->show(sentence(bytes.error()), Tone::Bad);
            return;
        }
        QSaveFile target(file);
        // It names people.
        const auto owner = QFileDevice::ReadOwner | QFileDevice::WriteOwner;
        if (!target.open(QIODevice::WriteOnly) || !target.setPermissions(owner) ||
            target.write(*bytes) != bytes->size() || !target.commit())
            m_notice->show(sentence({ErrorCode::FileAccess, file.toStdString()}), Tone::Bad);
        else
            m_notice->show(
                tr("The evidence is in %1. Whoever has this server's profile can check it without the "
                   "server, here or with countersign-verify. It names people and their roles: keep it as "
                   "you keep the log.")
                    .arg(file),
                Tone::Ok);
    });
}

} // namespace countersign::ui
