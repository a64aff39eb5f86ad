#pragma once

#include "wire/Codec.h"

/// For those who run a server, on the operations address: `GET /healthz`, `GET /readyz`.
namespace countersign::wire {

struct Health
{
    std::string status; ///< `ok`
};
template <typename V>
void fields(V& v, Health& m)
{
    v("status", m.status);
}

struct ReadyPart
{
    std::string name;
    bool ready = false;
    std::optional<std::string> failure; ///< a code of `Error.h`
};
template <typename V>
void fields(V& v, ReadyPart& m)
{
    v("name", m.name);
    v("ready", m.ready);
    v("failure", m.failure);
}

struct Ready
{
    bool ready = false; ///< all parts are
    std::vector<ReadyPart> parts;
};
template <typename V>
void fields(V& v, Ready& m)
{
    v("ready", m.ready);
    v("parts", m.parts);
}

} // namespace countersign::wire
