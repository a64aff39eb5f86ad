#include "e2e/Authenticator.h"

#include "client/Strings.h"
#include "support/TotpDigits.h"

#include <ctime>
#include <stdexcept>

#include <QDir>
#include <QFile>
#include <QTest>

namespace countersign::e2e {

namespace {

constexpr int periodSeconds = 30; // RFC 6238

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

void Authenticator::moveClock(int seconds)
{
    m_movedSeconds += seconds;
    // faketime reads the whole file at each call: a name that appears whole.
    QFile file(m_clockFile + QStringLiteral(".new"));
    if (!file.open(QIODevice::WriteOnly) || file.write(QByteArray(m_movedSeconds < 0 ? "" : "+") +
                                                       QByteArray::number(m_movedSeconds) + "s\n") < 0)
        throw std::runtime_error("the clock file cannot be written");
    file.close();
    if (std::rename(qPrintable(m_clockFile + QStringLiteral(".new")), qPrintable(m_clockFile)) != 0)
        throw std::runtime_error("the clock file cannot be replaced");
}

std::int64_t Authenticator::nextStep(const QString& person)
{
    auto& last = m_lastStep[person];
    if (stepNow() <= last && !m_clockFile.isEmpty())
        moveClock(periodSeconds);
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
    return QByteArray::fromStdString(test::totpKey(client::viewOf(text)));
}

QString Authenticator::code(const QString& person)
{
    const auto text = secret(person);
    m_given += QString::fromStdString(test::totpDigits(client::viewOf(text), nextStep(person)));
    return m_given.back();
}

} // namespace countersign::e2e
