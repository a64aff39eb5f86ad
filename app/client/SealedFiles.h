#pragma once

#include "client/ExportBook.h"
#include "client/SealedFile.h"
#include "client/SealedState.h"
#include "client/Trail.h"

#include <functional>

#include <QPointer>

namespace countersign::client {

class KeyStore;

/// What the person signed in fetched to this machine and left sealed: where it lies, and its opening, with a
/// fresh code, after request, decisions and release were checked once more. Each opening is reported to the
/// server: until the log that this console verified holds it, it is kept, and reported at the next contact.
class SealedFiles final : public QObject
{
    Q_OBJECT

public:
    struct File
    {
        SealedNote note;
        bool opened = false; ///< a file of its name lies beside it
    };
    /// Of one release in one folder.
    struct Group
    {
        QString folder;
        JobId job;
        Digest release;
        std::vector<File> files;
    };
    /// One file under way.
    struct Progress
    {
        QString name;
        int done = 0; ///< files
        int files = 0;
        std::uint64_t bytes = 0; ///< of ciphertext, of this file
        std::uint64_t length = 0;
    };

    /// `stateFolder`: of this profile on this machine.
    SealedFiles(Connection& connection, Session& session, LogFollower& log, ExportBook& book,
                KeyStore& keyStore, QString stateFolder, const Clock& clock, QObject* parent = nullptr);
    ~SealedFiles() override;

    /// A folder in which sealed files lie, from now on looked through; also one that was moved here. What
    /// readSealedState and writeSealedState say.
    [[nodiscard]] Result<void> remember(const QString& folder);
    /// Looks through the folders: only what is sealed for the person signed in, by this server.
    [[nodiscard]] std::vector<Group> groups() const;
    /// Opens those of `files` (names' ids) that lie in `folder`, into `to`. Answers how many, once all are
    /// open. `KeyMissing` where this machine has not the key. What was opened before something failed stays.
    /// No code is sent where the opening could not be written down first (see readSealedState).
    [[nodiscard]] QCoro::Task<Result<int>> open(Group group, std::vector<FileId> files, QString to,
                                                Secret code);
    /// Stops the file under way; nothing of it is left.
    void cancel();
    [[nodiscard]] const std::optional<Progress>& progress() const { return m_progress; }
    /// Openings that the server's log is not yet known to hold; what readSealedState says.
    [[nodiscard]] Result<int> unreported() const;
    /// Tells the server of those, and looks for their entries: at each sign-in, after each opening, and when
    /// asked.
    void tellUnreported();

signals:
    /// `groups` may be others.
    void changed();
    void progressed();

private:
    struct Checked;
    /// Reports of one release that the server says to have entered.
    struct Taken
    {
        std::vector<SealedState::Report> reports;
        std::vector<ToldAct> acts; ///< in the same order
    };

    [[nodiscard]] QString stateFile() const; ///< of the person signed in
    [[nodiscard]] Result<void> change(const std::function<void(SealedState&)>& how) const;
    [[nodiscard]] Result<void> forget(const SealedState::Report& report) const;
    [[nodiscard]] QCoro::Task<Result<Checked>> check(Group group);
    [[nodiscard]] QCoro::Task<Result<void>> openOne(SealedNote note, const Checked& checked, QString from,
                                                    QString to, std::uint64_t allowed);
    [[nodiscard]] QCoro::Task<Result<void>> report();
    [[nodiscard]] QCoro::Task<void> settle(Digest release, Taken taken);
    [[nodiscard]] bool isSignedIn(const PersonId& person) const;
    [[nodiscard]] std::optional<JobId> jobOf(const Digest& release) const;
    void tell(QString name, int done, int files, std::uint64_t length);

    Connection& m_connection;
    Session& m_session;
    LogFollower& m_log;
    ExportBook& m_book;
    KeyStore& m_keyStore;
    const QString m_stateFolder;
    const Clock& m_clock;
    std::optional<Progress> m_progress;
    std::shared_ptr<Unsealing> m_unsealing;
    QTimer m_tick;
    Trail m_trail;
    FreshRun m_reporting;
};

} // namespace countersign::client
