#include "client/Profile.h"

#include "wire/Profile.h"

#include <QFile>
#include <QSaveFile>
#include <QSslCertificate>

namespace countersign::client {

namespace {

constexpr qint64 largestFile = 256 * 1024;

Result<wire::ProfileText> readText(const QString& file)
{
    QFile source(file);
    if (!source.open(QIODevice::ReadOnly) || source.size() > largestFile)
        return fail(ErrorCode::FileAccess, file.toStdString());
    auto text = wire::decode<wire::ProfileText>(source.readAll().toStdString());
    if (!text)
        return fail(ErrorCode::Configuration, file.toStdString() + ": " + text.error().detail);
    return text;
}

} // namespace

Result<Profile> Profile::load(const QString& file)
{
    const auto text = readText(file);
    if (!text)
        return tl::unexpected(text.error());
    const auto fault = [&](const char* what) {
        return fail(ErrorCode::Configuration, file.toStdString() + ": " + what);
    };
    Profile profile;
    profile.file = file;
    profile.name = QString::fromStdString(text->name);
    profile.url = QUrl(QString::fromStdString(text->url), QUrl::StrictMode);
    profile.environment = QString::fromStdString(text->environment);
    profile.caPem = QByteArray::fromStdString(text->ca);
    profile.server = text->server;
    profile.root = text->root;
    if (!profile.url.isValid() || profile.url.scheme() != u"https" || profile.url.host().isEmpty() ||
        profile.url.path().size() > 1 || profile.url.hasQuery() || profile.url.hasFragment())
        return fault("url: https and a host, without a path");
    if (profile.environment != u"production" && profile.environment != u"test" &&
        profile.environment != u"training")
        return fault("environment: production, test or training");
    if (QSslCertificate::fromData(profile.caPem, QSsl::Pem).isEmpty())
        return fault("ca: no certificate");
    profile.witnesses = text->witnesses.value_or(std::vector<std::string>());
    const auto pinned = wire::pinnedWitnesses(profile.witnesses, text->witnessesNeeded);
    if (!pinned)
        return fault(pinned.error().detail.c_str());
    profile.witnessesNeeded = pinned->needed;
    return profile;
}

Result<void> Profile::pinRoot(const Digest& digest)
{
    auto text = readText(file);
    if (!text)
        return tl::unexpected(text.error());
    if (text->root && *text->root != digest)
        return fail(ErrorCode::RootMismatch, "the profile pins another root");
    text->root = digest;
    const auto indented = wire::OrderedJson::parse(wire::encode(*text)).dump(2) + "\n";
    QSaveFile target(file);
    if (!target.open(QIODevice::WriteOnly) || target.write(QByteArray::fromStdString(indented)) < 0 ||
        !target.commit())
        return fail(ErrorCode::FileAccess, file.toStdString());
    root = digest;
    return {};
}

} // namespace countersign::client
