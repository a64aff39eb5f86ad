#include "ui/keys/SigningKeyCard.h"

#include "client/Strings.h"
#include "ui/shell/PolicyWords.h"
#include "ui/shell/Sentences.h"
#include "ui/theme/Theme.h"

#include <QFontDatabase>
#include <QHBoxLayout>
#include <QVBoxLayout>

namespace countersign::ui {

using State = client::SigningKeyView::State;

QString signingKeyStateText(const client::SigningKeyView& key)
{
    switch (key.state) {
    case State::Waiting:
        return key.asksMe ? SigningKeyCard::tr("is it yours?") : SigningKeyCard::tr("not endorsed");
    case State::InForce:
        return SigningKeyCard::tr("counts");
    case State::Replaced:
        return SigningKeyCard::tr("ended");
    case State::Revoked:
        return SigningKeyCard::tr("revoked");
    case State::Refused:
        return SigningKeyCard::tr("refused");
    }
    return {};
}

Tone signingKeyTone(const client::SigningKeyView& key)
{
    switch (key.state) {
    case State::Waiting:
        return Tone::Warn;
    case State::InForce:
        return Tone::Ok;
    case State::Revoked:
    case State::Refused:
        return Tone::Bad;
    case State::Replaced:
        return Tone::Neutral;
    }
    return Tone::Neutral;
}

SigningKeyCard::SigningKeyCard(const client::SigningKeyView& key, const std::vector<Action>& actions,
                               Time now, QWidget* parent)
    : Card(key.device.isEmpty() ? tr("A device without a name") : key.device, parent)
{
    setObjectName(QStringLiteral("signingKey-") + client::qt(key.signing.text()));
    auto* corner = new QWidget;
    auto* chips = new QHBoxLayout(corner);
    chips->setContentsMargins(0, 0, 0, 0);
    chips->setSpacing(space::s);
    if (key.here)
        chips->addWidget(new Chip(tr("this computer"), Tone::Accent));
    auto* state = new Chip(signingKeyStateText(key), signingKeyTone(key));
    state->setObjectName(QStringLiteral("signingKeyState"));
    chips->addWidget(state);
    setCorner(corner);
    addFacts(key, now);
    if (actions.empty())
        return;
    auto* line = new QHBoxLayout;
    line->addStretch();
    const auto offer = [&](Action action, const QString& text, ButtonKind kind, const char* name) {
        if (std::find(actions.begin(), actions.end(), action) == actions.end())
            return;
        auto* button = makeButton(text, kind, QString::fromLatin1(name));
        connect(button, &QPushButton::clicked, this, [this, action] { emit chosen(action); });
        line->addWidget(button);
    };
    offer(Refuse, tr("It is not mine…"), ButtonKind::Destructive, "signingKeyRefuse");
    offer(Revoke, tr("Revoke…"), ButtonKind::Destructive, "signingKeyRevoke");
    offer(Renew, tr("Renew…"), ButtonKind::Plain, "signingKeyRenew");
    offer(Vouch, tr("It is mine…"), ButtonKind::Primary, "signingKeyVouch");
    body()->addLayout(line);
}

void SigningKeyCard::addFacts(const client::SigningKeyView& key, Time now)
{
    auto* facts = new FactGrid;
    auto* print = textLabel(thumbprintText(key.signing));
    print->setObjectName(QStringLiteral("signingKeyThumbprint"));
    print->setAccessibleName(tr("Thumbprint"));
    print->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    print->setWordWrap(true);
    print->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    facts->add(tr("Thumbprint"), print);
    facts->add(tr("Registered"),
               tr("%1 · trust log %2").arg(whenText(key.registered, now), countText(key.registeredAt)));
    QStringList through = key.endorsers;
    if (key.root)
        through.prepend(tr("the root"));
    if (key.vouched)
        through << tr("another key of its holder");
    facts->add(tr("Trusted through"), through.isEmpty() ? tr("nobody yet") : listText(through));
    if (key.state == State::Waiting) {
        const int left = key.needed - static_cast<int>(key.endorsers.size());
        facts->add(tr("Waits for"),
                   key.asksMe ? tr("your word, then one admin; without it, %n admin(s)", nullptr, left)
                              : tr("%n admin(s)", nullptr, std::max(left, 1)));
    }
    if (key.renewal && key.state == State::Waiting)
        facts->add(tr("Then"), tr("it takes the place of the present key"));
    if (key.ended)
        facts->add(tr("Revoked"),
                   tr("%1: void from trust log entry %2 on")
                       .arg(revocationCauseText(key.ended->cause), countText(key.ended->voidFrom)));
    body()->addWidget(facts);
}

} // namespace countersign::ui
