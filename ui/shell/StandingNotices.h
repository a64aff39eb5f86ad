#pragma once

#include "client/Client.h"

#include <QWidget>

namespace countersign::ui {

class Notice;

/// What stays told above every page until it is mended or was read: a role that went while somebody worked
/// with it, a key that is not to be had.
class StandingNotices final : public QWidget
{
    Q_OBJECT

public:
    explicit StandingNotices(client::Client& client, QWidget* parent = nullptr);

    /// `closed`: the title of the page that went with a role; empty for none.
    void followRoles(const std::vector<wire::Role>& roles, const QString& closed);

private:
    void followKeys();
    void fit();
    [[nodiscard]] static QString textOf(const std::vector<wire::Role>& lost, const QString& closed);

    client::Client& m_client;
    Notice* m_role;
    Notice* m_key;
    std::vector<wire::Role> m_held; ///< as last told
    std::vector<wire::Role> m_lost;
};

} // namespace countersign::ui
