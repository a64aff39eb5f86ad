#include "client/PersonKeys.h"
#include "e2e/Markers.h"
#include "e2e/TokenHunt.h"
#include "e2e/TrialPeople.h"

#include <QCoreApplication>
#include <QDir>
#include <QProcess>
#include <QTest>

#include <csignal>
#include <sys/resource.h>

namespace countersign::e2e {

namespace {

constexpr int patience = 120'000; // ms

constexpr auto patientId = "pat-Zq7marker41";
constexpr auto patientFamily = "Quixmarkerbrook";
constexpr auto noteText = "grandmother\\u0027s marker disease";

QByteArray bytesOfView(ByteView view)
{
    return {reinterpret_cast<const char*>(view.data()), static_cast<qsizetype>(view.size())};
}

QByteArray bytesOfView(const Secret& secret)
{
    return bytesOfView(secret.reveal());
}

// Patients whom no other text resembles; enough of them that there is a middle of taking in.
void writePatients(const QString& file)
{
    QFile lines(file);
    if (!lines.open(QIODevice::WriteOnly))
        throw std::runtime_error("the source's folder cannot be written");
    for (int i = 0; i < 4000; ++i)
        lines.write(QStringLiteral(R"({"resourceType":"Patient","id":"%1-%2","name":[{"family":"%3"}],)"
                                   R"("text":{"status":"generated","div":"<div>%4</div>"}})")
                        .arg(QLatin1String(patientId))
                        .arg(i)
                        .arg(QLatin1String(patientFamily), QLatin1String(noteText))
                        .toUtf8() +
                    '\n');
}

// What other accounts of the machine may see of a process, or its children inherit.
QByteArray seenOfProcess(const QString& pid)
{
    const auto folder = QStringLiteral("/proc/") + pid;
    return contentOf(folder + QStringLiteral("/cmdline")) + contentOf(folder + QStringLiteral("/environ"));
}

QStringList dumps()
{
    return QDir::current().entryList({QStringLiteral("core*")}, QDir::Files | QDir::Hidden);
}

// Whether a program without our care would.
bool dumpsCore()
{
    QProcess other;
    other.start(QStringLiteral("sleep"), {QStringLiteral("60")});
    if (!other.waitForStarted() || ::kill(static_cast<pid_t>(other.processId()), SIGSEGV) != 0)
        throw std::runtime_error("sleep cannot be killed");
    other.waitForFinished();
    const auto left = dumps();
    for (const auto& dump : left)
        QFile::remove(dump);
    return !left.isEmpty();
}

} // namespace

/// Markers in patient data, passwords, codes, keys and tokens, and then every file that either side wrote,
/// the temporary folder, what processes show of themselves, and what is left of killed ones.
class NothingInClear final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void whatIsLookedForWouldBeFound();
    void whatWentThroughStandsNowhere();

private:
    void plantPeople();
    void plantSession(TrialPerson& person);
    void plantTicket(TrialPerson& person, const JobId& job);
    [[nodiscard]] QStringList elsewhere(const Look& look) const;
    [[nodiscard]] QStringList findings() const;
    void checkCodes();
    void checkTokens() const;

    QTemporaryDir m_temporary;
    QTemporaryDir m_home;
    QTemporaryDir m_patients;
    std::unique_ptr<Trial> m_trial;
    std::unique_ptr<TrialPeople> m_people;
    Markers m_markers;
};

void NothingInClear::initTestCase()
try {
    QVERIFY2(qEnvironmentVariableIsSet("FAKETIME_TIMESTAMP_FILE"), "run it by tests/e2e/TrialClock.sh");
    // For the servers, too: they inherit it.
    qputenv("TMPDIR", m_temporary.path().toUtf8());
    qputenv("HOME", m_home.path().toUtf8());
    QVERIFY(QDir::setCurrent(m_temporary.path()));
    const rlimit unlimited{RLIM_INFINITY, RLIM_INFINITY};
    if (::setrlimit(RLIMIT_CORE, &unlimited) != 0 || !dumpsCore())
        qWarning("nothing leaves a core dump in its folder here, so that ours don't proves nothing");
    writePatients(m_patients.filePath(QStringLiteral("Patient.000.ndjson")));
    m_trial = std::make_unique<Trial>(QStringList{QStringLiteral("--folder"), m_patients.path(),
                                                  QStringLiteral("--slow-bytes-per-second"),
                                                  QStringLiteral("200000")});
    m_trial->start();
    m_people = std::make_unique<TrialPeople>(*m_trial);
} catch (const std::exception& error) {
    QFAIL(error.what());
}

