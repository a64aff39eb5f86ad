#include "ui/audit/TrailDocument.h"

#include "client/Strings.h"
#include "ui/audit/TrailWords.h"
#include "ui/shell/Sentences.h"

#include <QCoreApplication>
#include <QPageLayout>
#include <QPdfWriter>
#include <QSaveFile>
#include <QTextDocument>

namespace countersign::ui {

namespace {

constexpr int marginMm = 18;
constexpr int dotsPerInch = 300;

class Writing
{
    Q_DECLARE_TR_FUNCTIONS(countersign::ui::TrailDocument)

public:
    Writing(const client::WholeTrailReport& report, const TrailFiled& filed) : r(report), m_filed(filed) {}

    [[nodiscard]] QString html() const
    {
        return head() + verdict() + facts() + findings() + limits() + signature();
    }
    [[nodiscard]] static QString title() { return tr("Check of the audit log"); }

private:
    [[nodiscard]] QString head() const;
    [[nodiscard]] QString verdict() const;
    [[nodiscard]] QString facts() const;
    [[nodiscard]] QString findings() const;
    [[nodiscard]] static QString exactly(const trust::TrailFinding& finding);
    [[nodiscard]] QString limits() const;
    [[nodiscard]] static QString signature();

    [[nodiscard]] static QString section(const QString& name)
    {
        return QStringLiteral("<h2>%1</h2>").arg(name.toHtmlEscaped());
    }
    [[nodiscard]] static QString row(const QString& name, const QString& value, bool digest = false)
    {
        const auto text = value.toHtmlEscaped();
        return QStringLiteral("<tr><td width=\"24%\" class=\"name\">%1</td><td width=\"76%\">%2</td></tr>")
            .arg(name.toHtmlEscaped(), digest ? QStringLiteral("<code>%1</code>").arg(text) : text);
    }
    [[nodiscard]] static QString table(const QString& rows)
    {
        return QStringLiteral("<table width=\"100%\" cellspacing=\"0\" cellpadding=\"3\">%1</table>")
            .arg(rows);
    }

    const client::WholeTrailReport& r;
    const TrailFiled& m_filed;
};

QString Writing::head() const
{
    return QStringLiteral("<h1>%1</h1>").arg(title().toHtmlEscaped()) +
           table(row(tr("Server"), m_filed.server) +
                 row(tr("Environment"), environmentText(m_filed.environment)) +
                 row(tr("Checked by"), m_filed.person) + row(tr("Program"), m_filed.program));
}

QString Writing::verdict() const
{
    const auto word = r.found.wrong > 0    ? tr("DOES NOT HOLD")
                      : r.found.unseen > 0 ? tr("HOLDS AS FAR AS IT COULD BE CHECKED")
                                           : tr("HOLDS");
    return section(tr("Result")) + QStringLiteral("<p><b>%1</b><br>%2</p>")
                                       .arg(word.toHtmlEscaped(), trailVerdictText(r).toHtmlEscaped());
}

QString Writing::facts() const
{
    QString rows;
    for (const auto& fact : trailFacts(r))
        if (!fact.value.isEmpty())
            rows += row(fact.name, fact.value, fact.digest);
    return section(tr("What was checked")) + table(rows);
}

// When in UTC, and what is quoted of it elsewhere.
QString Writing::exactly(const trust::TrailFinding& finding)
{
    QStringList parts;
    if (finding.time)
        parts << client::shownText(timeText(*finding.time)).replace(u'T', u' ');
    if (finding.job)
        parts << client::shownText(*finding.job);
    if (finding.entry)
        parts << tr("incident %1").arg(client::shownText(*finding.entry));
    return parts.join(QStringLiteral(" · "));
}

QString Writing::findings() const
{
    const auto all = r.found.wrong + r.found.unseen + r.found.notes;
    auto text = section(tr("Findings"));
    if (all == 0)
        return text + QStringLiteral("<p>%1</p>").arg(tr("None.").toHtmlEscaped());
    QString rows;
    int number = 0;
    for (const auto& finding : r.found.findings) {
        auto said = trailFindingText(finding, r.ended).toHtmlEscaped();
        if (const auto exact = exactly(finding); !exact.isEmpty())
            said += QStringLiteral("<br><small>%1</small>").arg(exact.toHtmlEscaped());
        if (finding.statement)
            said += QStringLiteral("<br><small><code>%1</code></small>")
                        .arg(client::shownText(finding.statement->text()).toHtmlEscaped());
        rows += QStringLiteral("<tr><td width=\"6%\" align=\"right\">%1</td><td width=\"16%\">%2</td>"
                               "<td width=\"78%\">%3</td></tr>")
                    .arg(countText(static_cast<std::uint64_t>(++number)),
                         trailSeverityText(finding.severity).toHtmlEscaped(), said);
    }
    text += table(rows);
    if (const auto left = all - r.found.findings.size(); left > 0)
        text += QStringLiteral("<p>%1</p>")
                    .arg(tr("%n more finding(s) were counted and are not listed.", nullptr,
                            static_cast<int>(left))
                             .toHtmlEscaped());
    return text;
}

QString Writing::limits() const
{
    QString items;
    for (const auto& limit : trailLimits(r))
        items += QStringLiteral("<li>%1</li>").arg(limit.toHtmlEscaped());
    return section(tr("What this check does not prove")) + QStringLiteral("<ul>%1</ul>").arg(items);
}

QString Writing::signature()
{
    return QStringLiteral("<p>&nbsp;</p><p>%1</p>")
        .arg(tr("Place, date and signature: ______________________________________").toHtmlEscaped());
}

constexpr auto paper = R"(
body { color: #000000; font-family: "DejaVu Sans", sans-serif; font-size: 9pt; }
h1 { font-size: 15pt; }
h2 { font-size: 11pt; margin-top: 12px; margin-bottom: 4px; }
td.name { color: #444444; }
code { font-family: "DejaVu Sans Mono", monospace; font-size: 8pt; }
small { font-size: 8pt; color: #444444; }
)";

} // namespace

std::unique_ptr<QTextDocument> trailDocument(const client::WholeTrailReport& report, const TrailFiled& filed)
{
    auto document = std::make_unique<QTextDocument>();
    document->setDefaultStyleSheet(QString::fromLatin1(paper));
    document->setHtml(QStringLiteral("<body>%1</body>").arg(Writing(report, filed).html()));
    document->setMetaInformation(QTextDocument::DocumentTitle, Writing::title());
    return document;
}

Result<void> writeTrailPdf(const QTextDocument& document, const QString& file)
{
    QSaveFile target(file);
    // It names people.
    if (!target.open(QIODevice::WriteOnly) ||
        !target.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner))
        return fail(ErrorCode::FileAccess, file.toStdString());
    {
        QPdfWriter writer(&target);
        writer.setTitle(document.metaInformation(QTextDocument::DocumentTitle));
        writer.setCreator(QCoreApplication::applicationName());
        writer.setResolution(dotsPerInch);
        writer.setPageSize(QPageSize(QPageSize::A4));
        writer.setPageMargins(QMarginsF(marginMm, marginMm, marginMm, marginMm), QPageLayout::Millimeter);
        document.print(&writer);
    }
    return target.commit() ? Result<void>{} : fail(ErrorCode::FileAccess, file.toStdString());
}

} // namespace countersign::ui
