#pragma once

#include "client/Session.h"

#include <QObject>
#include <QTimer>

namespace countersign::ui {

/// Locks the console once nobody has pressed a key or a button for as long as the server allows.
class IdleWatch final : public QObject
{
    Q_OBJECT

public:
    explicit IdleWatch(client::Session& session, QObject* parent = nullptr);

    [[nodiscard]] bool eventFilter(QObject* watched, QEvent* event) override;
    /// Locks if the time is over; also called each second.
    void look();

private:
    client::Session& m_session;
    QTimer m_second;
};

} // namespace countersign::ui
