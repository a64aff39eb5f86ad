#include "e2e/Authenticator.h"

#include <array>
#include <ctime>
#include <stdexcept>

#include <QDir>
#include <QFile>
#include <QTest>

extern "C" {
#include <oath.h>
}

namespace countersign::e2e {

namespace {

constexpr int periodSeconds = 30; // RFC 6238
constexpr unsigned digits = 6;

std::int64_t stepNow()
{
    return static_cast<std::int64_t>(std::time(nullptr)) / periodSeconds;
}

} // namespace

Authenticator::Authenticator(QString folder, QString clockFile)
    : m_folder(std::move(folder)), m_clockFile(std::move(clockFile))
{
    QDir().mkpath(m_folder);
    // An earlier run on the same trial has moved it already; it never goes back.
    if (QFile file(m_clockFile); !m_clockFile.isEmpty() && file.open(QIODevice::ReadOnly))
        m_movedSeconds = file.readAll().trimmed().chopped(1).toInt(); // "+90s"
}

bool Authenticator::knows(const QString& person) const
{
    return QFile::exists(m_folder + u'/' + person);
}

void Authenticator::keep(const QString& person, const QString& secret)
{
    QFile file(m_folder + u'/' + person);
    if (!file.open(QIODevice::WriteOnly) || !file.setPermissions(QFile::ReadOwner | QFile::WriteOwner) ||
        file.write(secret.toLatin1() + '\n') < 0)
        throw std::runtime_error("the trial's authenticator cannot be written");
}

std::int64_t Authenticator::nextStep(const QString& person)
{
    auto& last = m_lastStep[person];
    if (stepNow() <= last && !m_clockFile.isEmpty()) {
        m_movedSeconds += periodSeconds;
        // faketime reads the whole file at each call: a name that appears whole.
        QFile file(m_clockFile + QStringLiteral(".new"));
        if (!file.open(QIODevice::WriteOnly) ||
            file.write(QByteArray("+") + QByteArray::number(m_movedSeconds) + "s\n") < 0)
            throw std::runtime_error("the clock file cannot be written");
        file.close();
        if (std::rename(qPrintable(m_clockFile + QStringLiteral(".new")), qPrintable(m_clockFile)) != 0)
            throw std::runtime_error("the clock file cannot be replaced");
    }
    if (!QTest::qWaitFor([&] { return stepNow() > last; }, 2 * periodSeconds * 1000))
        throw std::runtime_error("the clock stands still");
    last = stepNow();
    return last;
}

QByteArray Authenticator::secret(const QString& person) const
{
    QFile file(m_folder + u'/' + person);
    if (!file.open(QIODevice::ReadOnly))
        throw std::runtime_error(("no authenticator secret of " + person + " is kept here").toStdString());
    return file.readAll().trimmed();
}

QByteArray Authenticator::key(const QString& person) const
{
    const auto text = secret(person);
    char* decoded = nullptr;
    std::size_t length = 0;
    if (oath_base32_decode(text.constData(), static_cast<std::size_t>(text.size()), &decoded, &length) !=
        OATH_OK)
        throw std::runtime_error("not a secret");
    QByteArray bytes(decoded, static_cast<qsizetype>(length));
    std::fill_n(decoded, length, '\0');
    free(decoded); // NOLINT: liboath allocates with malloc
    return bytes;
}

QString Authenticator::code(const QString& person)
{
    auto bytes = key(person);
    std::array<char, digits + 1> code{};
    const auto moment = static_cast<std::time_t>(nextStep(person) * periodSeconds);
    const int made = oath_totp_generate(bytes.constData(), static_cast<std::size_t>(bytes.size()), moment,
                                        periodSeconds, 0, digits, code.data());
    bytes.fill('\0');
    if (made != OATH_OK)
        throw std::runtime_error("no code could be made");
    return QString::fromLatin1(code.data());
}

} // namespace countersign::e2e
