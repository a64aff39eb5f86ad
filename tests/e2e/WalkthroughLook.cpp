#include "client/DoubtModel.h"
#include "e2e/Actor.h"
#include "e2e/Printed.h"
#include "e2e/Walkthrough.h"
#include "ui/shell/DoubtWords.h"

#include <QAbstractItemView>
#include <QCoro/QCoroTask>
#include <QLabel>
#include <QTest>

/// What one console says of the log, as a person at its window reads it.
namespace countersign::e2e {

namespace {

constexpr int differenceMs = 15 * 1000; // what is on this machine and what a server beside it sends

QString words(Actor& who, const char* label)
{
    return QStringLiteral("  ") + who.see<QLabel>(QString::fromLatin1(label))->text();
}

void tellTouched(Actor& who)
{
    const auto* table = who.see<QAbstractItemView>(QStringLiteral("doubts"));
    const auto* model = qobject_cast<const client::DoubtModel*>(table->model());
    if (!model)
        who.fail(QStringLiteral("the table of what is touched is another kind of table"));
    tell(QStringLiteral("  What this touches:"));
    for (const auto& doubt : model->doubts()) {
        const auto& log =
            doubt.difference ? doubt.difference->log : who.client().log().broken().value_or(Error{}).about;
        QStringList told{ui::doubtText(doubt, log), ui::doubtOfFiles(doubt)};
        told.removeAll(QString());
        tell(QStringLiteral("    %1: %2").arg(ui::doubtTitle(doubt), told.join(QStringLiteral("; "))));
    }
    if (who.sees(QStringLiteral("untouched")))
        tell(words(who, "untouched"));
}

void tellBroken(Actor& who)
{
    // The page says which entry as soon as both sides' tiles are compared; where they tell too little, it
    // never does.
    std::ignore = QTest::qWaitFor([&] { return who.client().log().difference().has_value(); }, differenceMs);
    tell(QStringLiteral("%1's console:").arg(who.person()));
    for (const auto* label : {"brokenTitle", "brokenMeaning"})
        tell(words(who, label));
    tellTouched(who);
    tell(QStringLiteral("  Evidence of both sides: %1").arg(who.client().log().evidence()));
}

} // namespace

void Walkthrough::look(const QString& person, bool goOn)
{
    auto& who = actor(person);
    const auto& log = who.client().log();
    if (goOn && !log.broken()) {
        tell(QStringLiteral("%1's console had not stopped: nothing to go on from").arg(person));
    } else if (goOn) {
        tell(QStringLiteral("%1 has looked at the evidence, and goes on").arg(person));
        who.press(QStringLiteral("brokenGoOn"));
        who.press(QStringLiteral("goOnSure"));
    }
    // Until then it knows what it had verified when it was last here.
    if (QCoro::waitFor(who.client().log().advance()))
        tell(QStringLiteral("%1's console: log verified through entry %2")
                 .arg(person)
                 .arg(log.verifiedThrough()));
    else if (log.broken())
        tellBroken(who);
    else
        who.fail(QStringLiteral("the log could not be looked at"));
    who.photograph(QStringLiteral("look-") + person);
}

} // namespace countersign::e2e
