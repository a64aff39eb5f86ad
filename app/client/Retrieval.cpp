#include "client/Retrieval.h"

#include "client/FileTransfer.h"

#include <algorithm>

#include <QElapsedTimer>
#include <QTimer>

namespace countersign::client {

namespace {

constexpr int inParallel = 3;
constexpr int tellEvery = 100; // ms
constexpr int sampleEvery = 500;
constexpr double weightOfSample = 0.25;

bool hasEnded(const Retrieval::File& file)
{
    return file.state == Retrieval::FileState::Verified || file.state == Retrieval::FileState::Refused;
}

} // namespace

struct Retrieval::Private
{
    Retrieval& self;
    Connection& connection;
    Session& session;
    LogFollower& log;
    ExportView view;
    wire::Retrieval opened;
    QString folder;
    Keep keep;

    std::vector<File> files{};
    std::vector<std::unique_ptr<FileTransfer>> transfers{}; ///< by row; absent until its turn
    State state = State::Running;
    bool started = false;
    bool pausedForSession = false;
    bool needsCode = false;

    std::vector<bool> progressed{};
    QTimer tell{};
    QTimer sample{};
    QElapsedTimer sinceSample{};
    std::uint64_t sampled = 0;
    double rate = 0;

    void addFiles();
    void beginMore();
    [[nodiscard]] std::unique_ptr<FileTransfer> transferOf(std::size_t row);
    void changed(std::size_t row);
    void setState(State next);
    void tellProgress();
    void takeSample();
    [[nodiscard]] std::uint64_t received() const;
};

void Retrieval::Private::addFiles()
{
    if (!view.release)
        return;
    for (const auto& file : view.release->files) {
        File row;
        row.file = file;
        row.sealedLength = crypto::streaming::sealedLength(file.length);
        files.push_back(std::move(row));
    }
    transfers.resize(files.size());
    progressed.resize(files.size());
}

std::unique_ptr<FileTransfer> Retrieval::Private::transferOf(std::size_t row)
{
    const FileTransfer::Order order{opened.id, view.requestDigest, *view.releaseDigest,
                                    folder,    view.job,           keep};
    auto transfer = std::make_unique<FileTransfer>(connection, session, log, order, files[row]);
    connect(transfer.get(), &FileTransfer::progressed, &self, [this, row] {
        progressed[row] = true;
        if (!tell.isActive())
            tell.start();
    });
    // Queued, so that a transfer may be let go once it has ended.
    connect(
        transfer.get(), &FileTransfer::changed, &self, [this, row] { changed(row); }, Qt::QueuedConnection);
    const auto pauseFor = [this](bool& reason) {
        if (state != State::Running)
            return;
        reason = true;
        self.pause();
    };
    connect(
        transfer.get(), &FileTransfer::sessionMissing, &self,
        [this, pauseFor] { pauseFor(pausedForSession); }, Qt::QueuedConnection);
    connect(
        transfer.get(), &FileTransfer::retrievalClosed, &self, [this, pauseFor] { pauseFor(needsCode); },
        Qt::QueuedConnection);
    return transfer;
}

void Retrieval::Private::beginMore()
{
    if (state != State::Running)
        return;
    auto underWay = std::count_if(transfers.begin(), transfers.end(), [](const auto& one) { return !!one; });
    for (std::size_t row = 0; row < files.size() && underWay < inParallel; ++row) {
        if (files[row].state != FileState::Waiting || transfers[row])
            continue;
        transfers[row] = transferOf(row);
        transfers[row]->go();
        ++underWay;
    }
}

void Retrieval::Private::changed(std::size_t row)
{
    if (transfers[row] && transfers[row]->ended())
        transfers[row].reset();
    emit self.fileChanged(static_cast<int>(row));
    if (!std::all_of(files.begin(), files.end(), hasEnded)) {
        beginMore();
        return;
    }
    const bool whole = std::all_of(files.begin(), files.end(),
                                   [](const File& file) { return file.state == FileState::Verified; });
    if (state == State::Done || state == State::Failed)
        return;
    setState(whole ? State::Done : State::Failed);
    emit self.finished();
}

void Retrieval::Private::setState(State next)
{
    if (std::exchange(state, next) == next)
        return;
    sampled = received();
    rate = 0;
    if (state == State::Running) {
        sinceSample.start();
        sample.start();
    } else {
        sample.stop();
    }
    emit self.stateChanged();
}

void Retrieval::Private::tellProgress()
{
    for (std::size_t row = 0; row < files.size(); ++row)
        if (progressed[row]) {
            progressed[row] = false;
            emit self.fileChanged(static_cast<int>(row));
        }
}

std::uint64_t Retrieval::Private::received() const
{
    std::uint64_t sum = 0;
    for (const auto& file : files)
        sum += file.received;
    return sum;
}

void Retrieval::Private::takeSample()
{
    const auto now = received();
    const auto seconds = static_cast<double>(sinceSample.restart()) / 1000;
    if (seconds <= 0)
        return;
    const auto current = static_cast<double>(now - std::min(now, sampled)) / seconds;
    rate = rate > 0 ? rate + weightOfSample * (current - rate) : current;
    sampled = now;
}

Retrieval::Retrieval(Connection& connection, Session& session, LogFollower& log, ExportView view,
                     wire::Retrieval opened, QString folder, Keep keep, QObject* parent)
    : QObject(parent),
      d(new Private{*this, connection, session, log, std::move(view), std::move(opened), std::move(folder),
                    keep})
{
    d->addFiles();
    d->tell.setSingleShot(true);
    d->tell.setInterval(tellEvery);
    d->sample.setInterval(sampleEvery);
    connect(&d->tell, &QTimer::timeout, this, [this] { d->tellProgress(); });
    connect(&d->sample, &QTimer::timeout, this, [this] { d->takeSample(); });
    connect(&session, &Session::stateChanged, this, [this] {
        if (d->pausedForSession && d->session.state() == Session::State::SignedIn)
            resume();
    });
    // Nothing that goes on may still claim that the log holds.
    connect(&log, &LogFollower::brokenChanged, this, [this] {
        if (d->log.broken())
            pause();
    });
}

Retrieval::~Retrieval() = default;

const ExportView& Retrieval::exportView() const
{
    return d->view;
}

const std::vector<Retrieval::File>& Retrieval::files() const
{
    return d->files;
}

Retrieval::State Retrieval::state() const
{
    return d->state;
}

QString Retrieval::folder() const
{
    return d->folder;
}

Retrieval::Keep Retrieval::keep() const
{
    return d->keep;
}

double Retrieval::bytesPerSecond() const
{
    return d->rate;
}

int Retrieval::digestsVerified() const
{
    return static_cast<int>(std::count_if(d->files.begin(), d->files.end(), [](const File& file) {
        return file.state == FileState::Verified;
    }));
}

void Retrieval::setReceiptsMissing(int files)
{
    m_receiptsMissing = files;
    emit stateChanged();
}

void Retrieval::start()
{
    if (std::exchange(d->started, true))
        return;
    d->sinceSample.start();
    d->sample.start();
    if (d->files.empty()) { // released all the same: nothing matched
        d->setState(State::Done);
        emit finished();
        return;
    }
    d->beginMore();
}

void Retrieval::pause()
{
    if (d->state != State::Running)
        return;
    d->setState(State::Paused);
    for (const auto& transfer : d->transfers)
        if (transfer)
            transfer->stop();
}

void Retrieval::resume()
{
    if ((d->state != State::Running && d->state != State::Paused) || d->log.broken())
        return;
    d->pausedForSession = false;
    d->needsCode = false;
    d->setState(State::Running);
    for (std::size_t row = 0; row < d->transfers.size(); ++row) {
        const auto fileState = d->files[row].state;
        if (d->transfers[row] && (fileState == FileState::Paused || fileState == FileState::Lost))
            d->transfers[row]->go();
    }
    d->beginMore();
}

bool Retrieval::needsCode() const
{
    return d->needsCode;
}

void Retrieval::reopen(const wire::Retrieval& opened)
{
    d->opened = opened;
    for (const auto& transfer : d->transfers)
        if (transfer)
            transfer->reopen(opened.id);
    resume();
}

} // namespace countersign::client
