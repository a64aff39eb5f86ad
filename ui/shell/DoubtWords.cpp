#include "ui/shell/DoubtWords.h"

#include "client/Strings.h"
#include "ui/shell/Amounts.h"
#include "ui/shell/LogWords.h"

#include <algorithm>

#include <QCoreApplication>

namespace countersign::ui {

namespace {

using client::Doubt;
using client::LogDifference;

class Words
{
    Q_DECLARE_TR_FUNCTIONS(countersign::ui::DoubtWords)

public:
    explicit Words(const Doubt& doubt) : d(doubt) {}

    [[nodiscard]] QString title() const;
    [[nodiscard]] QString entries() const;
    [[nodiscard]] QStringList ofTrust() const;
    [[nodiscard]] QStringList ofAudit() const;
    [[nodiscard]] QString files() const;
    [[nodiscard]] static QString everything()
    {
        return tr("all of it: what was asked for, decided, released and fetched");
    }
    [[nodiscard]] static QString keysAndRoles() { return tr("who may sign what"); }

private:
    [[nodiscard]] static QString names(const std::vector<std::string>& people)
    {
        QStringList list;
        for (const auto& person : people)
            list << client::shownText(person);
        return listText(list);
    }

    const Doubt& d;
};

QString Words::title() const
{
    if (d.about == Doubt::About::Export)
        return client::shownText(d.title);
    if (d.about == Doubt::About::KeysRoles)
        return tr("Keys and roles since then");
    if (!d.difference)
        return tr("Every entry since then");
    if (d.difference->kind == LogDifference::Kind::Gone)
        return entriesText(*d.difference);
    return d.difference->exact() ? tr("Everything after entry %1").arg(countText(d.difference->first))
                                 : tr("Everything from entry %1 on").arg(countText(d.difference->first));
}

QString Words::entries() const
{
    if (!d.difference)
        return tr("what people did, and in which order");
    const auto& where = *d.difference;
    const bool altered = where.kind == LogDifference::Kind::Altered;
    const auto end = std::max(where.ours.size, where.theirs.size);
    const auto count = end - where.first - (altered && where.exact() ? 1 : 0);
    const auto counted = tr("%Ln entry(s)", nullptr, static_cast<int>(count));
    // None that this console read before it stopped; not none at all.
    return d.exports == 0
               ? counted
               : tr("%1, %2").arg(counted, tr("%n export(s)", nullptr, static_cast<int>(d.exports)));
}

QStringList Words::ofTrust() const
{
    QStringList parts;
    if (!d.asker.empty())
        parts << tr("that %1 asked for it").arg(client::shownText(d.asker));
    if (!d.deciders.empty())
        parts << tr("what %1 decided on the request").arg(names(d.deciders));
    if (d.release)
        parts << tr("which files are released");
    if (!d.releasers.empty())
        parts << tr("what %1 decided on the release").arg(names(d.releasers));
    return parts;
}

// What was signed stands in the trust log; the audit log tells when, and what was done.
QStringList Words::ofAudit() const
{
    QStringList parts;
    if (!d.asker.empty())
        parts << tr("when %1 asked for it").arg(client::shownText(d.asker));
    auto people = d.deciders;
    for (const auto& person : d.releasers)
        if (std::find(people.begin(), people.end(), person) == people.end())
            people.push_back(person);
    if (!people.empty())
        parts << tr("when %1 decided").arg(names(people));
    parts << tr("what was done since");
    return parts;
}

QString Words::files() const
{
    if (d.fetched == 0)
        return {};
    const auto count = static_cast<int>(d.fetched);
    return d.fetcher.empty()
               ? tr("%n file(s) were fetched", nullptr, count)
               : tr("%n file(s) were fetched by %1", nullptr, count).arg(client::shownText(d.fetcher));
}

} // namespace

QString doubtTitle(const client::Doubt& doubt)
{
    return Words(doubt).title();
}

QString doubtText(const client::Doubt& doubt, const std::string& log)
{
    const Words words(doubt);
    if (doubt.about == Doubt::About::KeysRoles)
        return words.keysAndRoles();
    if (doubt.about == Doubt::About::Entries)
        return words.entries();
    if (!doubt.difference)
        return words.everything();
    return (log == "trust" ? words.ofTrust() : words.ofAudit()).join(QStringLiteral("; "));
}

QString doubtOfFiles(const client::Doubt& doubt)
{
    return doubt.about == Doubt::About::Export ? Words(doubt).files() : QString();
}

} // namespace countersign::ui
