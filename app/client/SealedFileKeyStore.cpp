#include "base/Base64.h"
#include "client/Async.h"
#include "client/KeyStore.h"
#include "client/Strings.h"
#include "crypto/Sealing.h"

#include <QFile>
#include <QSaveFile>

#include <map>

#include <nlohmann/json.hpp>

/// Private keys in one file, a JSON map sealed by a passphrase: for machines without a key store.
namespace countersign::client {

namespace {

constexpr std::string_view purpose = "countersign person keys 1";
constexpr qint64 largestFile = 1024 * 1024;

using Keys = std::map<std::string, Secret>;

// The text holds keys: the caller wipes it. Written by hand so that no JSON object keeps copies of them.
std::string textOfKeys(const Keys& keys)
{
    std::string text = "{";
    for (const auto& [name, value] : keys) {
        auto encoded = base64Url(value.reveal());
        text.append(text.size() > 1 ? "," : "").append(nlohmann::json(name).dump()).append(":\"");
        text.append(encoded).append("\"");
        wipe(encoded);
    }
    return text + "}";
}

Result<Keys> keysOfText(std::string_view text)
{
    auto json = nlohmann::json::parse(text, nullptr, false);
    Keys keys;
    if (!json.is_object())
        return fail(ErrorCode::PassphraseWrong, "not a map of keys");
    for (auto& [name, value] : json.items()) {
        if (!value.is_string())
            return fail(ErrorCode::PassphraseWrong, "not a map of keys");
        auto& encoded = value.get_ref<std::string&>();
        auto bytes = fromBase64Url(encoded);
        wipe(encoded);
        if (!bytes)
            return fail(ErrorCode::PassphraseWrong, "not a map of keys");
        keys[name] = Secret(std::move(*bytes));
    }
    return keys;
}

Result<void> writeAtomically(const QString& file, const Bytes& bytes)
{
    QSaveFile target(file);
    const auto refuse = [&] {
        return fail(ErrorCode::FileAccess, file.toStdString() + ": " + target.errorString().toStdString());
    };
    if (!target.open(QIODevice::WriteOnly))
        return refuse();
    const auto owner = QFileDevice::ReadOwner | QFileDevice::WriteOwner;
    if (!target.setPermissions(owner) ||
        target.write(reinterpret_cast<const char*>(bytes.data()), static_cast<qint64>(bytes.size())) < 0 ||
        !target.commit())
        return refuse();
    return {};
}

class SealedFileKeyStore final : public KeyStore
{
public:
    explicit SealedFileKeyStore(QString file) : m_state(std::make_shared<State>())
    {
        m_state->file = std::move(file);
    }

    [[nodiscard]] bool needsPassphrase() const override { return m_state->passphrase.empty(); }
    [[nodiscard]] bool isNew() const override { return !QFile::exists(m_state->file); }

    [[nodiscard]] Result<void> unlock(const Secret& passphrase) override
    {
        if (passphrase.empty())
            return fail(ErrorCode::PassphraseWrong, "empty");
        if (isNew()) {
            const auto sealed = sealKeys(passphrase, {});
            if (!sealed)
                return tl::unexpected(sealed.error());
            if (auto done = writeAtomically(m_state->file, *sealed); !done)
                return done;
            m_state->keys.clear();
        } else {
            QFile source(m_state->file);
            if (!source.open(QIODevice::ReadOnly) || source.size() > largestFile)
                return fail(ErrorCode::FileAccess, m_state->file.toStdString());
            const auto text =
                crypto::openWithPassphrase(passphrase, bytesOf(viewOf(source.readAll())), bytesOf(purpose));
            if (!text)
                return tl::unexpected(text.error());
            auto keys = keysOfText(text->revealText());
            if (!keys)
                return tl::unexpected(keys.error());
            m_state->keys = std::move(*keys);
        }
        m_state->passphrase = passphrase.clone();
        return {};
    }

    [[nodiscard]] Result<void> setAside() override
    {
        const auto stem = m_state->file + QStringLiteral(".forgotten-");
        int number = 1;
        while (QFile::exists(stem + QString::number(number)))
            ++number;
        if (QFile::exists(m_state->file) && !QFile::rename(m_state->file, stem + QString::number(number)))
            return fail(ErrorCode::FileAccess, m_state->file.toStdString());
        m_state->keys.clear();
        m_state->passphrase = {};
        return {};
    }

    QCoro::Task<Result<Secret>> read(QString name) override
    {
        if (m_state->passphrase.empty())
            co_return fail(ErrorCode::KeyStoreLocked);
        const auto found = m_state->keys.find(name.toStdString());
        if (found == m_state->keys.end())
            co_return fail(ErrorCode::KeyMissing);
        co_return found->second.clone();
    }

    QCoro::Task<Result<void>> write(QString name, Secret value) override
    {
        if (m_state->passphrase.empty())
            co_return fail(ErrorCode::KeyStoreLocked);
        m_state->keys[name.toStdString()] = std::move(value);
        auto done = co_await save(m_state);
        co_return done;
    }

    QCoro::Task<Result<void>> remove(QString name) override
    {
        if (m_state->passphrase.empty())
            co_return fail(ErrorCode::KeyStoreLocked);
        m_state->keys.erase(name.toStdString());
        auto done = co_await save(m_state);
        co_return done;
    }

private:
    // Shared with saves under way: they end well when the store is gone.
    struct State
    {
        QString file;
        Keys keys;
        Secret passphrase;
        std::uint64_t revision = 0;
        std::uint64_t written = 0;
    };

    static Result<Bytes> sealKeys(const Secret& passphrase, const Keys& keys)
    {
        auto text = textOfKeys(keys);
        auto sealed = crypto::sealWithPassphrase(passphrase, bytesOf(text), bytesOf(purpose));
        wipe(text);
        return sealed;
    }

    // Deriving the key takes most of a second, so another thread does it. A later revision never gives way to
    // an earlier one.
    static QCoro::Task<Result<void>> save(std::shared_ptr<State> state)
    {
        const auto revision = ++state->revision;
        auto text = std::make_shared<Secret>(takeText(textOfKeys(state->keys)));
        auto passphrase = std::make_shared<Secret>(state->passphrase.clone());
        auto work = [text, passphrase] {
            return crypto::sealWithPassphrase(*passphrase, text->reveal(), bytesOf(purpose));
        };
        auto sealed = co_await OnWorker<decltype(work)>(work);
        if (!sealed)
            co_return tl::unexpected(sealed.error());
        if (revision <= state->written)
            co_return Result<void>{};
        auto done = writeAtomically(state->file, *sealed);
        if (done)
            state->written = revision;
        co_return done;
    }

    static Secret takeText(std::string text)
    {
        Secret secret{std::string_view(text)};
        wipe(text);
        return secret;
    }

    std::shared_ptr<State> m_state;
};

} // namespace

std::unique_ptr<KeyStore> sealedFileKeyStore(const QString& file)
{
    return std::make_unique<SealedFileKeyStore>(file);
}

} // namespace countersign::client
