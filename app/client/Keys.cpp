#include "client/Keys.h"

namespace countersign::client {

QCoro::Task<Result<std::vector<wire::KeyRow>>> Keys::load()
{
    const QString path = QStringLiteral("/v1/keys");
    auto answer = co_await m_connection.get<wire::KeyRows>(path);
    if (!answer)
        co_return tl::unexpected(answer.error());
    co_return std::move(answer->keys);
}

} // namespace countersign::client
