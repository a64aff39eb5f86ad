#include "ui/keys/KeyCells.h"

#include "client/Strings.h"
#include "ui/keys/KeysPage.h"
#include "ui/shell/Sentences.h"
#include "ui/theme/Widgets.h"

namespace countersign::ui {

using Column = client::KeyModel::Column;

namespace {

constexpr int dueSoonDays = 7;

int daysLeft(const wire::KeyRow& key, Time now)
{
    return key.periodDays - ageDays(key, now);
}

CellDelegate::Cell ageCell(const wire::KeyRow& key, Time now)
{
    CellDelegate::Cell cell;
    if (key.state != wire::KeyState::Active) {
        cell.text = KeysPage::tr("made %1").arg(dayText(key.created));
        cell.muted = true;
        return cell;
    }
    cell.text = KeysPage::tr("%1 of %2 days").arg(ageDays(key, now)).arg(key.periodDays);
    cell.bar = key.periodDays > 0 ? static_cast<double>(ageDays(key, now)) / key.periodDays : 1.0;
    cell.barTone = rotationDue(key, now) ? Tone::Warn : Tone::Accent;
    return cell;
}

} // namespace

int ageDays(const wire::KeyRow& key, Time now)
{
    return static_cast<int>(std::chrono::floor<std::chrono::days>(now - key.created).count());
}

bool rotationDue(const wire::KeyRow& key, Time now)
{
    return key.state == wire::KeyState::Active && daysLeft(key, now) <= dueSoonDays;
}

CellDelegate::Cell keyStateCell(const wire::KeyRow& key, Time now)
{
    CellDelegate::Cell cell;
    switch (key.state) {
    case wire::KeyState::Active:
        cell.chip = rotationDue(key, now) ? Tone::Warn : Tone::Ok;
        if (daysLeft(key, now) <= 0)
            cell.text = KeysPage::tr("rotation overdue");
        else if (rotationDue(key, now))
            cell.text = KeysPage::tr("rotate in %n day(s)", nullptr, daysLeft(key, now));
        else
            cell.text = KeysPage::tr("active");
        break;
    case wire::KeyState::Retired:
        cell.chip = Tone::Neutral;
        cell.text = KeysPage::tr("retired, opens only");
        break;
    case wire::KeyState::Destroyed:
        cell.chip = Tone::Bad;
        cell.text = KeysPage::tr("destroyed");
        break;
    }
    return cell;
}

CellDelegate::Cell keyUseCell(const wire::KeyRow& key)
{
    CellDelegate::Cell cell;
    std::uint64_t sum = 0;
    for (const auto uses : key.use)
        sum += uses;
    cell.text = KeysPage::tr("%1 in 30 days").arg(countText(sum));
    cell.muted = true;
    if (sum > 0)
        cell.sparkline.assign(key.use.begin(), key.use.end());
    return cell;
}

CellDelegate::Cell keyCell(const wire::KeyRow& key, Column column, Time now)
{
    CellDelegate::Cell cell;
    switch (column) {
    case Column::Name:
        cell.text = sensitivityText(key.sensitivity);
        cell.secondLine = digestText(client::shownText(key.id.text())); // whole in the card
        cell.muted = key.state != wire::KeyState::Active;
        break;
    case Column::State:
        return keyStateCell(key, now);
    case Column::Age:
        return ageCell(key, now);
    case Column::Files:
        cell.text = countText(key.files);
        cell.alignment = Qt::AlignRight | Qt::AlignVCenter;
        break;
    case Column::Use:
        return keyUseCell(key);
    case Column::Provider:
        cell.text = key.provider == "software" ? KeysPage::tr("Software") : client::shownText(key.provider);
        break;
    case Column::Count:
        break;
    }
    return cell;
}

QString lastUseText(const wire::KeyRow& key, Time now)
{
    if (!key.lastUsed)
        return KeysPage::tr("never");
    const auto ago = KeysPage::tr("%1 ago").arg(spanText(now - *key.lastUsed));
    return ago + QStringLiteral(", ") +
           (key.lastUse == "wrap" ? KeysPage::tr("wrapped a file's key")
                                  : KeysPage::tr("unwrapped a file's key"));
}

} // namespace countersign::ui
