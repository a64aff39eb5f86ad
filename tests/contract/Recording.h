#pragma once

#include "contract/WireConsole.h"
#include "server/api/Route.h"

#include <fstream>

/// What a run said and heard, a line of JSON each, for `answers.py` to hold against the document.
namespace countersign::contract {

class Recording
{
public:
    explicit Recording(const std::string& file) : m_lines(file, std::ios::trunc) {}

    void add(const Exchange& exchange);
    [[nodiscard]] std::size_t size() const { return m_size; }

private:
    std::ofstream m_lines;
    std::size_t m_size = 0;
};

/// The table of routes as the document's test reads it.
[[nodiscard]] std::string routesText(const server::RouteTable& routes);
/// The codes, and under which status each travels.
[[nodiscard]] std::string codesText();

} // namespace countersign::contract
