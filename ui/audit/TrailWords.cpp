#include "ui/audit/TrailWords.h"

#include "client/Strings.h"
#include "ui/shell/Sentences.h"

#include <QCoreApplication>

namespace countersign::ui {

using client::WholeTrailReport;
using trust::TrailKind;

namespace {

class ReportWords
{
    Q_DECLARE_TR_FUNCTIONS(countersign::ui::TrailWords)

public:
    explicit ReportWords(const WholeTrailReport& report) : r(report) {}

    [[nodiscard]] QString verdict() const;
    [[nodiscard]] QString sum() const;
    [[nodiscard]] std::vector<TrailFact> facts() const;
    [[nodiscard]] QStringList limits() const;

private:
    [[nodiscard]] QString entries() const
    {
        return tr("%1 to %2").arg(countText(r.found.first), countText(r.end > 0 ? r.end - 1 : 0));
    }
    [[nodiscard]] QString kinds() const;
    [[nodiscard]] QString times() const
    {
        return r.found.begins && r.found.ends
                   ? tr("%1 to %2").arg(inUtc(*r.found.begins), inUtc(*r.found.ends))
                   : QString();
    }
    [[nodiscard]] static QString inUtc(Time time)
    {
        return client::shownText(timeText(time)).replace(u'T', u' ');
    }
    [[nodiscard]] static QString kind(TrailKind kind);

    const WholeTrailReport& r;
};

QString ReportWords::verdict() const
{
    if (r.found.wrong > 0)
        return tr(
            "The trail does not hold: %n finding(s) contradict the rules. Save the report, and find out "
            "what happened before you rely on this log.",
            nullptr, static_cast<int>(r.found.wrong));
    if (r.found.unseen > 0)
        return tr(
            "Nothing that was checked contradicts the rules, but %n thing(s) could not be checked. They are "
            "listed below.",
            nullptr, static_cast<int>(r.found.unseen));
    return r.whole()
               ? tr("The whole trail holds: every entry is the one that was signed, every signature in it is "
                    "good, and every change is accounted for.")
               : tr("Entries %1 hold: each stands in the signed log, every signature in them is good, and "
                    "every change is accounted for. What lies outside was not checked.")
                     .arg(entries());
}

QString ReportWords::sum() const
{
    return tr("Entries %1 · good signatures %2 · statements %3 · exports %4 · contradictions %5 · not "
              "checked %6")
        .arg(countText(r.found.entries), countText(r.found.signatures), countText(r.found.statements),
             countText(r.found.exports), countText(r.found.wrong), countText(r.found.unseen));
}

QString ReportWords::kind(TrailKind kind)
{
    switch (kind) {
    case TrailKind::Statement:
        return tr("signed changes");
    case TrailKind::Server:
        return tr("steps of exports");
    case TrailKind::Host:
        return tr("done on the host");
    case TrailKind::Person:
        return tr("done in a session");
    case TrailKind::Reading:
        return tr("readings");
    case TrailKind::Attempt:
        break;
    }
    return tr("refused or failed");
}

QString ReportWords::kinds() const
{
    QStringList parts;
    for (const auto& one : r.found.kinds)
        parts << tr("%1 %2", "what is counted, and its count").arg(kind(one.kind), countText(one.count));
    return parts.join(QStringLiteral(" · "));
}

std::vector<TrailFact> ReportWords::facts() const
{
    const auto proof = r.found.hashed
                           ? tr("%1, all of them, to the signed root hash").arg(countText(r.found.entries))
                           : tr("%1, each proved in the signed tree").arg(countText(r.found.entries));
    auto statements = countText(r.found.statements);
    if (r.found.later > 0)
        statements =
            tr("%1; %2 more entered behind the last entry").arg(statements, countText(r.found.later));
    return {
        {tr("Entries"), entries()},
        {tr("Entered"), times()},
        {tr("Hashed"), proof},
        {tr("Of these"), kinds()},
        {tr("Signatures"), tr("%1 checked, and good").arg(countText(r.found.signatures))},
        {tr("Statements"), statements},
        {tr("Exports followed"), countText(r.found.exports)},
        {tr("Receipts"), countText(r.found.receipts)},
        {tr("Contradictions"), countText(r.found.wrong)},
        {tr("Not checked"), countText(r.found.unseen)},
        {tr("Log"), client::shownText(r.log)},
        {tr("Checkpoint"), tr("%1 entries").arg(countText(r.audit.size))},
        {tr("Its root hash"), client::shownText(r.audit.root.text()), true},
        {tr("Trust log"), tr("%1 entries").arg(countText(r.trust.size))},
        {tr("Its root hash"), client::shownText(r.trust.root.text()), true},
        {tr("Pinned root"), client::shownText(r.root.text()), true},
        {tr("Server id"), client::shownText(r.server.text())},
        {tr("Begun"), inUtc(r.begun)},
        {tr("Ended"), inUtc(r.ended)},
    };
}

QStringList ReportWords::limits() const
{
    QStringList all{
        tr("It proves what the log tells, not that nothing happened beside it: whoever reads the server's "
           "memory or "
           "disk leaves no entry."),
        tr("Sign-ins, readings and refused attempts are told by the server alone; nobody else signed them."),
        tr("The times of entries are the server's. Those of statements are within five minutes of what their "
           "authors' consoles said."),
        tr("That other consoles are shown the same log is proved by what their people signed to have seen, "
           "and by "
           "witnesses where the profile pins any. To be sure, compare the checkpoint's root hash with "
           "theirs."),
        tr("Whatever was entered after entry %1 was not looked at.")
            .arg(countText(r.end > 0 ? r.end - 1 : 0))};
    if (!r.whole())
        all << tr("Of what lies outside entries %1, only the statements in the trust log were replayed.")
                   .arg(entries());
    if (r.found.unseen > 0)
        all << tr("%n thing(s) that could not be had were not checked, and count for nothing.", nullptr,
                  static_cast<int>(r.found.unseen));
    return all;
}

} // namespace

QString trailVerdictText(const WholeTrailReport& report)
{
    return ReportWords(report).verdict();
}

Tone trailVerdictTone(const WholeTrailReport& report)
{
    return report.found.wrong > 0 ? Tone::Bad : report.found.unseen > 0 ? Tone::Warn : Tone::Ok;
}

QString trailSumText(const WholeTrailReport& report)
{
    return ReportWords(report).sum();
}

std::vector<TrailFact> trailFacts(const WholeTrailReport& report)
{
    return ReportWords(report).facts();
}

QStringList trailLimits(const WholeTrailReport& report)
{
    return ReportWords(report).limits();
}

} // namespace countersign::ui
