#include "client/Client.h"

namespace countersign::client {

Client::Client(Profile profile, std::unique_ptr<KeyStore> keyStore, QString stateFolder, const Clock& clock,
               QObject* parent)
    : QObject(parent),
      m_clock(clock),
      m_keyStore(std::move(keyStore)),
      m_connection(std::move(profile), clock),
      m_session(m_connection, *m_keyStore, clock),
      m_log(m_connection, stateFolder),
      m_statements(m_connection, m_session, m_log),
      m_book(m_connection, m_session, m_log, clock),
      m_requests(m_connection, m_statements, m_log, m_book),
      m_approvals(m_statements, m_log, m_book),
      m_downloads(m_connection, m_session, m_log, m_book, clock),
      m_sealedFiles(m_connection, m_session, m_log, m_book, *m_keyStore, std::move(stateFolder), clock),
      m_trail(m_connection, m_log, m_book),
      m_evidence(m_connection, m_log, m_book, m_trail),
      m_wholeTrail(m_connection, m_log, clock),
      m_keys(m_connection),
      m_people(m_connection, m_session, m_log, m_statements, clock),
      m_signingKeys(m_connection, m_session, m_log, m_statements, m_book, *m_keyStore),
      m_policies(m_connection, m_log, m_statements),
      m_recoveries(m_connection, m_session, m_log, m_statements),
      m_founding(m_connection, m_session, m_log, clock),
      m_events(m_connection)
{
    m_logSoon.setSingleShot(true);
    m_logSoon.setInterval(std::chrono::seconds(1)); // the pace at which the server publishes
    connect(&m_logSoon, &QTimer::timeout, this, [this] { detach(m_log.advance()); });
    connect(&m_session, &Session::stateChanged, this, &Client::followSession);
    connect(&m_session, &Session::meChanged, this, &Client::followPerson);
    connect(&m_events, &Events::connected, this, &Client::catchUp);
    connect(&m_events, &Events::jobChanged, &m_book, &ExportBook::follow);
    connect(&m_events, &Events::peopleChanged, this, &Client::followPeople);
    connect(&m_events, &Events::logChanged, this, [this] {
        if (!m_logSoon.isActive())
            m_logSoon.start();
    });
    connect(&m_downloads, &Downloads::added, this, [this](Retrieval* retrieval) {
        if (retrieval->keep() != Retrieval::Keep::Sealed)
            return;
        std::ignore = m_sealedFiles.remember(retrieval->folder());
        connect(retrieval, &Retrieval::stateChanged, &m_sealedFiles, &SealedFiles::changed);
    });
    // Before the founding nothing could be checked, and nothing was shown.
    connect(&m_connection, &Connection::rootPinned, this, [this] {
        if (m_session.state() == Session::State::SignedIn)
            catchUp();
    });
}

Client::~Client()
{
    disconnect(&m_session, nullptr, this, nullptr);
    m_events.stop();
    // Each coroutine under way ends now, while all that it uses is still there.
    m_connection.close();
}

// Locked, the pages keep what they show behind the lock; signed out, nothing of the person is left.
void Client::followSession()
{
    switch (m_session.state()) {
    case Session::State::SignedIn:
        m_events.start();
        break;
    case Session::State::Locked:
        m_events.stop();
        m_logSoon.stop();
        break;
    case Session::State::SignedOut:
        m_events.stop();
        m_logSoon.stop();
        forget();
        break;
    case Session::State::AwaitingCode:
    case Session::State::Enrolling:
        break;
    }
}

// Views tell what this person may do.
void Client::followPerson()
{
    if (m_session.state() == Session::State::SignedIn)
        m_book.rebuild();
}

void Client::forget()
{
    m_book.clear();
    m_people.clear();
    m_downloads.clear();
    m_wholeTrail.cancel();
}

void Client::catchUp()
{
    if (!m_connection.profile().root)
        m_connection.rereadRoot();
    if (!m_connection.profile().root)
        return;
    m_book.followAll();
    m_logSoon.start(); // an admin sees no exports, but the log
    followPeople();
}

void Client::followPeople()
{
    detach(m_session.refreshMe()); // a role may have come or gone
    if (m_session.holds(wire::Role::Admin) || m_session.holds(wire::Role::ComplianceOfficer))
        m_people.follow();
}

} // namespace countersign::client
