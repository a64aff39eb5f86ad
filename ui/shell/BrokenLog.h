#pragma once

#include "client/Client.h"

#include <QWidget>

class QLabel;
class QWidget;

namespace countersign::ui {

class DoubtTable;
class LogSides;
class Notice;
class RecoveryCard;

/// Stands in place of every page once the log is broken: where it parts from what this console had verified,
/// both sides, what that touches, and the saving of the evidence.
class BrokenLog final : public QWidget
{
    Q_OBJECT

public:
    explicit BrokenLog(client::Client& client, QWidget* parent = nullptr);

    /// Asks for a folder and saves there.
    void chooseFolder();
    void saveTo(const QString& folder);

private:
    QWidget* makeBanner();
    QWidget* makeGoOn();
    void goOn();
    void follow();
    void show(const Error& error);
    void showTouched(const Error& error);

    client::Client& m_client;
    QLabel* m_title;
    QLabel* m_meaning;
    Notice* m_notice;
    LogSides* m_sides;
    DoubtTable* m_touched;
    QLabel* m_untouched;
    std::optional<wire::Seen> m_lastGood;
    std::optional<Time> m_lastGoodAt;
    RecoveryCard* m_recovery;
    QLabel* m_goOnText;
    QPushButton* m_goOnSure;
    QWidget* m_goOn;
};

} // namespace countersign::ui
