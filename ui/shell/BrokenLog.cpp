#include "ui/shell/BrokenLog.h"

#include "client/Strings.h"
#include "ui/shell/LogWords.h"
#include "ui/shell/Sentences.h"
#include "ui/theme/Theme.h"
#include "ui/theme/Widgets.h"

#include <QFileDialog>
#include <QHBoxLayout>
#include <QStandardPaths>
#include <QVBoxLayout>

namespace countersign::ui {

BrokenLog::BrokenLog(client::Client& client, QWidget* parent)
    : QWidget(parent),
      m_client(client),
      m_title(textLabel()),
      m_meaning(textLabel()),
      m_notice(new Notice),
      m_seen(new FactGrid),
      m_shown(new FactGrid),
      m_touched(new FactGrid),
      m_seenCard(new Card(tr("Verified by this console")))
{
    m_notice->setObjectName(QStringLiteral("evidenceNotice"));
    m_seenCard->body()->addWidget(m_seen);
    m_seenCard->body()->addStretch();
    auto* shown = new Card(tr("Shown by the server now"));
    shown->setTone(Tone::Bad);
    shown->body()->addWidget(m_shown);
    shown->body()->addStretch();
    auto* sides = new QHBoxLayout;
    sides->setSpacing(space::m);
    sides->addWidget(m_seenCard, 1);
    sides->addWidget(shown, 1);
    auto* touched = new Card(tr("What this touches"));
    touched->body()->addWidget(m_touched);
    touched->body()->addStretch();

    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::l + space::xs, space::l, space::l + space::xs, space::l);
    column->setSpacing(space::m);
    column->addWidget(makeBanner());
    column->addWidget(m_notice);
    column->addLayout(sides);
    column->addWidget(touched, 1);

    connect(&client.log(), &client::LogFollower::advanced, this, [this] {
        m_lastGood = m_client.log().seen();
        m_lastGoodAt = m_client.clock().now();
    });
    connect(&client.log(), &client::LogFollower::brokenChanged, this, &BrokenLog::follow);
    follow();
}

QWidget* BrokenLog::makeBanner()
{
    m_title->setProperty("look", QStringLiteral("brokenTitle"));
    m_title->setObjectName(QStringLiteral("brokenTitle"));
    m_title->setTextFormat(Qt::PlainText);
    m_meaning->setObjectName(QStringLiteral("brokenMeaning"));
    m_meaning->setTextFormat(Qt::PlainText);
    m_meaning->setWordWrap(true);
    auto* save = makeButton(tr("Save evidence…"), ButtonKind::Primary, QStringLiteral("saveEvidence"));
    connect(save, &QPushButton::clicked, this, &BrokenLog::chooseFolder);
    auto* banner = new QFrame;
    banner->setObjectName(QStringLiteral("brokenLog"));
    auto* column = new QVBoxLayout(banner);
    column->setContentsMargins(space::l, space::m, space::l, space::m);
    column->setSpacing(space::s);
    auto* head = new QHBoxLayout;
    head->addWidget(m_title);
    head->addStretch();
    head->addWidget(save);
    column->addLayout(head);
    column->addWidget(m_meaning);
    return banner;
}

void BrokenLog::follow()
{
    const auto& error = m_client.log().broken();
    if (!error)
        return;
    m_title->setText(brokenTitle(*error));
    m_meaning->setText(brokenMeaning(*error));
    showSides(*error);
    showTouched();
}

void BrokenLog::showSides(const Error& error)
{
    const auto now = m_client.clock().now();
    m_seen->clear();
    m_shown->clear();
    m_seenCard->setTitle(m_lastGoodAt ? tr("Verified by this console · %1").arg(whenText(*m_lastGoodAt, now))
                                      : tr("Verified by this console before"));
    const auto addTree = [this](const QString& name, const wire::SeenTree& tree) {
        m_seen->add(name, tr("%1 entries").arg(countText(tree.size)));
        m_seen->add(tr("Tree head"), new DigestLabel(client::shownText(tree.root.text())));
    };
    if (m_lastGood) {
        addTree(tr("Audit log"), m_lastGood->audit);
        addTree(tr("Trust log"), m_lastGood->trust);
    } else {
        m_seen->add(tr("Audit log"), tr("kept in the evidence"));
    }
    m_shown->add(tr("Refused because"), client::shownText(error.detail));
    m_shown->add(tr("Its checkpoint"), tr("kept in the evidence, exactly as it was received"));
}

void BrokenLog::showTouched()
{
    m_touched->clear();
    QStringList titles;
    for (const auto& view : m_client.book().exports())
        titles += client::shownText(view.request.title);
    m_touched->add(tr("Every entry since"), tr("not verified: what people did, and in which order"));
    m_touched->add(tr("Keys and roles"), tr("not verified: who may sign what"));
    m_touched->add(tr("Exports"), titles.isEmpty() ? tr("none that this console knows of")
                                                   : tr("not verified: %1").arg(listText(titles)));
}

void BrokenLog::chooseFolder()
{
    auto* dialog = new QFileDialog(this, tr("Where the evidence goes"),
                                   QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation));
    dialog->setObjectName(QStringLiteral("evidenceFolder"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    connect(dialog, &QFileDialog::fileSelected, this, &BrokenLog::saveTo);
    dialog->open();
}

void BrokenLog::saveTo(const QString& folder)
{
    if (const auto saved = m_client.log().saveEvidence(folder))
        m_notice->show(
            tr("The evidence is in %1. Copy it to a medium that nobody else writes to.").arg(*saved),
            Tone::Accent);
    else
        m_notice->show(sentence(saved.error()), Tone::Bad);
}

} // namespace countersign::ui
