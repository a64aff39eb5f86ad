#include "ui/overview/HealthCard.h"

#include "client/PersonKeys.h"
#include "ui/shell/Sentences.h"

#include <algorithm>

#include <QCoro/QCoroTask>
#include <QVBoxLayout>

namespace countersign::ui {

namespace {
constexpr int dueSoonDays = 7;
constexpr int certificateSoonDays = 30;
constexpr int clockOffFrom = 10; // seconds
} // namespace

HealthCard::HealthCard(client::Client& client, QWidget* parent)
    : Card(tr("Health"), parent), m_client(client), m_facts(new FactGrid)
{
    body()->addWidget(m_facts);
}

void HealthCard::activate()
{
    const auto& session = m_client.session();
    if (!session.holds(wire::Role::Admin) && !session.holds(wire::Role::ComplianceOfficer))
        return;
    QCoro::connect(m_client.keys().load(), this, [this](const Result<std::vector<wire::KeyRow>>& rows) {
        m_keys = rows ? std::optional(*rows) : std::nullopt;
        follow();
    });
}

Chip* HealthCard::addChip(const QString& name, const QString& objectName)
{
    auto* chip = new Chip;
    chip->setObjectName(objectName);
    m_facts->add(name, chip);
    return chip;
}

void HealthCard::follow()
{
    m_facts->clear();
    showLog();
    showKeys();
    showConnection();
}

void HealthCard::showLog()
{
    const auto& log = m_client.log();
    auto* chip = addChip(tr("Audit log"), QStringLiteral("healthLog"));
    if (log.broken())
        chip->set(tr("broken"), Tone::Bad);
    else if (!log.seen())
        chip->set(tr("not verified yet"), Tone::Neutral);
    else
        chip->set(tr("verified through %1").arg(countText(log.verifiedThrough())), Tone::Ok);
    auto* root = addChip(tr("Root"), QStringLiteral("healthRoot"));
    if (log.broken())
        root->set(tr("not to be relied on"), Tone::Bad);
    else if (log.trust().founded())
        root->set(tr("the pinned one"), Tone::Ok);
    else
        root->set(tr("not checked yet"), Tone::Neutral);
    auto* key = addChip(tr("Your signing key"), QStringLiteral("healthKey"));
    const auto& session = m_client.session();
    if (session.keyFault() || !session.keys())
        key->set(tr("not on this computer"), Tone::Bad);
    else if (log.broken() || !log.trust().founded())
        key->set(tr("not verified"), Tone::Neutral);
    else if (log.trust().keyAt(session.keys()->signing.thumbprint(), log.trust().size()))
        key->set(tr("endorsed"), Tone::Ok);
    else
        key->set(tr("waits to be endorsed"), Tone::Warn);
}

void HealthCard::showKeys()
{
    if (!m_keys)
        return;
    const auto now = m_client.clock().now();
    int due = 0;
    for (const auto& key : *m_keys)
        if (key.state == wire::KeyState::Active &&
            now - key.created >= std::chrono::days(key.periodDays - dueSoonDays))
            ++due;
    auto* chip = addChip(tr("Keys"), QStringLiteral("healthKeys"));
    if (m_keys->empty())
        chip->set(tr("none made yet"), Tone::Neutral);
    else if (due > 0)
        chip->set(tr("%n due for rotation", nullptr, due), Tone::Warn);
    else
        chip->set(tr("none due for rotation"), Tone::Ok);
}

void HealthCard::showConnection()
{
    const auto& connection = m_client.connection();
    if (const auto& tls = connection.tls()) {
        const auto days = static_cast<int>(toQDateTime(m_client.clock().now()).daysTo(tls->notAfter));
        addChip(tr("Certificate"), QStringLiteral("healthCertificate"))
            ->set(tr("%n day(s) left", nullptr, days), days < certificateSoonDays ? Tone::Warn : Tone::Ok);
    }
    if (!connection.online())
        return;
    const int off = std::abs(connection.skewSeconds());
    addChip(tr("Clock"), QStringLiteral("healthClock"))
        ->set(off > clockOffFrom ? tr("%1 off the server's").arg(spanText(std::chrono::seconds(off)))
                                 : tr("agrees with the server's"),
              off > clockOffFrom ? Tone::Warn : Tone::Ok);
}

} // namespace countersign::ui
