#pragma once

#include "client/KeyStore.h"
#include "support/TrustFixture.h"

#include <map>

namespace countersign::test {

/// Holds the keys of one person of a test, for the server `srv_test`, and takes no others.
class PersonsKeyStore final : public client::KeyStore
{
public:
    explicit PersonsKeyStore(const TestPerson& person)
    {
        const auto base = QStringLiteral("srv_test/") + QString::fromStdString(person.id.text());
        m_values[base + "/signing"] = person.signing.toSecret();
        m_values[base + "/encryption"] = person.encryption.toSecret();
    }
    QCoro::Task<Result<Secret>> read(QString name) override
    {
        const auto found = m_values.find(name);
        if (found == m_values.end())
            co_return fail(ErrorCode::KeyMissing);
        co_return found->second.clone();
    }
    QCoro::Task<Result<void>> write(QString, Secret) override { co_return fail(ErrorCode::KeyStoreLocked); }
    QCoro::Task<Result<void>> remove(QString) override { co_return fail(ErrorCode::KeyStoreLocked); }

private:
    std::map<QString, Secret> m_values;
};

} // namespace countersign::test
