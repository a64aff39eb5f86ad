#pragma once

#include "client/KeyStore.h"

#include <map>

namespace countersign::gallery {

/// Keys that are gone with the program.
class MemoryKeyStore final : public client::KeyStore
{
public:
    [[nodiscard]] QCoro::Task<Result<Secret>> read(QString name) override
    {
        const auto found = m_values.find(name);
        if (found == m_values.end())
            co_return fail(ErrorCode::KeyMissing);
        co_return found->second.clone();
    }
    [[nodiscard]] QCoro::Task<Result<void>> write(QString name, Secret value) override
    {
        m_values.insert_or_assign(name, std::move(value));
        co_return Result<void>{};
    }
    [[nodiscard]] QCoro::Task<Result<void>> remove(QString name) override
    {
        m_values.erase(name);
        co_return Result<void>{};
    }
    void clear() { m_values.clear(); }

private:
    std::map<QString, Secret> m_values;
};

} // namespace countersign::gallery
