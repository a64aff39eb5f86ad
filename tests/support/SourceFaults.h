#pragma once

#include "base/Error.h"

#include <array>

namespace countersign::test {

/// What a source may do so that an export of it fails: by which code, and what people then read. Two tests
/// hold it: one that the intake ends so, one that the console says so.
struct SourceFault
{
    const char* misbehaviour; ///< as `--misbehave` reads it, several with blanks; `@STORE`: another server
    ErrorCode code;
    const char* sentence;
};

namespace sentences {
inline constexpr auto cut = "The connection to the source broke off each time before all was there. Nothing "
                            "unfinished was kept; ask the people who run it what cuts it.";
inline constexpr auto busy =
    "The source was too busy, each time it was asked. Ask the people who run it when it "
    "has room for an export.";
inline constexpr auto refused =
    "The source refused the export. Ask its operator whether this server may still read there.";
inline constexpr auto failed = "The source says that it failed at making the export. Ask its operator why.";
inline constexpr auto gone =
    "The source no longer has the export, or a file of it: it expired, was deleted there, "
    "or the source was started anew. Nothing half was kept.";
inline constexpr auto elsewhere = "The source sends this server to an address that it must not follow, so "
                                  "our access did not go there. Tell an "
                                  "admin and the source's operator.";
inline constexpr auto senseless =
    "The source sent data that cannot be right. Nothing of it was released; tell its operator.";
inline constexpr auto otherType = "The source sent a type of data that was not asked for. Nothing of it was "
                                  "released; tell its operator.";
inline constexpr auto count =
    "A file holds more or fewer resources than the source announced. Nothing of it was "
    "released; tell its operator.";
inline constexpr auto packed = "The source packed a file that was to come as it is; it was not unpacked, and "
                               "nothing of it kept. Ask its operator to send files without Content-Encoding.";
} // namespace sentences

/// Which pass, mostly: the intake tries each again until its patience ends.
inline constexpr auto faultsThatPass = std::to_array<SourceFault>({
    {"down", ErrorCode::SourceCut, sentences::cut},
    {"cut@discovery:5", ErrorCode::SourceCut, sentences::cut},
    {"cut@token:10", ErrorCode::SourceCut, sentences::cut},
    {"down@kick-off", ErrorCode::SourceCut, sentences::cut},
    {"down@status", ErrorCode::SourceCut, sentences::cut},
    {"cut@manifest:20", ErrorCode::SourceCut, sentences::cut},
    {"cut@file:0", ErrorCode::SourceCut, sentences::cut},
    {"cut@file:1000", ErrorCode::SourceCut, sentences::cut},
    {"short@manifest", ErrorCode::SourceCut, sentences::cut},
    {"short@file:100000", ErrorCode::SourceCut, sentences::cut},
    {"busy@kick-off:429", ErrorCode::SourceBusy, sentences::busy},
    {"busy@token:503,1", ErrorCode::SourceBusy, sentences::busy},
    {"busy@file:502", ErrorCode::SourceBusy, sentences::busy},
});

/// That end an export at once.
inline constexpr auto faultsThatStay = std::to_array<SourceFault>({
    {"refuse@token:401", ErrorCode::SourceRefused, sentences::refused},
    {"refuse@kick-off:403", ErrorCode::SourceRefused, sentences::refused},
    {"refuse@status:401", ErrorCode::SourceRefused, sentences::refused},
    {"refuse@kick-off:500", ErrorCode::SourceFailed, sentences::failed},
    {"refuse@status:500", ErrorCode::SourceFailed, sentences::failed},
    {"refuse@status:404", ErrorCode::SourceGone, sentences::gone},
    {"refuse@file:404", ErrorCode::SourceGone, sentences::gone},
    {"refuse@file:410", ErrorCode::SourceGone, sentences::gone},
    {"html@discovery", ErrorCode::SourceData, sentences::senseless},
    {"html@token", ErrorCode::SourceData, sentences::senseless},
    {"html@kick-off", ErrorCode::SourceData, sentences::senseless},
    {"html@status", ErrorCode::SourceData, sentences::senseless},
    {"html@file", ErrorCode::SourceNoResource,
     "The source sent something that is no FHIR resource, a web page perhaps. Nothing of it was released; "
     "ask the "
     "people who run it whether it is being mended."},
    {"redirect@kick-off:@STORE", ErrorCode::SourceElsewhere, sentences::elsewhere},
    {"redirect@status:@STORE", ErrorCode::SourceElsewhere, sentences::elsewhere},
    {"redirect@token:@STORE", ErrorCode::SourceElsewhere, sentences::elsewhere},
    {"redirect@file:http://127.0.0.1:1", ErrorCode::SourceElsewhere, sentences::elsewhere},
    {"elsewhere@kick-off:@STORE", ErrorCode::SourceElsewhere, sentences::elsewhere},
    {"elsewhere@manifest:@STORE", ErrorCode::SourceElsewhere, sentences::elsewhere},
    {"elsewhere@manifest:http://127.0.0.1:1 open-files", ErrorCode::SourceElsewhere, sentences::elsewhere},
    {"elsewhere@discovery:@STORE", ErrorCode::Configuration,
     "A setting or profile is not right. Check the file, or ask an admin."},
    {"names:Practitioner", ErrorCode::SourceOtherType, sentences::otherType},
    {"names:../../etc/passwd", ErrorCode::SourceOtherType, sentences::otherType},
    {"other-type", ErrorCode::SourceOtherType, sentences::otherType},
    {"not-utf8", ErrorCode::SourceNotUtf8,
     "The source sent text that is not UTF-8. It was neither changed nor released; tell its operator."},
    {"long-line:1073741824", ErrorCode::SourceLineTooLong,
     "The source sent a resource of more than 16 MB. Nothing of it was released; tell its operator."},
    {"count:+1", ErrorCode::SourceCount, sentences::count},
    {"count:-1", ErrorCode::SourceCount, sentences::count},
    {"errors", ErrorCode::SourceIncomplete,
     "The source says that its export has errors and is not whole. Nothing of it was released; ask its "
     "operator "
     "what is missing."},
    {"gzip", ErrorCode::SourceEncoded, sentences::packed},
    {"gzip-bomb:1073741824", ErrorCode::SourceEncoded, sentences::packed},
});

/// That need more than a misbehaviour; each has a test of its own.
inline constexpr auto otherFaults = std::to_array<SourceFault>({
    {"", ErrorCode::SourceUnreachable, "The source does not answer. Tell the people who run it."},
    {"silent@kick-off", ErrorCode::SourceSlow,
     "The source took too long to answer, each time it was asked. Ask the people who run it what holds it "
     "up."},
    {"certificate", ErrorCode::SourceCertificate,
     "The source's certificate is not one that this server trusts, so nothing more was asked of it. Let an "
     "admin "
     "clear that with the source's operator in person."},
    {"endless", ErrorCode::SourceUnfinished,
     "The export's end came before the source had sent everything. Choose a later end, or ask for less."},
    {"", ErrorCode::SourceNothing,
     "The source has nothing of what was asked for. Look at the types, the group and the time."},
});

} // namespace countersign::test
