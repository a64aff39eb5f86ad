#include "ui/shell/Wording.h"

#include "client/Strings.h"
#include "ui/shell/Sentences.h"
#include "ui/theme/Widgets.h"

#include <QCoreApplication>
#include <QJsonDocument>

namespace countersign::ui {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(Wording)

public:
    static QString cohort(const wire::ExportRequestBody& request);
    static QString period(const wire::ExportRequestBody& request);
    static QString asked(const wire::ExportRequestBody& request, const QString& who, bool asYou);
    static QString fetching(const wire::ExportRequestBody& request, const QStringList& fetchers);
    static QString estimate(const QString& count, wire::Level level);
    static QString resources(std::uint64_t count);
    static QString files(std::uint64_t done, std::uint64_t all);
    static QString turn(const client::ExportView& view);
};

/// Enough of a count to choose among plural forms by: they look at its last digits.
int pluralOf(std::uint64_t count)
{
    return static_cast<int>(count < 1000 ? count : 1000 + count % 1000);
}

QString bold(const QString& text)
{
    return QStringLiteral("<b>") + breakable(text, longWord).toHtmlEscaped() + QStringLiteral("</b>");
}

QString bold(const std::string& text)
{
    return bold(client::shownText(text));
}

QString Words::cohort(const wire::ExportRequestBody& request)
{
    if (request.level == wire::Level::Group && request.group)
        return tr("of the group %1").arg(bold(request.group->name));
    return request.level == wire::Level::Patient ? tr("of %1").arg(bold(tr("all patients")))
                                                 : tr("of %1").arg(bold(tr("the whole system")));
}

QString Words::period(const wire::ExportRequestBody& request)
{
    if (request.since && request.until)
        return tr("changed from %1 until %2")
            .arg(bold(dayText(*request.since)), bold(dayText(*request.until)));
    if (request.since)
        return tr("changed since %1").arg(bold(dayText(*request.since)));
    if (request.until)
        return tr("changed until %1").arg(bold(dayText(*request.until)));
    return bold(tr("whenever recorded"));
}

// Each text's arguments are filled in one call: a value that holds "%1" must not be taken for a place of
// another. While it is being written, what is missing is left out.
QString Words::asked(const wire::ExportRequestBody& request, const QString& who, bool asYou)
{
    QStringList types;
    for (const auto& type : request.types)
        types += client::shownText(type);
    const auto what = bold(types.isEmpty() ? tr("nothing yet") : listText(types));
    QStringList parts{cohort(request), period(request)};
    if (!request.sourceName.empty())
        parts += tr("from %1").arg(bold(request.sourceName));
    if (request.legalBasis.empty())
        parts += tr("for %1").arg(bold(purposeText(request.purpose)));
    else
        parts += tr("for %1 (legal basis: %2)")
                     .arg(bold(purposeText(request.purpose)),
                          breakable(client::shownText(request.legalBasis), longWord).toHtmlEscaped());
    if (!request.recipient.empty())
        parts += tr("to %1").arg(bold(request.recipient));
    const auto rest = parts.join(QStringLiteral(", ")) + u'.';
    return asYou ? tr("You ask to export %1 %2").arg(what, rest)
                 : tr("%1 asks to export %2 %3").arg(bold(who), what, rest);
}

QString Words::fetching(const wire::ExportRequestBody& request, const QStringList& fetchers)
{
    const auto often = request.downloads == 1 ? tr("once") : tr("%n time(s)", nullptr, request.downloads);
    const auto who = fetchers.isEmpty() ? bold(tr("Nobody yet")) : bold(listText(fetchers));
    return tr("%1 may fetch each file %2 until %3; then all is destroyed. Sensitivity %4.")
        .arg(who, bold(often), bold(dayText(request.ends)), bold(sensitivityText(request.sensitivity)));
}

QString Words::estimate(const QString& count, wire::Level level)
{
    return level == wire::Level::System
               ? count
               : tr("%1 in the whole source, before the cohort is applied").arg(count);
}

QString Words::resources(std::uint64_t count)
{
    return tr("%1 resource(s)", nullptr, pluralOf(count)).arg(countText(count));
}

QString Words::files(std::uint64_t done, std::uint64_t all)
{
    return tr("%1 of %2 file(s)", nullptr, pluralOf(all)).arg(countText(done), countText(all));
}

QString Words::turn(const client::ExportView& view)
{
    using enum wire::JobState;
    switch (view.state) {
    case AwaitingApproval:
        return tr("waits for an approver, %1 of %2").arg(view.requestGate.given).arg(view.requestGate.needed);
    case Approved:
    case KickingOff:
        return tr("the server asks the source");
    case Preparing:
        return tr("the source prepares the export");
    case TakingIn:
        return tr("taking in, %1").arg(files(view.intake.filesDone, view.intake.filesTotal));
    case AwaitingRelease:
        return tr("waits for the release, %1 of %2").arg(view.releaseGate.given).arg(view.releaseGate.needed);
    case Released:
        return view.fetcherNames.isEmpty() ? tr("can be fetched")
                                           : tr("%1 can fetch").arg(listText(view.fetcherNames));
    case Retrieved:
        return tr("every file was fetched");
    case Failed:
        return tr("failed; open it to see why");
    case Rejected:
    case Withdrawn:
    case Lapsed:
    case Voided:
    case Destroyed:
        return tr("nobody's turn any more");
    }
    return {};
}

} // namespace

QString requestInWords(const wire::ExportRequestBody& request, const QString& who,
                       const QStringList& fetchers, bool asYou)
{
    return Words::asked(request, who, asYou) + u' ' + Words::fetching(request, fetchers);
}

QString estimateText(const QString& count, wire::Level level)
{
    return Words::estimate(count, level);
}

QString resourcesText(std::uint64_t count)
{
    return Words::resources(count);
}

QString filesText(std::uint64_t done, std::uint64_t all)
{
    return Words::files(done, all);
}

QString readablePayload(const QByteArray& payload)
{
    const auto document = QJsonDocument::fromJson(payload);
    return document.isNull() ? QString::fromUtf8(payload)
                             : QString::fromUtf8(document.toJson(QJsonDocument::Indented)).trimmed();
}

QString turnText(const client::ExportView& view)
{
    return Words::turn(view);
}

} // namespace countersign::ui
