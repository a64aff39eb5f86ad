#include "contract/Recording.h"

#include "base/Text.h"

namespace countersign::contract {

namespace {

using wire::OrderedJson;

OrderedJson headersOf(const std::vector<Header>& headers)
{
    auto list = OrderedJson::array();
    for (const auto& [name, value] : headers)
        list.push_back({name, value});
    return list;
}

const char* accessText(server::Access access)
{
    switch (access) {
    case server::Access::Proof:
        return "proof";
    case server::Access::Session:
        return "session";
    case server::Access::Roles:
        break;
    }
    return "roles";
}

} // namespace

void Recording::add(const Exchange& exchange)
{
    OrderedJson line;
    line["method"] = exchange.method;
    line["target"] = exchange.target;
    line["requestHeaders"] = headersOf(exchange.requestHeaders);
    line["requestBody"] = exchange.requestBody.size() < 100'000 ? exchange.requestBody : std::string("…");
    line["status"] = exchange.status;
    line["headers"] = headersOf(exchange.headers);
    line["length"] = exchange.body.size();
    // Tiles and sealed files are no text.
    line["body"] = isUtf8(exchange.body) ? exchange.body : std::string();
    m_lines << line.dump(-1, ' ', true, OrderedJson::error_handler_t::replace) << '\n';
    m_lines.flush();
    ++m_size;
}

std::string routesText(const server::RouteTable& routes)
{
    auto list = OrderedJson::array();
    for (const auto& route : routes) {
        OrderedJson one;
        one["method"] = route.method;
        one["pattern"] = route.pattern;
        one["access"] = accessText(route.access);
        one["roles"] = OrderedJson::array();
        for (const auto role : route.roles)
            one["roles"].push_back(wire::enumText(role));
        one["stepUp"] = route.stepUp == server::StepUpNeed::Code;
        one["action"] = route.action;
        list.push_back(std::move(one));
    }
    return list.dump(1);
}

std::string codesText()
{
    OrderedJson codes;
#define COUNTERSIGN_ERROR(name, text, status) codes[text] = status;
    COUNTERSIGN_ERRORS(COUNTERSIGN_ERROR)
#undef COUNTERSIGN_ERROR
    return codes.dump(1);
}

} // namespace countersign::contract
