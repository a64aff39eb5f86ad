#pragma once

#include "server/http/Http.h"
#include "trialsource/Population.h"

namespace countersign::trialsource {

/// The body of one export file. Ends with an error, and so cuts the connection, once `stop` asks for it: a
/// deleted job or a stopping program must not look like a whole file.
class PartSource final : public http::BodySource
{
public:
    PartSource(std::unique_ptr<ResourceReader> reader, std::uint64_t count, std::stop_token stop);

    [[nodiscard]] Result<Bytes> next() override;

private:
    [[nodiscard]] Result<void> fill(std::size_t wanted);

    std::unique_ptr<ResourceReader> m_reader;
    std::uint64_t m_left;
    std::stop_token m_stop;
    std::string m_buffer;
    std::size_t m_taken = 0;
};

} // namespace countersign::trialsource
