#include "ui/shell/BrokenLog.h"

#include "ui/shell/DoubtTable.h"
#include "ui/shell/LogSides.h"
#include "ui/shell/LogWords.h"
#include "ui/shell/RecoveryCard.h"
#include "ui/shell/Sentences.h"
#include "ui/theme/Scrolling.h"
#include "ui/theme/Theme.h"
#include "ui/theme/Widgets.h"

#include <QFileDialog>
#include <QHBoxLayout>
#include <QScrollArea>
#include <QStandardPaths>
#include <QVBoxLayout>

namespace countersign::ui {

BrokenLog::BrokenLog(client::Client& client, QWidget* parent)
    : QWidget(parent),
      m_client(client),
      m_title(textLabel()),
      m_meaning(textLabel()),
      m_notice(new Notice),
      m_sides(new LogSides(client)),
      m_touched(new DoubtTable),
      m_untouched(mutedLabel({})),
      m_recovery(new RecoveryCard(client)),
      m_goOnText(textLabel()),
      m_goOnSure(makeButton(tr("I have looked at the evidence: go on"), ButtonKind::Destructive,
                            QStringLiteral("goOnSure"))),
      m_goOn(makeGoOn())
{
    m_notice->setObjectName(QStringLiteral("evidenceNotice"));
    m_untouched->setObjectName(QStringLiteral("untouched"));
    m_untouched->setWordWrap(true);
    m_untouched->setContentsMargins(space::l, 0, space::l, space::xs);
    auto* touched = new Card(tr("What this touches"));
    touched->setFlush();
    touched->body()->addWidget(m_touched);
    touched->body()->addWidget(m_untouched);
    touched->body()->addStretch();

    auto* page = new QWidget;
    auto* whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->addWidget(scrolling(page));
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(space::l + space::xs, space::l, space::l + space::xs, space::l);
    column->setSpacing(space::m);
    column->addWidget(makeBanner());
    column->addWidget(m_notice);
    column->addWidget(m_goOn);
    column->addWidget(m_recovery);
    column->addWidget(m_sides);
    column->addWidget(touched, 1);

    connect(&client.log(), &client::LogFollower::verified, this, [this] {
        m_lastGood = m_client.log().seen();
        m_lastGoodAt = m_client.clock().now();
    });
    connect(&client.log(), &client::LogFollower::brokenChanged, this, &BrokenLog::follow);
    connect(&client.log(), &client::LogFollower::differenceFound, this, [this] {
        if (const auto& error = m_client.log().broken())
            show(*error);
    });
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
    auto* goOn = makeButton(tr("Go on…"), ButtonKind::Link, QStringLiteral("brokenGoOn"));
    connect(goOn, &QPushButton::clicked, this, [this] { m_goOn->setVisible(!m_goOn->isVisible()); });
    head->addWidget(goOn);
    head->addWidget(save);
    column->addLayout(head);
    column->addWidget(m_meaning);
    QWidget::setTabOrder(save, goOn);
    setFocusProxy(save); // not what goes on
    return banner;
}

QWidget* BrokenLog::makeGoOn()
{
    auto* card = new Card(tr("Go on"));
    card->setObjectName(QStringLiteral("goOnCard"));
    card->setTone(Tone::Bad);
    m_goOnText->setWordWrap(true);
    card->body()->addWidget(m_goOnText);
    auto* stay = makeButton(tr("Stay stopped"), ButtonKind::Plain, QStringLiteral("goOnNot"));
    connect(m_goOnSure, &QPushButton::clicked, this, &BrokenLog::goOn);
    connect(stay, &QPushButton::clicked, card, &QWidget::hide);
    auto* line = new QHBoxLayout;
    line->addWidget(m_goOnSure);
    line->addWidget(stay);
    line->addStretch();
    card->body()->addLayout(line);
    card->hide();
    return card;
}

void BrokenLog::goOn()
{
    m_goOnSure->setEnabled(false); // a contact under way is waited for
    QCoro::connect(m_client.log().goOn(), this, [this](const Result<void>& done) {
        m_goOnSure->setEnabled(true);
        if (!done)
            m_notice->show(sentence(done.error()), Tone::Bad);
    });
}

void BrokenLog::follow()
{
    m_goOn->hide();
    m_notice->clear();
    const auto& error = m_client.log().broken();
    if (!error)
        return;
    show(*error);
    const auto& evidence = m_client.log().evidence();
    m_goOnText->setText(
        tr("This console goes on from what it had verified before the log broke. If the server still shows "
           "another one, everything stops again. Do this once somebody who answers for the server has told "
           "you what happened, and the evidence is with those who look into it.") +
        (evidence.isEmpty() ? QString() : u' ' + tr("A copy of it stays in %1.").arg(evidence)));
    if (error->code == ErrorCode::LogRolledBack)
        m_recovery->refresh();
}

void BrokenLog::show(const Error& error)
{
    const auto& where = m_client.log().difference();
    const auto at = m_lastGoodAt ? m_lastGoodAt : m_client.log().storedAt();
    const auto when = whenSeen(at, m_client.clock().now());
    m_title->setText(brokenTitle(error));
    m_meaning->setText(where ? brokenMeaning(*where, when) : brokenMeaning(error));
    m_sides->show(error, m_lastGood, when);
    showTouched(error);
}

void BrokenLog::showTouched(const Error& error)
{
    const auto& where = m_client.log().difference();
    const auto& log = where ? where->log : error.about;
    const auto& exports = m_client.book().exports();
    auto doubts = client::doubtsOf(exports, where, log);
    const bool some = doubts.front().about == client::Doubt::About::Export;
    m_untouched->setVisible(!some);
    m_untouched->setText(exports.empty()
                             ? tr("Which exports this is about is not known here: this console stopped "
                                  "before it had read any.")
                             : tr("No export that this console knows of is touched."));
    const auto at = m_lastGoodAt ? m_lastGoodAt : m_client.log().storedAt();
    m_touched->set(std::move(doubts), log, at ? whenText(*at, m_client.clock().now()) : QString());
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
