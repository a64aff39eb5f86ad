#pragma once

#include "server/job/IntakeRoom.h"
#include "server/job/JobRows.h"

namespace countersign::server {

/// How exports end by themselves. Each call answers whether it changed anything, and is safe to repeat after
/// a crash at any point of it.
class Endings
{
public:
    explicit Endings(const IntakeRoom& room) : m_room(room) {}

    /// The gate where it waits was not decided in time, by `trust::standing`; otherwise nothing happens.
    [[nodiscard]] Result<bool> lapse(const JobRow& row);
    /// Its end came while its files were still coming in.
    [[nodiscard]] Result<bool> endIntake(const JobRow& row);
    /// File keys first, then objects, then the entry (control S4). A released export becomes `Destroyed`; one
    /// that is over keeps its state, so that people see why.
    [[nodiscard]] Result<bool> destroy(const JobRow& row);

private:
    [[nodiscard]] Result<void> recordDestruction(const JobId& id);

    const IntakeRoom& m_room;
};

} // namespace countersign::server
