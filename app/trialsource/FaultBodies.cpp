#include "trialsource/FaultBodies.h"

#include <chrono>
#include <condition_variable>
#include <mutex>

namespace countersign::trialsource {

namespace {

constexpr std::size_t pieceBytes = 256 * 1024;

/// Until `due` or a stop.
void waitUntil(std::chrono::steady_clock::time_point due, const std::stop_token& stop)
{
    std::mutex mutex;
    std::unique_lock lock(mutex);
    std::condition_variable_any wake;
    wake.wait_until(lock, stop, due, [] { return false; });
}

tl::unexpected<Error> ended()
{
    return fail(ErrorCode::Cancelled, "the export was deleted or the source stops");
}

class Text final : public http::BodySource
{
public:
    explicit Text(std::string text) : m_text(std::move(text)) {}
    Result<Bytes> next() override { return copyOf(bytesOf(std::exchange(m_text, {}))); }

private:
    std::string m_text;
};

class Joined final : public http::BodySource
{
public:
    Joined(Body first, Body rest) : m_first(std::move(first)), m_rest(std::move(rest)) {}
    Result<Bytes> next() override
    {
        auto piece = m_first ? m_first->next() : m_rest->next();
        if (!m_first || !piece || !piece->empty())
            return piece;
        m_first.reset();
        return m_rest->next();
    }

private:
    Body m_first;
    Body m_rest;
};

class Slow final : public http::BodySource
{
public:
    Slow(Body body, std::uint64_t bytesPerSecond, std::stop_token stop)
        : m_body(std::move(body)), m_rate(std::max<std::uint64_t>(1, bytesPerSecond)), m_stop(std::move(stop))
    {
    }
    Result<Bytes> next() override
    {
        using std::chrono::duration;
        const auto due = duration<double>(static_cast<double>(m_sent) / static_cast<double>(m_rate));
        waitUntil(m_begun + std::chrono::duration_cast<std::chrono::steady_clock::duration>(due), m_stop);
        if (m_stop.stop_requested())
            return ended();
        if (m_rest.empty()) {
            auto piece = m_body->next();
            if (!piece)
                return piece;
            m_rest = std::move(*piece);
        }
        // A tenth of a second's share, so that it flows instead of arriving in lumps.
        const auto share = std::max<std::uint64_t>(1, m_rate / 10);
        const auto count = static_cast<std::ptrdiff_t>(std::min<std::uint64_t>(share, m_rest.size()));
        Bytes piece(m_rest.begin(), m_rest.begin() + count);
        m_rest.erase(m_rest.begin(), m_rest.begin() + count);
        m_sent += piece.size();
        return piece;
    }

private:
    Body m_body;
    std::uint64_t m_rate;
    std::stop_token m_stop;
    Bytes m_rest;
    std::uint64_t m_sent = 0;
    std::chrono::steady_clock::time_point m_begun = std::chrono::steady_clock::now();
};

class Cut final : public http::BodySource
{
public:
    Cut(Body body, std::uint64_t bytes) : m_body(std::move(body)), m_left(bytes) {}
    Result<Bytes> next() override
    {
        if (m_left == 0)
            return fail(ErrorCode::Cancelled, "cut off as was asked for");
        auto piece = m_body->next();
        if (piece && piece->size() > m_left)
            piece->resize(m_left);
        if (piece)
            m_left -= piece->size();
        return piece;
    }

private:
    Body m_body;
    std::uint64_t m_left;
};

class Stalled final : public http::BodySource
{
public:
    explicit Stalled(std::stop_token stop) : m_stop(std::move(stop)) {}
    Result<Bytes> next() override
    {
        waitUntil(std::chrono::steady_clock::now() + std::chrono::minutes(10), m_stop);
        return ended();
    }

private:
    std::stop_token m_stop;
};

class Crlf final : public http::BodySource
{
public:
    explicit Crlf(Body body) : m_body(std::move(body)) {}
    Result<Bytes> next() override
    {
        return m_body->next().map([](const Bytes& piece) {
            Bytes out;
            out.reserve(piece.size());
            for (const auto byte : piece) {
                if (byte == '\n')
                    out.push_back('\r');
                out.push_back(byte);
            }
            return out;
        });
    }

private:
    Body m_body;
};

class WithoutLastNewline final : public http::BodySource
{
public:
    explicit WithoutLastNewline(Body body) : m_body(std::move(body)) {}
    Result<Bytes> next() override
    {
        auto piece = m_body->next();
        if (!piece || piece->empty())
            return piece;
        if (std::exchange(m_held, piece->back() == '\n'))
            piece->insert(piece->begin(), '\n');
        if (m_held)
            piece->pop_back();
        return piece->empty() ? next() : piece;
    }

private:
    Body m_body;
    bool m_held = false; ///< a newline that may be the last
};

class Filler final : public http::BodySource
{
public:
    explicit Filler(std::uint64_t bytes) : m_left(bytes) {}
    Result<Bytes> next() override
    {
        Bytes piece(static_cast<std::size_t>(std::min<std::uint64_t>(m_left, pieceBytes)), 'x');
        m_left -= piece.size();
        return piece;
    }

private:
    std::uint64_t m_left;
};

} // namespace

Body textBody(std::string text)
{
    return std::make_shared<Text>(std::move(text));
}

Body joined(std::string first, Body rest)
{
    return std::make_shared<Joined>(textBody(std::move(first)), std::move(rest));
}

Body slowBody(Body body, std::uint64_t bytesPerSecond, std::stop_token stop)
{
    return std::make_shared<Slow>(std::move(body), bytesPerSecond, std::move(stop));
}

Body cutBody(Body body, std::uint64_t bytes)
{
    return std::make_shared<Cut>(std::move(body), bytes);
}

Body stalledBody(std::stop_token stop)
{
    return std::make_shared<Stalled>(std::move(stop));
}

Body crlfBody(Body body)
{
    return std::make_shared<Crlf>(std::move(body));
}

Body withoutLastNewline(Body body)
{
    return std::make_shared<WithoutLastNewline>(std::move(body));
}

Body longLine(const std::string& type, std::uint64_t bytes)
{
    auto filled = std::make_shared<Joined>(std::make_shared<Filler>(bytes), textBody("\"}\n"));
    return joined("{\"resourceType\":\"" + type + "\",\"id\":\"", std::move(filled));
}

Result<std::string> readWhole(http::BodySource& body)
{
    std::string whole;
    while (true) {
        const auto piece = body.next();
        if (!piece)
            return tl::unexpected(piece.error());
        if (piece->empty())
            return whole;
        whole += textOf(*piece);
    }
}

} // namespace countersign::trialsource
