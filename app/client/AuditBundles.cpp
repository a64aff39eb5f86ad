#include "client/AuditBundles.h"

#include "client/LogTiles.h"
#include "client/Pause.h"

namespace countersign::client {

namespace {

using Lines = std::vector<std::string>;

constexpr std::uint64_t bundleWidth = 256;
constexpr int patience = 60; // times that the server may ask for a pause
constexpr std::chrono::seconds shortestPause{2};

template <typename Ask>
QCoro::Task<Result<QByteArray>> patiently(QPointer<Connection> connection, Ask ask)
{
    for (int pause = 0;; ++pause) {
        auto answer = co_await ask();
        if (answer || answer.error().code != ErrorCode::TooManyRequests || pause == patience)
            co_return answer;
        if (connection)
            co_await Pause(*connection, std::max(answer.error().retryAfter, shortestPause));
    }
}

Error aboutAudit(Error error)
{
    if (codeText(error.code).starts_with("log-"))
        error.about = "audit";
    return error;
}

QCoro::Task<Result<Lines>> bundle(QPointer<Connection> connection, crypto::TileId tile)
{
    const auto ask = [connection, tile] { return tileBytes(connection, QStringLiteral("audit"), tile); };
    auto answer = co_await patiently(connection, ask);
    if (!answer)
        co_return tl::unexpected(aboutAudit(answer.error()));
    auto lines = bundleLines(bytesOf(viewOf(*answer)), tile);
    if (!lines)
        co_return tl::unexpected(aboutAudit(lines.error()));
    co_return lines;
}

QCoro::Task<Result<QByteArray>> get(QPointer<Connection> connection, QString path)
{
    const QByteArray none;
    if (!connection)
        co_return fail(ErrorCode::Cancelled);
    auto answer = co_await connection->call("GET", path, none, Connection::Activity::Background);
    co_return answer;
}

} // namespace

QCoro::Task<Result<QByteArray>> patientGet(QPointer<Connection> connection, QString path)
{
    const auto ask = [connection, path] { return get(connection, path); };
    auto answer = co_await patiently(connection, ask);
    co_return answer;
}

QCoro::Task<Result<Lines>> auditEntries(QPointer<Connection> connection, std::uint64_t first,
                                        std::uint64_t end, std::uint64_t size)
{
    // All at once: each is begun when it is called.
    std::vector<QCoro::Task<Result<Lines>>> bundles;
    for (auto index = first / bundleWidth; index * bundleWidth < end; ++index) {
        const auto width = static_cast<unsigned>(std::min(bundleWidth, size - index * bundleWidth));
        bundles.push_back(bundle(connection, {-1, index, width}));
    }
    Lines lines;
    auto at = first / bundleWidth * bundleWidth;
    for (auto& one : bundles) {
        auto next = co_await one;
        if (!next)
            co_return tl::unexpected(next.error());
        for (auto& line : *next) {
            if (at >= first && at < end)
                lines.push_back(std::move(line));
            ++at;
        }
    }
    co_return lines;
}

} // namespace countersign::client