// Each form in which a secret might lie there, and one secret that does.
void NothingInClear::whatIsLookedForWouldBeFound()
{
    Markers markers;
    const QByteArray secret = "a secret \xff of ours";
    markers.plant(QStringLiteral("it"), secret);
    for (const auto* before : {"", "x", "xy", "xyz"}) {
        const auto around = before + secret + "behind";
        for (const auto& content : {around, around.toBase64(), around.toBase64(QByteArray::Base64UrlEncoding),
                                    around.toHex(), around.toHex().toUpper(), around.toPercentEncoding()})
            QCOMPARE(markers.foundIn("more " + content, QStringLiteral("here")), QStringList{"it in here"});
    }
    QCOMPARE(markers.foundIn("a secret of theirs", QStringLiteral("here")), QStringList());
    markers.plantCode(QStringLiteral("314159"));
    QCOMPARE(markers.codesIn("x2314159 {\"code\":\"314159\"}"), QStringList{"314159"});
    QCOMPARE(markers.codesIn("5314159 3141592 a314159"), QStringList());
    TokenHunt hunt;
    const auto token =
        QByteArray(32, 'k').toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
    hunt.know(token);
    QCOMPARE(hunt.foundIn("DPoP abc" + token + "def", QStringLiteral("here")),
             QStringList{"a token in here"});
    QCOMPARE(hunt.foundIn(token.mid(1), QStringLiteral("here")), QStringList());
    const QTemporaryDir folder;
    QFile file(folder.filePath(QStringLiteral(".wal")));
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write("x" + secret) > 0 && file.flush());
    QCOMPARE(markers.foundBelow({folder.path()}).size(), 1);
}

void NothingInClear::plantPeople()
{
    for (const auto& name : TrialPeople::others() + QStringList{"amira", "boris"}) {
        auto& person = (*m_people)[name];
        m_markers.plant(name + QStringLiteral("'s password"), bytesOfView(person.password()));
        m_markers.plant(name + QStringLiteral("'s passphrase"), ("a passphrase of " + name).toUtf8());
        m_markers.plant(name + QStringLiteral("'s enrolment code"), m_trial->enrolmentCode(name).toUtf8());
        const auto& keys = *person.console().session().keys();
        m_markers.plant(name + QStringLiteral("'s signing key"), bytesOfView(keys.signing.toSecret()));
        m_markers.plant(name + QStringLiteral("'s encryption key"), bytesOfView(keys.encryption.toSecret()));
        const auto jwk = keys.signing.privateJwk();
        const auto text = bytesOfView(jwk);
        const auto d = text.mid(text.indexOf("\"d\":\"") + 5, 43);
        m_markers.plant(name + QStringLiteral("'s signing key's d"),
                        QByteArray::fromBase64(d, QByteArray::Base64UrlEncoding));
        const auto& authenticator = m_people->authenticator();
        m_markers.plant(name + QStringLiteral("'s second factor"), authenticator.secret(name));
        m_markers.plant(name + QStringLiteral("'s second factor's key"), authenticator.key(name));
        for (const auto& code : person.recoveryCodes())
            m_markers.plant(name + QStringLiteral("'s recovery code"), code.toUtf8());
    }
    m_markers.plant(QStringLiteral("a patient's id"), patientId);
    m_markers.plant(QStringLiteral("a patient's name"), patientFamily);
    m_markers.plant(QStringLiteral("a patient's note"), noteText);
    for (const auto* name : {"/passphrase", "/client.key", "/server.key"}) {
        auto content = contentOf(m_trial->folder() + QLatin1String(name)).trimmed();
        m_markers.plant(QLatin1String(name), content.contains('\n') ? content.split('\n').at(1) : content);
    }
}

// A session by hand, so that its tokens are known: the console keeps its own to itself.
void NothingInClear::plantSession(TrialPerson& person)
{
    const SystemClock clock;
    client::Connection connection(m_trial->profile(), clock);
    const QString path = QStringLiteral("/v1/session");
    const wire::SignIn first{person.name().toStdString(), person.password()};
    const auto answer = must(connection.post<wire::SignInAnswer>(path, first));
    m_markers.plant(QStringLiteral("a pending sign-in"), QByteArray::fromStdString(answer.pending));
    const wire::SecondFactor second{answer.pending, person.code()};
    auto grant = must(connection.post<wire::SessionGrant>(path + QStringLiteral("/totp"), second));
    m_markers.plant(QStringLiteral("an access token"), bytesOfView(grant.accessToken));
    m_markers.plant(QStringLiteral("a refresh token"), bytesOfView(grant.refreshToken));
    const wire::Refresh refresh{grant.refreshToken.clone()};
    connection.adoptTokens(std::move(grant.accessToken), std::move(grant.refreshToken), grant.expiresIn);
    auto next = must(connection.post<wire::SessionGrant>(path + QStringLiteral("/refresh"), refresh));
    m_markers.plant(QStringLiteral("a renewed access token"), bytesOfView(next.accessToken));
    m_markers.plant(QStringLiteral("a renewed refresh token"), bytesOfView(next.refreshToken));
    connection.adoptTokens(std::move(next.accessToken), std::move(next.refreshToken), next.expiresIn);
    std::ignore = must(connection.get<wire::Me>(path));
    connection.close();
}

