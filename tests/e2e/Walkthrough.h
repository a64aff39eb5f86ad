#pragma once

#include "e2e/Actor.h"

#include <map>

namespace countersign::e2e {

/// The whole job in eight steps through the windows, by eight people; each step is printed. Goes on with what
/// an earlier run left, and makes another export. Throws where a step does not come out, with what the window
/// says.
class Walkthrough
{
public:
    explicit Walkthrough(Stage stage) : m_stage(std::move(stage)) {}

    void run();
    /// Signs one person in and tells what their console says of the log; `goOn`: once that person said that
    /// the evidence of an earlier break was looked at, where their console had stopped.
    void look(const QString& person, bool goOn);
    /// Of the files that were retrieved.
    [[nodiscard]] const QString& destination() const { return m_destination; }
    /// The file that proves the export.
    [[nodiscard]] const QString& evidence() const { return m_evidence; }

private:
    void everybodySignsIn();
    void adminsFound();
    void adminsEndorse();
    void operatorAsks();
    void approversDecide(wire::Gate gate);
    void serverTakesIn();
    void downloaderRetrieves();
    void everyoneLooksBack();
    void keepEvidence(Actor& officer);
    void keysAndPeople();

    Actor& actor(const QString& person);
    [[nodiscard]] const client::ExportView& view(Actor& actor);

    Stage m_stage;
    std::map<QString, std::unique_ptr<Actor>> m_actors;
    JobId m_job;
    QString m_destination;
    QString m_evidence;
};

} // namespace countersign::e2e
