#pragma once

#include "client/Connection.h"
#include "wire/Keys.h"

namespace countersign::client {

class Keys final
{
public:
    explicit Keys(Connection& connection) : m_connection(connection) {}
    [[nodiscard]] QCoro::Task<Result<std::vector<wire::KeyRow>>> load();

private:
    Connection& m_connection;
};

} // namespace countersign::client