void NothingInClear::plantTicket(TrialPerson& person, const JobId& job)
{
    const auto& view = person.look(job);
    wire::RetrievalOpen open;
    open.release = *view.releaseDigest;
    open.code = person.code();
    auto& connection = person.console().connection();
    const auto retrieval = must(connection.post<wire::Retrieval>(QStringLiteral("/v1/retrievals"), open));
    const auto tickets = QStringLiteral("/v1/files/%1/tickets")
                             .arg(QString::fromStdString(view.release->files.front().id.text()));
    const auto ticket = must(connection.post<wire::Ticket>(tickets, wire::TicketAsk{retrieval.id}));
    m_markers.plant(QStringLiteral("a ticket"), QByteArray::fromStdString(ticket.path).mid(12));
    m_markers.plant(QStringLiteral("a wrapped file key"), QByteArray::fromStdString(ticket.wrappedKey));
}

// Where no secret belongs: all but their owners' things and the folder that was asked for.
QStringList NothingInClear::elsewhere(const Look& look) const
{
    const auto folder = m_trial->folder();
    auto found = lookBelow({folder, m_temporary.path(), m_home.path()},
                           {folder + QStringLiteral("/authenticator/"), folder + QStringLiteral("/codes"),
                            folder + QStringLiteral("/passphrase"), folder + QStringLiteral("/client.key"),
                            folder + QStringLiteral("/server.key"), folder + QStringLiteral("/received/")},
                           look);
    for (const auto* program : {"server", "source"})
        found += look(seenOfProcess(m_trial->processId(QLatin1String(program))), QLatin1String(program));
    return found;
}

QStringList NothingInClear::findings() const
{
    return elsewhere(
        [this](const auto& content, const auto& place) { return m_markers.foundIn(content, place); });
}

// One that stands there by chance is likely once in some hundred runs; two that do are none.
void NothingInClear::checkCodes()
{
    const auto& given = m_people->authenticator().given();
    QVERIFY2(given.size() >= 15, qPrintable(QString::number(given.size())));
    for (const auto& code : given)
        m_markers.plantCode(code);
    QStringList places;
    auto found = elsewhere([&](const auto& content, const auto& place) {
        const auto codes = m_markers.codesIn(content);
        for (const auto& code : codes)
            places += code + QStringLiteral(" in ") + place;
        return codes;
    });
    found.removeDuplicates();
    QVERIFY2(found.size() < 2, qPrintable(places.join(u'\n')));
}

void NothingInClear::checkTokens() const
{
    const TokenHunt hunt(m_trial->dataFolder() + QStringLiteral("/countersign.db"));
    // Of both admins and everybody else: the refresh token, and the access token under which they registered
    // a key. Renewals come and go.
    const auto people = 2 + static_cast<std::size_t>(TrialPeople::others().size());
    QVERIFY2(hunt.known() >= 2 * people, qPrintable(QString::number(hunt.known())));
    QCOMPARE(elsewhere([&](const auto& content, const auto& place) { return hunt.foundIn(content, place); }),
             QStringList());
}

void NothingInClear::whatWentThroughStandsNowhere()
try {
    m_people->found();
    m_people->enrol(TrialPeople::others());
    m_people->endorse(TrialPeople::others());
    m_people->countersign(TrialPeople::others());
    plantPeople();
    auto& silva = (*m_people)[QStringLiteral("silva")];
    plantSession(silva);
    QCOMPARE(findings(), QStringList());

    const auto job = m_people->ask(m_people->draft(QStringLiteral("Markers"), {"Patient"}));
    must(m_people->approve(QStringLiteral("adler"), job, wire::Gate::Request));
    auto& okafor = (*m_people)[QStringLiteral("okafor")];
    okafor.waitUntil(job, QStringLiteral("the middle"),
                     [](const auto& view) { return view.intake.bytes > 0; });
    QCOMPARE(findings(), QStringList());
    // It dies as by a fault of its own, with plaintext, keys and tokens in its memory.
    m_trial->killServer(SIGSEGV);
    m_trial->start();
    std::ignore = (*m_people)[QStringLiteral("okafor")];
    okafor.waitUntil(job, QStringLiteral("all files"),
                     [](const auto& view) { return view.state == wire::JobState::AwaitingRelease; });
    must(m_people->approve(QStringLiteral("adler"), job, wire::Gate::Release));

    plantTicket(silva, job);
    const auto folder = m_trial->folder() + QStringLiteral("/received");
    auto* retrieval = must(silva.console().downloads().begin(job, folder, silva.code()));
    QVERIFY(
        QTest::qWaitFor([&] { return retrieval->state() != client::Retrieval::State::Running; }, patience));
    QVERIFY(retrieval->state() == client::Retrieval::State::Done);
    QCOMPARE(m_markers.foundBelow({folder}).size(), 3); // the patient's: the search sees what is there
    QCOMPARE(findings(), QStringList());

    checkTokens();
    for (auto& name : TrialPeople::others())
        await((*m_people)[name].console().session().signOut());
    QCOMPARE(findings(), QStringList());
    checkTokens();
    checkCodes();
    QCOMPARE(dumps(), QStringList());
} catch (const std::exception& error) {
    QFAIL(error.what());
}

} // namespace countersign::e2e

int main(int count, char** arguments)
{
    QCoreApplication application(count, arguments);
    countersign::e2e::NothingInClear test;
    return QTest::qExec(&test, count, arguments);
}

#include "NothingInClear.moc"
