#include "ui/shell/RecoveryCard.h"

#include "base/Quotes.h"
#include "client/Strings.h"
#include "trust/JobName.h"
#include "ui/shell/Amounts.h"
#include "ui/shell/PolicyWords.h"
#include "ui/shell/Sentences.h"
#include "ui/shell/Terms.h"
#include "ui/theme/Theme.h"

#include <QCoro/QCoroTask>
#include <QHBoxLayout>
#include <QVBoxLayout>

namespace countersign::ui {

namespace {

constexpr int longestReason = 500;
constexpr int mostLines = 6;

} // namespace

QString RecoveryCard::lossText(const wire::SeenTree& lost, const wire::SeenTree& kept)
{
    if (lost.size == kept.size)
        return tr("nothing is lost, %1 are kept").arg(countText(kept.size));
    if (lost.size == kept.size + 1)
        return tr("entry %1 is lost, %2 are kept").arg(countText(kept.size), countText(kept.size));
    return tr("entries %1 to %2 are lost, %3 are kept")
        .arg(countText(kept.size), countText(lost.size - 1), countText(kept.size));
}

QString RecoveryCard::whyNot(const Error& error)
{
    if (error.code == ErrorCode::LogRolledBack)
        return tr("This console saw more of the log than the recovery names as lost, so it cannot be signed "
                  "for here. Save the evidence, and hand its ours.checkpoint to whoever restored the server, "
                  "for countersignd recover --lost.");
    return sentence(error);
}

QString RecoveryCard::undoneText(const trust::Undone& undone)
{
    using What = trust::Undone::What;
    const auto name = client::shownText(undone.name);
    const auto job = undone.request ? client::qt(trust::jobIdOf(*undone.request).text()) : QString();
    switch (undone.what) {
    case What::Revocation:
        return tr("%1's key on “%2” is no longer revoked")
            .arg(name, client::shownText(withinQuotes(undone.device)));
    case What::KeyEnd:
        return tr("%1's key on “%2”, which was reset or replaced, counts again")
            .arg(name, client::shownText(withinQuotes(undone.device)));
    case What::RoleEnd:
        return tr("%1 has the role %2 again").arg(name, roleText(undone.role));
    case What::Disabling:
        return tr("%1 is no longer disabled").arg(name);
    case What::Rejection:
        return tr("%1's rejection of %2 is gone").arg(name, job);
    case What::Withdrawal:
        return tr("%1's withdrawal of %2 is gone").arg(name, job);
    case What::MatterEnd:
        return tr("what %1 signed for admins to decide on, and was rejected or withdrawn, can be signed "
                  "again")
            .arg(name);
    case What::Policy:
        return tr("version %1 of the policy is gone").arg(undone.version);
    case What::Root:
        return tr("version %1 of the root is gone").arg(undone.version);
    }
    return {};
}

QString RecoveryCard::undoneText() const
{
    QStringList lines;
    for (const auto& one : m_view->undone)
        if (lines.size() < mostLines)
            lines << undoneText(one);
    if (const auto more = static_cast<int>(m_view->undone.size() - lines.size()); more > 0)
        lines << tr("and %n more", nullptr, more);
    const auto& lost = m_view->pending.lost.trust;
    if (m_view->knownTrust < lost.size)
        lines << tr("This console knows %1 of the %2 entries of the trust log: ask those whose console saw "
                    "more.")
                     .arg(countText(m_view->knownTrust), countText(lost.size));
    else if (lines.isEmpty())
        lines << tr("no revocation, rejection or the like");
    return lines.join(u'\n');
}

QString RecoveryCard::comparedText() const
{
    const auto& kept = m_view->pending.kept;
    if (m_view->comparedAudit == kept.audit.size && m_view->comparedTrust == kept.trust.size)
        return tr("all that is kept is what this console had seen");
    return tr("what this console had seen are the first %1 of the %2 entries kept in the audit log, and %3 "
              "of "
              "%4 in the trust log; the rest you take on trust")
        .arg(countText(m_view->comparedAudit), countText(kept.audit.size), countText(m_view->comparedTrust),
             countText(kept.trust.size));
}

RecoveryCard::RecoveryCard(client::Client& client, QWidget* parent)
    : Card(tr("Continue by a log recovery"), parent),
      m_client(client),
      m_what(textLabel()),
      m_facts(new FactGrid),
      m_notice(new Notice),
      m_reason(new QLineEdit),
      m_code(new CodeField),
      m_send(makeButton(tr("Sign"), ButtonKind::Primary, QStringLiteral("recoverySend")))
{
    setObjectName(QStringLiteral("recoveryCard"));
    setTone(Tone::Warn);
    m_notice->setObjectName(QStringLiteral("recoveryNotice"));
    m_what->setObjectName(QStringLiteral("recoveryWhat"));
    m_what->setWordWrap(true);
    m_reason->setObjectName(QStringLiteral("recoveryReason"));
    m_reason->setAccessibleName(tr("Reason"));
    m_reason->setPlaceholderText(tr("What happened, and how you know"));
    m_reason->setMaxLength(longestReason);
    m_code->setObjectName(QStringLiteral("recoveryCode"));
    m_code->setAccessibleName(tr("Code from your authenticator"));
    body()->addWidget(m_notice);
    body()->addWidget(m_what);
    body()->addWidget(m_facts);
    auto* line = new QHBoxLayout;
    line->addWidget(m_reason, 1);
    line->addWidget(m_code);
    line->addWidget(m_send);
    body()->addLayout(line);
    connect(m_reason, &QLineEdit::textChanged, this, &RecoveryCard::updateParts);
    connect(m_code, &QLineEdit::textChanged, this, &RecoveryCard::updateParts);
    connect(m_code, &QLineEdit::returnPressed, m_send, &QPushButton::click);
    connect(m_send, &QPushButton::clicked, this, &RecoveryCard::send);
    // Another admin signed, or the server came back with one.
    const auto again = [this] {
        if (m_asked)
            refresh();
    };
    connect(&client.events(), &client::Events::peopleChanged, this, again);
    connect(&client.events(), &client::Events::connected, this, again);
    connect(&client.log(), &client::LogFollower::advanced, this, again);
    hide();
}

void RecoveryCard::refresh()
{
    m_asked = true;
    if (m_client.session().state() != client::Session::State::SignedIn ||
        !m_client.session().holds(wire::Role::Admin))
        return take(std::optional<client::LogRecoveries::View>());
    QCoro::connect(m_client.recoveries().look(), this,
                   [this](const Result<std::optional<client::LogRecoveries::View>>& found) { take(found); });
}

void RecoveryCard::take(const Result<std::optional<client::LogRecoveries::View>>& found)
{
    // Who can't be asked says nothing new.
    if (!found && found.error().code == ErrorCode::ServerUnreachable)
        return;
    // What was typed was typed for what was shown.
    const bool same =
        m_view && found && *found && wire::encode(m_view->pending) == wire::encode((*found)->pending);
    if (m_view && !same) {
        m_reason->clear();
        m_code->clear();
    }
    m_view = found ? *found : std::nullopt;
    const bool told =
        !found && found.error().code != ErrorCode::Cancelled && found.error().code != ErrorCode::RoleMissing;
    if (told)
        m_notice->show(whyNot(found.error()), Tone::Bad);
    else if (m_lookFailed) // why a signature was refused stays until there is another
        m_notice->clear();
    m_lookFailed = told;
    m_facts->clear();
    m_what->clear();
    if (m_view)
        showFacts();
    m_what->setVisible(m_view.has_value());
    m_facts->setVisible(m_view.has_value());
    setVisible(m_view.has_value() || told);
    updateParts();
    emit shownChanged();
}

void RecoveryCard::showFacts()
{
    const auto& pending = m_view->pending;
    const auto now = m_client.clock().now();
    m_what->setText(tr("The server was restored from a backup that does not hold everything it had signed. "
                       "Ask whoever restored it, in person, why there is no newer one. Once %1 admins have "
                       "signed, the logs go on from what was kept, under new keys; what was lost stays lost, "
                       "and every console shows that.")
                        .arg(m_view->threshold));
    const auto addLoss = [this](const QString& log, const wire::SeenTree& lost, const wire::SeenTree& kept) {
        m_facts->add(log, lossText(lost, kept));
    };
    addLoss(tr("Audit log"), pending.lost.audit, pending.kept.audit);
    addLoss(tr("Trust log"), pending.lost.trust, pending.kept.trust);
    m_facts->add(tr("Compared"), comparedText())->setWordWrap(true);
    m_facts->add(tr("Undone by it"), undoneText())->setWordWrap(true);
    if (pending.keptUntil != Time{})
        m_facts->add(tr("Kept until"), whenText(pending.keptUntil, now));
    m_facts->add(tr("Lost until"), pending.lostUntil ? whenText(*pending.lostUntil, now) : tr("not known"));
    m_facts->add(tr("Keys before"), new DigestLabel(client::shownText(m_view->trustLog)));
    m_facts->add({}, new DigestLabel(client::shownText(m_view->auditLog)));
    // To be compared with what was printed on the host.
    m_facts->add(tr("Keys from then on"), logKeyText(pending.trustLog))->setWordWrap(true);
    m_facts->add({}, logKeyText(pending.auditLog))->setWordWrap(true);
    if (const auto& proposal = m_view->proposal)
        m_facts->add(tr("Signed by"), tr("%1: %2").arg(client::shownText(proposal->name),
                                                       client::shownText(proposal->reason)));
}

void RecoveryCard::updateParts()
{
    const bool mine = m_view && !m_view->own;
    for (QWidget* part :
         {static_cast<QWidget*>(m_reason), static_cast<QWidget*>(m_code), static_cast<QWidget*>(m_send)})
        part->setVisible(mine);
    m_send->setEnabled(mine && !m_busy && m_code->isComplete() &&
                       !client::typedText(m_reason->text()).isEmpty());
}

void RecoveryCard::send()
{
    if (!m_send->isEnabled())
        return;
    const auto digits = m_code->digits().toStdString();
    m_code->clear();
    m_notice->clear();
    m_busy = true;
    updateParts();
    QCoro::connect(m_client.recoveries().sign(*m_view, client::typedText(m_reason->text()),
                                              Secret(std::string_view(digits))),
                   this, [this](const Result<void>& done) { finish(done); });
}

void RecoveryCard::finish(const Result<void>& done)
{
    m_busy = false;
    if (!done) {
        m_notice->show(sentence(done.error()), Tone::Bad);
        m_code->setFocus();
        return updateParts();
    }
    m_reason->clear();
    refresh();
}

} // namespace countersign::ui
