#include "ui/shell/SourceSentences.h"

#include <QCoreApplication>

namespace countersign::ui {

namespace {

struct SourceWords
{
    Q_DECLARE_TR_FUNCTIONS(Sentences)

public:
    static QString ofSource(ErrorCode code);
    static QString ofData(ErrorCode code);
};

QString SourceWords::ofSource(ErrorCode code)
{
    using enum ErrorCode;
    switch (code) {
    case SourceUnreachable:
        return tr("The source does not answer. Tell the people who run it.");
    case SourceSlow:
        return tr(
            "The source took too long to answer, each time it was asked. Ask the people who run it what "
            "holds it up.");
    case SourceCut:
        return tr("The connection to the source broke off each time before all was there. Nothing unfinished "
                  "was kept; ask the people who run it what cuts it.");
    case SourceBusy:
        return tr(
            "The source was too busy, each time it was asked. Ask the people who run it when it has room "
            "for an export.");
    case SourceCertificate:
        return tr("The source's certificate is not one that this server trusts, so nothing more was asked of "
                  "it. Let an admin clear that with the source's operator in person.");
    case SourceRefused:
        return tr(
            "The source refused the export. Ask its operator whether this server may still read there.");
    case SourceFailed:
        return tr("The source says that it failed at making the export. Ask its operator why.");
    case SourceGone:
        return tr(
            "The source no longer has the export, or a file of it: it expired, was deleted there, or the "
            "source was started anew. Nothing half was kept.");
    case SourceUnfinished:
        return tr(
            "The export's end came before the source had sent everything. Choose a later end, or ask for "
            "less.");
    case SourceElsewhere:
        return tr("The source sends this server to an address that it must not follow, so our access did not "
                  "go there. Tell an admin and the source's operator.");
    default:
        return {};
    }
}

QString SourceWords::ofData(ErrorCode code)
{
    using enum ErrorCode;
    switch (code) {
    case SourceData:
        return tr(
            "The source sent data that cannot be right. Nothing of it was released; tell its operator.");
    case SourceEncoded:
        return tr(
            "The source packed a file that was to come as it is; it was not unpacked, and nothing of it "
            "kept. Ask its operator to send files without Content-Encoding.");
    case SourceNothing:
        return tr("The source has nothing of what was asked for. Look at the types, the group and the time.");
    case SourceIncomplete:
        return tr("The source says that its export has errors and is not whole. Nothing of it was released; "
                  "ask its operator what is missing.");
    case SourceOtherType:
        return tr(
            "The source sent a type of data that was not asked for. Nothing of it was released; tell its "
            "operator.");
    case SourceCount:
        return tr(
            "A file holds more or fewer resources than the source announced. Nothing of it was released; "
            "tell its operator.");
    case SourceNoResource:
        return tr("The source sent something that is no FHIR resource, a web page perhaps. Nothing of it was "
                  "released; ask the people who run it whether it is being mended.");
    case SourceNotUtf8:
        return tr("The source sent text that is not UTF-8. It was neither changed nor released; tell its "
                  "operator.");
    case SourceLineTooLong:
        return tr("The source sent a resource of more than 16 MB. Nothing of it was released; tell its "
                  "operator.");
    default:
        return {};
    }
}

} // namespace

QString sourceSentence(ErrorCode code)
{
    const auto text = SourceWords::ofSource(code);
    return text.isEmpty() ? SourceWords::ofData(code) : text;
}

} // namespace countersign::ui
