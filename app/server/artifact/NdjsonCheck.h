#pragma once

#include "base/Bytes.h"
#include "base/Error.h"

#include <cstdint>
#include <memory>
#include <string>

namespace countersign::server {

/// Watches NDJSON of one FHIR resource type go by (Bulk Data 2.0.0, "File Request"; ndjson.org), in chunks
/// that may be cut anywhere. It changes nothing: the bytes that go on are those that came.
///
/// Each line is one JSON object (RFC 8259) in UTF-8 without byte order mark, with exactly one top-level
/// `resourceType`, which has the expected value. Lines end in LF or CRLF; the last may have no end. Lines of
/// nothing but blanks are let through and not counted, as the specification of NDJSON allows parsers to do.
///
/// The error is `SourceNotUtf8`, `SourceOtherType`, `SourceLineTooLong` or, for anything else,
/// `SourceNoResource`, with the number of the line, from 1, and never any of its content. After an error
/// every call fails with it.
class NdjsonCheck
{
public:
    /// Longest line, without its end, in bytes. A resource with an attachment in it fits; one that does not
    /// would have to be held whole by everybody after us.
    static constexpr std::size_t longestLine = 16 * 1024 * 1024;

    /// `type`: what each line's `resourceType` must be.
    explicit NdjsonCheck(std::string type);
    ~NdjsonCheck();
    NdjsonCheck(NdjsonCheck&&) noexcept;
    NdjsonCheck& operator=(NdjsonCheck&&) noexcept;

    [[nodiscard]] Result<void> add(ByteView chunk);
    /// Takes the last line where it has no end. Answers how many resources there were.
    [[nodiscard]] Result<std::uint64_t> finish();
    /// Resources so far.
    [[nodiscard]] std::uint64_t count() const;

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace countersign::server
