#include "ui/shell/FooterBar.h"

#include "ui/shell/ConnectionWords.h"
#include "ui/shell/LogWords.h"
#include "ui/shell/Sentences.h"
#include "ui/theme/Theme.h"
#include "ui/theme/Widgets.h"

#include <QHBoxLayout>

namespace countersign::ui {

namespace {

constexpr int skewShownFrom = 10; // seconds
constexpr int lockShownWarm = 60;
constexpr int daysShownWarm = 14;

QLabel* footerLabel(const QString& name)
{
    auto* label = mutedLabel({});
    label->setObjectName(name);
    return label;
}

} // namespace

FooterBar::FooterBar(client::Client& client, QWidget* parent)
    : QFrame(parent),
      m_client(client),
      m_dot(footerLabel(QStringLiteral("footerDot"))),
      m_connection(footerLabel(QStringLiteral("footerConnection"))),
      m_log(footerLabel(QStringLiteral("footerLog"))),
      m_skew(footerLabel(QStringLiteral("footerSkew"))),
      m_broken(new ElidedLabel),
      m_evidence(makeButton(tr("Save evidence…"), ButtonKind::Link, QStringLiteral("footerEvidence"))),
      m_find(makeButton(tr("Ctrl+K Find"), ButtonKind::Link, QStringLiteral("footerFind"))),
      m_idle(footerLabel(QStringLiteral("footerIdle")))
{
    setObjectName(QStringLiteral("footer"));
    setFixedHeight(space::footer);
    m_dot->setText(QStringLiteral("●"));
    m_broken->setObjectName(QStringLiteral("footerBroken"));
    m_broken->setProperty("look", QStringLiteral("broken"));
    m_find->setProperty("look", QStringLiteral("quiet"));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(space::l, 0, space::l, 0);
    row->setSpacing(space::s - 2);
    row->addWidget(m_broken);
    row->addWidget(m_dot);
    row->addWidget(m_connection);
    row->addSpacing(space::m);
    row->addWidget(m_log);
    row->addSpacing(space::m);
    row->addWidget(m_skew);
    row->addStretch();
    row->addWidget(m_evidence);
    row->addWidget(m_find);
    row->addSpacing(space::s);
    row->addWidget(m_idle);

    connect(m_find, &QPushButton::clicked, this, &FooterBar::findWanted);
    connect(m_evidence, &QPushButton::clicked, this, &FooterBar::evidenceWanted);
    connect(&client.log(), &client::LogFollower::verified, this, [this] {
        m_verified = m_client.clock().now();
        follow();
    });
    connect(&client.log(), &client::LogFollower::brokenChanged, this, &FooterBar::follow);
    connect(&client.log(), &client::LogFollower::differenceFound, this, &FooterBar::follow);
    connect(&client.connection(), &client::Connection::onlineChanged, this, &FooterBar::follow);
    connect(&client.connection(), &client::Connection::tlsChanged, this, &FooterBar::follow);
    connect(&m_second, &QTimer::timeout, this, &FooterBar::follow);
    m_second.start(std::chrono::seconds(1));
    follow();
}

void FooterBar::follow()
{
    const bool broken = m_client.log().broken().has_value();
    for (auto* said : {m_dot, m_connection, m_log, m_skew})
        said->setVisible(!broken);
    m_broken->setVisible(broken);
    m_evidence->setVisible(broken);
    m_find->setVisible(!broken);
    if (broken)
        showBroken();
    else {
        showConnection();
        showLog();
    }
    const int left = m_client.session().idleSecondsLeft();
    m_idle->setText(tr("Locks in %1")
                        .arg(QStringLiteral("%1:%2").arg(left / 60).arg(left % 60, 2, 10, QLatin1Char('0'))));
    setTone(m_idle, left <= lockShownWarm ? Tone::Warn : Tone::Neutral);
}

void FooterBar::showBroken()
{
    const auto& log = m_client.log();
    const auto& where = log.difference();
    const auto when = whenSeen(m_verified ? m_verified : log.storedAt(), m_client.clock().now());
    m_broken->setText(where ? brokenTitle(*log.broken(), *where, when) : brokenTitle(*log.broken()));
}

void FooterBar::showConnection()
{
    const auto& connection = m_client.connection();
    const auto& tls = connection.tls();
    if (!connection.online() || !tls) {
        setTone(m_dot, Tone::Bad);
        m_connection->setText(tr("Not connected; what is shown may be old"));
        setTone(m_connection, Tone::Bad);
    } else {
        const auto now = toQDateTime(m_client.clock().now());
        const auto days = static_cast<int>(now.daysTo(tls->notAfter));
        setTone(m_dot, Tone::Ok);
        m_connection->setText(
            tr("Connected · %1 · certificate %2").arg(tlsText(tls->version), tr("%n day(s)", nullptr, days)));
        setTone(m_connection, days < daysShownWarm ? Tone::Warn : Tone::Neutral);
    }
    const int skew = connection.skewSeconds();
    m_skew->setVisible(std::abs(skew) > skewShownFrom);
    const auto amount = spanText(std::chrono::seconds(std::abs(skew)));
    m_skew->setText(skew > 0 ? tr("This computer's clock is %1 behind the server's").arg(amount)
                             : tr("This computer's clock is %1 ahead of the server's").arg(amount));
    setTone(m_skew, Tone::Warn);
    const auto ours = m_client.clock().now();
    m_skew->setToolTip(toolTipText(clocksSentence(ours, ours + std::chrono::seconds(skew))));
}

void FooterBar::showLog()
{
    if (!m_client.log().seen()) {
        m_log->setText(tr("Log not verified yet"));
        setTone(m_log, Tone::Neutral);
        return;
    }
    auto text = tr("Log verified through entry %1").arg(countText(m_client.log().verifiedThrough()));
    if (m_verified)
        text += tr(" · %1 ago").arg(spanText(m_client.clock().now() - *m_verified));
    const auto& recoveries = m_client.log().trust().recoveries();
    if (!recoveries.empty())
        text += tr(" · entries were lost before %1, see Policy").arg(dayText(recoveries.back().time));
    m_log->setText(text);
    const auto tone = recoveries.empty() ? Tone::Ok : Tone::Warn;
    setTone(m_log, m_client.connection().online() ? tone : Tone::Neutral);
}

} // namespace countersign::ui
