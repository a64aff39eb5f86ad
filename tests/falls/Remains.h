#pragma once

#include "e2e/Trial.h"

namespace countersign::falls {

/// What lies on the server's disk, read from a copy, so that looking changes nothing: also where the server
/// was killed a moment ago.
class Remains
{
public:
    /// `live`: a server has it open.
    Remains(const e2e::Trial& trial, bool live);

    /// The first thing that is half, or empty: a damaged database, a row without its entry, a log that is
    /// longer than it says, a file of an export without its object or its key.
    [[nodiscard]] QString half() const;
    /// The action of the audit log's last entry.
    [[nodiscard]] QString lastAction() const;
    /// How far the server had come: that action, how many entries there are, and how many of them were
    /// published.
    [[nodiscard]] QString reached() const;
    /// One value of `countersign.db`.
    [[nodiscard]] QString value(const QString& query) const { return ask(m_store, query).value(0); }
    [[nodiscard]] int number(const QString& query) const { return value(query).toInt(); }
    /// How many audit entries there are of an action.
    [[nodiscard]] int entries(const QString& action) const;
    /// Names of the files in the folder of objects.
    [[nodiscard]] QStringList objects() const;

private:
    [[nodiscard]] static QStringList ask(const QString& database, const QString& query);
    [[nodiscard]] QString halfFile() const;

    QTemporaryDir m_folder;
    QString m_store;
    QString m_keys;
    QString m_objects;
};

} // namespace countersign::falls
