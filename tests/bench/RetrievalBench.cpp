#include "bench/Memory.h"
#include "bench/Observations.h"
#include "bench/Pipe.h"
#include "bench/Ratio.h"
#include "client/NetworkThreads.h"
#include "client/Retrieval.h"
#include "crypto/Jwe.h"
#include "crypto/Random.h"
#include "crypto/Sha256.h"
#include "server/artifact/SealedObject.h"
#include "unit/client/PersonsKeyStore.h"

#include <QCoreApplication>
#include <QEventLoop>

#include <unistd.h>

/// What the console does to a file: ticket, fetch, open, digest, onto the disk (synced), name, receipt.
/// Against curl and openssl, which fetch and digest the same sealed bytes. nginx plays the export server.
namespace countersign::bench {

namespace {

const std::string ticketPath = "/v1/tickets/t_bench";
constexpr std::size_t pieceSize = 1024 * 1024;

void readPieces(const std::filesystem::path& file, const std::function<void(ByteView)>& take)
{
    std::ifstream in(file, std::ios::binary);
    for (std::string piece(pieceSize, '\0'); in;) {
        in.read(piece.data(), static_cast<std::streamsize>(piece.size()));
        take(bytesOf(piece).first(static_cast<std::size_t>(in.gcount())));
    }
}

template <typename Message>
std::string canned(const std::string& path, const Message& message)
{
    return "location = " + path + " { default_type application/json; return 200 '" + wire::encode(message) +
           "'; }\n";
}

/// The export server's side: one file, sealed as the server seals it, and its answers.
struct RetrievalScene
{
    RetrievalScene()
    {
        const auto plain = scratch.path() / "plain.ndjson";
        const auto observations = writeObservations(plain, benchBytes(), 1);
        const server::SealedObjectWriter::Order order{root, server::newFileId(), "Observation", request};
        auto writer = must(server::SealedObjectWriter::begin(order, fileKey));
        readPieces(plain, [&](ByteView piece) { must(writer.add(piece)); });
        const auto facts = must(writer.finish());
        if (facts.sha256 != observations)
            throw std::runtime_error("another digest than that of the file");
        std::filesystem::remove(plain);
        sealedLength = facts.sealedLength;
        file = {order.id, "Observation.000.ndjson", "Observation", facts.count, facts.length, facts.sha256};
        object = order.id.text() + ".sealed";
        crypto::Sha256 digest;
        readPieces(root / object, [&](ByteView piece) { digest.add(piece); });
        sealedDigest = digest.finish();
    }

    [[nodiscard]] std::string answers() const
    {
        wire::SessionGrant grant;
        grant.accessToken = Secret(std::string_view("access"));
        grant.refreshToken = Secret(std::string_view("refresh"));
        grant.expiresIn = 3600;
        grant.idleSeconds = 3600;
        grant.me.person = person.id;
        grant.me.name = person.name;
        grant.me.server = ServerId("srv_test");
        wire::Ticket ticket;
        ticket.path = ticketPath;
        ticket.file = file.id;
        ticket.sealedLength = sealedLength;
        ticket.wrappedKey =
            must(crypto::wrapFileKey(fileKey, person.encryption.publicKey(), file.id, release));
        return canned("/v1/session", wire::SignInAnswer{"totp", "pend_1"}) +
               canned("/v1/session/totp", grant) +
               canned("/v1/files/" + file.id.text() + "/tickets", ticket) +
               canned(ticketPath + "/receipt", wire::Done{1}) + "location = " + ticketPath + " { alias " +
               (root / object).string() + "; }\n";
    }

    const Digest request = crypto::sha256("the request");
    const Digest release = crypto::sha256("the release");
    const test::TestPerson person = test::makePerson("dora");
    const Secret fileKey = crypto::randomSecret(32);
    ScratchFolder scratch;
    std::filesystem::path root = scratch.folder("www");
    wire::ReleaseFile file;
    std::string object;
    std::uint64_t sealedLength = 0;
    Digest sealedDigest;
};

/// The console's side, signed in.
struct Desk
{
    Desk(const Nginx& nginx, const test::TestPerson& person)
        : keyStore(person),
          connection(profileOf(nginx), clock),
          session(connection, keyStore, clock),
          log(connection, QString::fromStdString(scratch.folder("state").string()))
    {
        must(QCoro::waitFor(session.signIn(QStringLiteral("dora"), Secret(std::string_view("password")))));
        must(QCoro::waitFor(session.submitCode(Secret(std::string_view("123456")))));
    }

    static client::Profile profileOf(const Nginx& nginx)
    {
        client::Profile profile;
        profile.name = QStringLiteral("Bench");
        profile.url = QUrl(QString::fromStdString(nginx.base()));
        profile.environment = QStringLiteral("test");
        profile.caPem = QByteArray::fromStdString(nginx.caPem());
        profile.server = ServerId("srv_test");
        return profile;
    }

    ScratchFolder scratch;
    SystemClock clock;
    test::PersonsKeyStore keyStore;
    client::Connection connection;
    client::Session session;
    client::LogFollower log;
};

double ours(const RetrievalScene& scene, const Nginx& nginx)
{
    Desk desk(nginx, scene.person);
    client::ExportView view;
    view.requestDigest = scene.request;
    view.releaseDigest = scene.release;
    view.release.emplace();
    view.release->files = {scene.file};
    client::Retrieval retrieval(
        desk.connection, desk.session, desk.log, std::move(view), wire::Retrieval{RetrievalId("ret_1"), {}},
        QString::fromStdString(desk.scratch.folder("files").string()), client::Retrieval::Keep::Opened);
    QEventLoop loop;
    QObject::connect(&retrieval, &client::Retrieval::finished, &loop, &QEventLoop::quit);
    sync(); // nobody waits for what somebody else has written
    const auto seconds = secondsOf([&] {
        retrieval.start();
        loop.exec();
    });
    const auto& row = retrieval.files().front();
    if (row.state != client::Retrieval::FileState::Verified)
        throw std::runtime_error("not verified: " + (row.error ? row.error->detail : std::string()));
    return seconds;
}

void retrieval(benchmark::State& state)
{
    const RetrievalScene scene;
    const Nginx nginx(scene.scratch, scene.root, scene.answers());
    double growth = 0;
    compareRates(
        state, static_cast<double>(scene.sealedLength) / 1e6,
        [&] {
            const MemoryPeak peak;
            const auto seconds = ours(scene, nginx);
            growth = std::max(growth, peak.growth());
            return seconds;
        },
        [&] {
            sync();
            return secondsOfPipes(nginx, {{'/' + scene.object, scene.sealedDigest}});
        });
    state.counters["peakMiB"] = growth;
}
void retrievalGuarded(benchmark::State& state)
{
    guarded(state, [&] { retrieval(state); });
}
BENCHMARK(retrievalGuarded)->Name("retrieval")->Iterations(5)->UseManualTime()->Unit(benchmark::kMillisecond);

} // namespace

} // namespace countersign::bench

int main(int argc, char** argv)
{
    countersign::client::preferPlainEventLoops(); // as the console does
    const QCoreApplication application(argc, argv);
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
    benchmark::Shutdown();
}
