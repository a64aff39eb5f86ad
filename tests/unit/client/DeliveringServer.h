#pragma once

#include "ScriptedServer.h"
#include "crypto/Sha256.h"
#include "support/TrustFixture.h"
#include "wire/Download.h"

#include <condition_variable>

namespace countersign::test {

/// Plays sign-in, tickets, sealed bytes and receipts over real TLS: honestly, unless told to lie. Calls under
/// way see a lie as it stands when they come.
class DeliveringServer
{
public:
    enum class Lie {
        None,
        ChangedByte,      ///< of the ciphertext, in its second segment
        OtherContent,     ///< of the same length, sealed as it should be
        OtherFile,        ///< its ciphertext
        OtherKey,         ///< wrapped as it should be
        KeyOfAnotherFile, ///< wrapped for another file id
        KeyForAnother,    ///< wrapped for somebody else
        TicketOfAnother,  ///< the ticket names another file
        StrangePath,      ///< of the ticket
        SealedLength,     ///< as announced by the ticket
        ShorterAnnounced, ///< Content-Length and bytes
        Shorter,          ///< ends early, chunked
        Longer,           ///< goes on, chunked
        IgnoresRange,     ///< cut once, then all from the start
        WrongRange,       ///< cut once, then from elsewhere
        CutOnce,          ///< in its second segment
        CutAlways,
        ExpiredOnce, ///< before it is begun
        ExpiredAlways,
        Closed, ///< the retrieval ret_1, as after an hour
        ReceiptRefused,
        ReceiptAnswerLost, ///< taken, but answered as `shutting-down` once
    };

    explicit DeliveringServer(const TestPerson& person);
    ~DeliveringServer() { open(); }

    /// A file of pseudo-random bytes, as the release names it.
    wire::ReleaseFile add(const std::string& name, std::size_t length);
    [[nodiscard]] const std::string& content(const FileId& file) const;
    void tell(Lie lie);
    /// Streams stop in their second segment until `open`.
    void shut();
    void open();

    [[nodiscard]] client::Profile profile() const { return m_server.profile(); }
    [[nodiscard]] std::vector<crypto::Jws> receipts() const;
    /// `Range` of each request for bytes, empty for none, in order.
    [[nodiscard]] std::vector<std::string> ranges() const;
    [[nodiscard]] int tickets() const;
    [[nodiscard]] int mostAtOnce() const;

    const Digest request = crypto::sha256("the request");
    const Digest release = crypto::sha256("the release");

private:
    struct Stored
    {
        FileId id;
        std::string content;
        Secret key;
        Bytes sealed;
    };
    class Body;

    [[nodiscard]] http::Response answer(const http::Request& request);
    [[nodiscard]] http::Response ticketOf(const http::Request& asked, const Stored& file);
    [[nodiscard]] http::Response bytesOfTicket(const http::Request& request, const Stored& file);
    [[nodiscard]] http::Response receiptOf(const http::Request& request);
    [[nodiscard]] http::Response session(const http::Request& request) const;
    [[nodiscard]] Bytes sealedOf(const Stored& file) const;
    [[nodiscard]] const Stored& other(const Stored& file) const;

    const TestPerson& m_person;
    mutable std::mutex m_mutex;
    std::condition_variable m_changed;
    std::vector<std::unique_ptr<Stored>> m_files;
    Lie m_lie = Lie::None;
    bool m_shut = false;
    int m_tickets = 0;
    int m_streams = 0;
    int m_atOnce = 0;
    int m_mostAtOnce = 0;
    std::vector<crypto::Jws> m_receipts;
    std::vector<std::string> m_ranges;
    ScriptedServer m_server; // last: it serves at once
};

} // namespace countersign::test
