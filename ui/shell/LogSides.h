#pragma once

#include "client/Client.h"
#include "client/LoggedEntry.h"

#include <QWidget>

namespace countersign::ui {

class Card;
class FactGrid;

/// A broken log as this console knows it and as the server shows it, side by side: the entry where they part,
/// as far as it is known, and the checkpoints.
class LogSides final : public QWidget
{
    Q_OBJECT

public:
    explicit LogSides(client::Client& client, QWidget* parent = nullptr);

    /// `seen`: tree heads that this console verified last in this run; `when`: that, in words.
    void show(const Error& error, const std::optional<wire::Seen>& seen, const QString& when);

private:
    static QString byText(const client::LoggedEntry& entry);
    void showParted(const client::LogDifference& where);
    void showUnknown(const Error& error, const std::optional<wire::Seen>& seen);
    void addEntry(FactGrid* facts, const std::string& line, const client::LogDifference& where,
                  const std::string& other);

    client::Client& m_client;
    FactGrid* m_seen;
    FactGrid* m_shown;
    Card* m_seenCard;
};

} // namespace countersign::ui
