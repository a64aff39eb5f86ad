#pragma once

#include "client/Client.h"

#include <QWidget>

class QLabel;

namespace countersign::ui {

class Card;
class FactGrid;
class Notice;

/// Stands in place of every page once the log is broken: what this console had verified, what the server
/// shows, what that touches, and the saving of the evidence.
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
    void follow();
    void showSides(const Error& error);
    void showTouched();

    client::Client& m_client;
    QLabel* m_title;
    QLabel* m_meaning;
    Notice* m_notice;
    FactGrid* m_seen;
    FactGrid* m_shown;
    FactGrid* m_touched;
    std::optional<wire::Seen> m_lastGood;
    std::optional<Time> m_lastGoodAt;
    Card* m_seenCard;
};

} // namespace countersign::ui
