#include "fuzz/Fuzz.h"

#include "wire/Statement.h"

/// The payload of a statement: who writes it as it was read gets the same bytes' meaning back.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace countersign;
    const auto statement = wire::parseStatement(ByteView(data, size));
    if (!statement)
        return 0;
    const auto text = wire::encodeStatement(*statement);
    const auto again = wire::parseStatement(bytesOf(text));
    fuzz::require(again.has_value(), "what was parsed can be written");
    fuzz::require(wire::encodeStatement(*again) == text, "a statement has one text");
    return 0;
}
