#include "ui/shell/StandingNotices.h"

#include "ui/shell/Sentences.h"
#include "ui/theme/Theme.h"
#include "ui/theme/Widgets.h"

#include <algorithm>
#include <functional>
#include <iterator>

#include <QVBoxLayout>

namespace countersign::ui {

StandingNotices::StandingNotices(client::Client& client, QWidget* parent)
    : QWidget(parent),
      m_client(client),
      m_role(new Notice),
      m_key(new Notice),
      m_held(client.session().me().roles)
{
    m_role->setObjectName(QStringLiteral("roleNotice"));
    m_key->setObjectName(QStringLiteral("keyNotice"));
    auto* notices = new QVBoxLayout(this);
    notices->setContentsMargins(space::l + space::xs, space::l, space::l + space::xs, 0);
    notices->setSpacing(space::s);
    notices->addWidget(m_role);
    notices->addWidget(m_key);
    connect(&client.session(), &client::Session::meChanged, this, &StandingNotices::followKeys);
    connect(&client.session(), &client::Session::stateChanged, this, &StandingNotices::followKeys);
    followKeys();
}

// With nothing to tell there is no margin either.
void StandingNotices::fit()
{
    setVisible(!m_role->isHidden() || !m_key->isHidden());
}

QString StandingNotices::textOf(const std::vector<wire::Role>& lost, const QString& closed)
{
    QStringList names;
    for (const auto role : lost)
        names += roleText(role);
    auto text = tr("You no longer hold this role: %1.").arg(listText(names));
    if (!closed.isEmpty())
        text += u' ' +
                tr("The page %1 was closed. What you had typed there was not sent; it is kept until you sign "
                   "out, and is there again should the role come back.")
                    .arg(closed);
    return text + u' ' + tr("Ask an admin if you still need it.");
}

void StandingNotices::followRoles(const std::vector<wire::Role>& roles, const QString& closed)
{
    const auto holds = [&](wire::Role role) {
        return std::find(roles.begin(), roles.end(), role) != roles.end();
    };
    const auto before = m_lost;
    std::erase_if(m_lost, holds);
    std::copy_if(m_held.begin(), m_held.end(), std::back_inserter(m_lost), std::not_fn(holds));
    m_held = roles;
    if (m_lost == before)
        return;
    m_role->clear();
    if (!m_lost.empty()) {
        m_role->show(textOf(m_lost, closed), Tone::Warn);
        m_role->setAction(tr("Close"), [this] {
            m_role->clear();
            fit();
        });
    }
    fit();
}

// After a lock nobody sees the page of the key.
void StandingNotices::followKeys()
{
    const auto& session = m_client.session();
    const auto& fault = session.keyFault();
    m_key->clear();
    if (session.state() == client::Session::State::SignedIn && fault) {
        m_key->show(tr("%1 Until then you can read, but sign nothing.").arg(sentence(*fault)), Tone::Warn);
        m_key->setAction(tr("Look for it again"),
                         [this] { client::detach(m_client.session().reloadKeys()); });
    }
    fit();
}

} // namespace countersign::ui
