#include "ui/shell/Amounts.h"

#include <QCoreApplication>
#include <QLocale>
#include <QTimeZone>

namespace countersign::ui {

namespace {

struct AmountWords
{
    Q_DECLARE_TR_FUNCTIONS(Sentences)

public:
    static QString span(std::chrono::milliseconds span);
    static QString list(const QStringList& items);
    static QString thousands(double value);
    static QString millions(double value);
};

QString AmountWords::span(std::chrono::milliseconds span)
{
    using namespace std::chrono;
    const auto total = duration_cast<seconds>(span < milliseconds{} ? milliseconds{} : span).count();
    const auto days = total / 86400;
    const auto hours = total / 3600 % 24;
    const auto minutes = total / 60 % 60;
    if (days > 0)
        return hours > 0 ? tr("%1 d %2 h").arg(days).arg(hours) : tr("%1 d").arg(days);
    if (hours > 0)
        return minutes > 0 ? tr("%1 h %2 min").arg(hours).arg(minutes) : tr("%1 h").arg(hours);
    if (minutes > 0)
        return tr("%1 min").arg(minutes);
    return tr("%1 s").arg(total);
}

QString AmountWords::list(const QStringList& items)
{
    if (items.size() < 2)
        return items.join(QString());
    return tr("%1 and %2").arg(items.mid(0, items.size() - 1).join(QStringLiteral(", ")), items.back());
}

QString AmountWords::thousands(double value)
{
    return tr("%1 k").arg(QLocale().toString(value, 'f', value < 10 ? 1 : 0));
}

QString AmountWords::millions(double value)
{
    return tr("%1 M").arg(QLocale().toString(value, 'f', value < 100 ? 1 : 0));
}

} // namespace

QString whenText(Time time, Time now)
{
    const QLocale locale;
    const auto then = toQDateTime(time).toLocalTime();
    const auto today = toQDateTime(now).toLocalTime().date();
    // The short time of the C locale has seconds.
    const auto clock = locale.language() == QLocale::C ? locale.toString(then.time(), QStringLiteral("HH:mm"))
                                                       : locale.toString(then.time(), QLocale::ShortFormat);
    if (then.date() == today)
        return clock;
    if (then.date().year() == today.year())
        return locale.toString(then.date(), QStringLiteral("ddd d MMM")) + u' ' + clock;
    return dayText(time) + u' ' + clock;
}

QString momentText(Time time, Time now)
{
    const auto then = toQDateTime(time).toLocalTime();
    const auto clock = QLocale().toString(then.time(), QStringLiteral("HH:mm:ss"));
    return then.date() == toQDateTime(now).toLocalTime().date() ? clock : dayText(time) + u' ' + clock;
}

QString dayText(Time time)
{
    return QLocale().toString(toQDateTime(time).toLocalTime().date(), QStringLiteral("d MMM yyyy"));
}

QString spanText(std::chrono::milliseconds span)
{
    return AmountWords::span(span);
}

QString sizeText(std::uint64_t bytes)
{
    return QLocale().formattedDataSize(static_cast<qint64>(bytes), 2, QLocale::DataSizeSIFormat);
}

QString countText(std::uint64_t count)
{
    return QLocale().toString(static_cast<qulonglong>(count));
}

QString shortCountText(std::uint64_t count)
{
    const auto value = static_cast<double>(count);
    if (count < 1000)
        return countText(count);
    // 999 500 and more would round to "1000 k".
    return count < 999'500 ? AmountWords::thousands(value / 1e3) : AmountWords::millions(value / 1e6);
}

QString listText(const QStringList& items)
{
    return AmountWords::list(items);
}

QDateTime toQDateTime(Time time)
{
    return QDateTime::fromMSecsSinceEpoch(time.time_since_epoch().count(), Qt::UTC);
}

Time fromQDateTime(const QDateTime& time)
{
    return Time(std::chrono::milliseconds(time.toMSecsSinceEpoch()));
}

} // namespace countersign::ui
