#pragma once

#include <cstdint>
#include <map>

#include <QStringList>

namespace countersign::e2e {

/// The phones of the trial's people: their secrets in the trial's folder (as `installer/trial.sh code` keeps
/// them), and codes, none of them twice.
class Authenticator
{
public:
    /// `clockFile`: where the programs run under faketime, the file that moves their clock; empty where time
    /// is real.
    Authenticator(QString folder, QString clockFile);

    [[nodiscard]] bool knows(const QString& person) const;
    /// In base32, as it was kept.
    [[nodiscard]] QByteArray secret(const QString& person) const;
    /// The bytes of the secret.
    [[nodiscard]] QByteArray key(const QString& person) const;
    void keep(const QString& person, const QString& secret);
    /// The six digits of now. Waits for the next time step, or moves the clock there, where this one's were
    /// used.
    [[nodiscard]] QString code(const QString& person);
    /// All codes so far.
    [[nodiscard]] const QStringList& given() const { return m_given; }
    /// Moves the clock of all programs, onwards or back; not where time is real.
    void moveClock(int seconds);

private:
    [[nodiscard]] std::int64_t nextStep(const QString& person);

    QString m_folder;
    QString m_clockFile;
    int m_movedSeconds = 0;
    QStringList m_given;
    std::map<QString, std::int64_t> m_lastStep;
};

} // namespace countersign::e2e
