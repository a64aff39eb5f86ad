#pragma once

#include "Hospital.h"
#include "client/Client.h"

#include <QTemporaryDir>

namespace countersign::lies {

/// One person at their console, as it is shipped but for the windows; what is answered is the sentence that
/// the window would show, or nothing where all went well.
class Desk
{
public:
    /// `clock`: this computer's; absent: the hospital's.
    Desk(Hospital& hospital, const test::TestPerson& person, const Clock* clock = nullptr);
    ~Desk();

    /// Signs in, unless `name` is said to be another.
    [[nodiscard]] QString signIn();
    /// Follows both logs.
    [[nodiscard]] QString follow();
    /// At all exports.
    [[nodiscard]] QString look();
    [[nodiscard]] QString decide(const Digest& subject, wire::Gate gate, wire::Verdict verdict);
    /// Looks, begins and waits for all files.
    [[nodiscard]] QString fetch();
    [[nodiscard]] QString trail();
    /// The person's own key, from now on.
    [[nodiscard]] QString revoke(const test::TestPerson& person);

    [[nodiscard]] client::Client& client() { return *m_client; }
    /// What lies in the folder, hidden files, too.
    [[nodiscard]] QStringList lying() const;
    [[nodiscard]] QByteArray content(const QString& name) const;

private:
    [[nodiscard]] QString refusal(const Error& error);

    test::TestPerson m_person;
    QTemporaryDir m_state;
    QTemporaryDir m_folder;
    std::unique_ptr<client::Client> m_client;
};

} // namespace countersign::lies
