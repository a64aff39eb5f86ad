#include "DeliveringServer.h"

#include "base/Base64.h"
#include "crypto/Jwe.h"
#include "crypto/Random.h"
#include "crypto/Sha256.h"
#include "crypto/StreamingSeal.h"

#include <algorithm>
#include <random>

namespace countersign::test {

namespace {

constexpr std::size_t pieceSize = 200'000;
constexpr std::size_t intoSecondSegment = 1'300'000;
const std::string ticketPath = "/v1/tickets/t_";

Bytes seal(const std::string& content, const Secret& key, const FileId& file, const Digest& request)
{
    const auto id = fromHex(file.text());
    crypto::StreamingSealer sealer(key, crypto::streaming::associatedData(*id, request));
    Bytes out;
    sealer.add(bytesOf(content), out);
    sealer.finish(out);
    return out;
}

std::string randomContent(std::size_t length, unsigned seed)
{
    std::mt19937 random(seed);
    std::string content(length, ' ');
    for (auto& c : content)
        c = static_cast<char>(random());
    return content;
}

} // namespace

/// Gives out bytes piece by piece; may stop at a point until it is let go on, or break off.
class DeliveringServer::Body final : public http::BodySource
{
public:
    Body(DeliveringServer& server, Bytes bytes, std::size_t cutAt)
        : m_server(server), m_bytes(std::move(bytes)), m_cutAt(cutAt)
    {
        const std::lock_guard lock(m_server.m_mutex);
        m_server.m_mostAtOnce = std::max(m_server.m_mostAtOnce, ++m_server.m_atOnce);
    }
    ~Body() override
    {
        const std::lock_guard lock(m_server.m_mutex);
        --m_server.m_atOnce;
    }
    Result<Bytes> next() override
    {
        if (m_at >= m_cutAt)
            return fail(ErrorCode::Storage, "cut");
        if (m_at >= intoSecondSegment) {
            std::unique_lock lock(m_server.m_mutex);
            m_server.m_changed.wait(lock, [this] { return !m_server.m_shut; });
        }
        const auto end = std::min(std::min(m_bytes.size(), m_cutAt), m_at + pieceSize);
        Bytes piece(m_bytes.begin() + static_cast<std::ptrdiff_t>(m_at),
                    m_bytes.begin() + static_cast<std::ptrdiff_t>(end));
        m_at = end;
        return piece;
    }

private:
    DeliveringServer& m_server;
    Bytes m_bytes;
    std::size_t m_cutAt;
    std::size_t m_at = 0;
};

DeliveringServer::DeliveringServer(const TestPerson& person)
    : m_person(person), m_server([this](const http::Request& asked) { return answer(asked); })
{
}

wire::ReleaseFile DeliveringServer::add(const std::string& name, std::size_t length)
{
    const std::lock_guard lock(m_mutex);
    const auto number = static_cast<unsigned>(m_files.size() + 1);
    auto file = std::make_unique<Stored>();
    file->id = FileId(crypto::sha256("file " + std::to_string(number)).hexText().substr(0, 32));
    file->content = randomContent(length, number);
    file->key = crypto::randomSecret(32);
    file->sealed = seal(file->content, file->key, file->id, request);
    wire::ReleaseFile released{file->id, name, "Patient", 1, length, crypto::sha256(file->content)};
    m_files.push_back(std::move(file));
    return released;
}

const std::string& DeliveringServer::content(const FileId& file) const
{
    return (*std::find_if(m_files.begin(), m_files.end(), [&](const auto& one) { return one->id == file; }))
        ->content;
}

void DeliveringServer::tell(Lie lie)
{
    const std::lock_guard lock(m_mutex);
    m_lie = lie;
}

void DeliveringServer::shut()
{
    const std::lock_guard lock(m_mutex);
    m_shut = true;
}

void DeliveringServer::open()
{
    const std::lock_guard lock(m_mutex);
    m_shut = false;
    m_changed.notify_all();
}

std::vector<crypto::Jws> DeliveringServer::receipts() const
{
    const std::lock_guard lock(m_mutex);
    return m_receipts;
}

std::vector<std::string> DeliveringServer::ranges() const
{
    const std::lock_guard lock(m_mutex);
    return m_ranges;
}

int DeliveringServer::tickets() const
{
    const std::lock_guard lock(m_mutex);
    return m_tickets;
}

int DeliveringServer::mostAtOnce() const
{
    const std::lock_guard lock(m_mutex);
    return m_mostAtOnce;
}

http::Response DeliveringServer::answer(const http::Request& asked)
{
    if (asked.path.starts_with("/v1/session"))
        return session(asked);
    for (const auto& file : m_files) {
        if (asked.path == "/v1/files/" + file->id.text() + "/tickets")
            return ticketOf(asked, *file);
        if (asked.path == ticketPath + file->id.text())
            return bytesOfTicket(asked, *file);
        if (asked.path == ticketPath + file->id.text() + "/receipt")
            return receiptOf(asked);
    }
    return refusing(ErrorCode::NotFound);
}

http::Response DeliveringServer::session(const http::Request& asked) const
{
    if (asked.path == "/v1/session" && asked.method == "POST")
        return answering(wire::SignInAnswer{"totp", "pend_1"});
    return answering(grantOf("a1", "r1", m_person.id.text()));
}

const DeliveringServer::Stored& DeliveringServer::other(const Stored& file) const
{
    return m_files.front()->id == file.id ? *m_files.back() : *m_files.front();
}

http::Response DeliveringServer::ticketOf(const http::Request& asked, const Stored& file)
{
    const auto ask = wire::decode<wire::TicketAsk>(asked.body);
    if (!ask)
        return refusing(ask.error().code);
    const std::lock_guard lock(m_mutex);
    if (m_lie == Lie::Closed && ask->retrieval == RetrievalId("ret_1"))
        return refusing(ErrorCode::RetrievalClosed);
    ++m_tickets;
    const auto stranger = crypto::SigningKey::generate();
    const auto strangeKey = crypto::randomSecret(32);
    wire::Ticket ticket;
    ticket.path = m_lie == Lie::StrangePath ? "/v1/session/../x" : ticketPath + file.id.text();
    ticket.file = m_lie == Lie::TicketOfAnother ? other(file).id : file.id;
    ticket.sealedLength = file.sealed.size() + (m_lie == Lie::SealedLength ? 1 : 0);
    ticket.wrappedKey = *crypto::wrapFileKey(
        m_lie == Lie::OtherKey ? strangeKey : file.key,
        m_lie == Lie::KeyForAnother ? stranger.publicKey() : m_person.encryption.publicKey(),
        m_lie == Lie::KeyOfAnotherFile ? other(file).id : file.id, release);
    return answering(ticket);
}

Bytes DeliveringServer::sealedOf(const Stored& file) const
{
    auto bytes = file.sealed;
    if (m_lie == Lie::ChangedByte)
        bytes.at(intoSecondSegment) ^= 1;
    if (m_lie == Lie::OtherFile)
        bytes = other(file).sealed;
    if (m_lie == Lie::OtherContent)
        bytes = seal(randomContent(file.content.size(), 99), file.key, file.id, request);
    if (m_lie == Lie::Longer)
        bytes.push_back(0);
    if (m_lie == Lie::Shorter || m_lie == Lie::ShorterAnnounced)
        bytes.resize(crypto::streaming::segmentSize); // a whole segment, so that nothing is torn
    return bytes;
}

http::Response DeliveringServer::bytesOfTicket(const http::Request& asked, const Stored& file)
{
    Lie lie = Lie::None;
    int stream = 0;
    {
        const std::lock_guard lock(m_mutex);
        lie = m_lie;
        stream = ++m_streams;
        m_ranges.emplace_back(asked.fields.first("Range"));
    }
    if (lie == Lie::ExpiredAlways || (lie == Lie::ExpiredOnce && stream == 1))
        return refusing(ErrorCode::TicketExpired);
    auto bytes = sealedOf(file);
    const auto range = std::string(asked.fields.first("Range"));
    std::size_t from = range.empty() ? 0 : std::stoull(range.substr(6));
    if (lie == Lie::IgnoresRange)
        from = 0;
    if (lie == Lie::WrongRange && from > 0)
        from -= 1;
    bytes.erase(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(from));
    const bool cuts = lie == Lie::CutOnce || lie == Lie::IgnoresRange || lie == Lie::WrongRange;
    const auto length = bytes.size();
    const auto cutAt = lie == Lie::CutAlways ? std::min<std::size_t>(length / 2, 100'000)
                       : cuts && stream == 1 ? intoSecondSegment
                                             : SIZE_MAX;
    http::Response response;
    response.source = std::make_shared<Body>(*this, std::move(bytes), cutAt);
    if (lie != Lie::Longer && lie != Lie::Shorter)
        response.length = length;
    if (!range.empty() && lie != Lie::IgnoresRange) {
        response.status = 206;
        response.fields.add("Content-Range", "bytes " + std::to_string(from) + "-" +
                                                 std::to_string(from + length - 1) + "/" +
                                                 std::to_string(from + length));
    }
    return response;
}

http::Response DeliveringServer::receiptOf(const http::Request& asked)
{
    const auto post = wire::decode<wire::ReceiptPost>(asked.body);
    if (!post)
        return refusing(post.error().code);
    const std::lock_guard lock(m_mutex);
    if (m_lie == Lie::ReceiptRefused)
        return refusing(ErrorCode::SignatureInvalid);
    if (m_lie == Lie::ReceiptAnswerLost && !m_receipts.empty())
        return refusing(ErrorCode::TicketUsed);
    m_receipts.push_back(post->receipt);
    if (m_lie == Lie::ReceiptAnswerLost)
        return refusing(ErrorCode::ShuttingDown);
    return answering(wire::Done{7});
}

} // namespace countersign::test
