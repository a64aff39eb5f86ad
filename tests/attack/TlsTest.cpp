#include "attack/AttackedServer.h"

#include <openssl/err.h>
#include <sys/socket.h>

namespace countersign::test {

namespace {

using testing::IsEmpty;
using testing::StartsWith;

/// What never becomes HTTP.
class TlsTest : public AttackedServer
{
};

TEST_F(TlsTest, OldVersionsAreRefused)
{
    const GoodClient good(amira);
    for (const int version : {SSL3_VERSION, TLS1_VERSION, TLS1_1_VERSION})
        EXPECT_FALSE(Attacker(world.port(), {}, version, version).connected()) << version;
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        Attacker peer(world.port(), {}, version, version);
        ASSERT_TRUE(peer.connected()) << version;
        EXPECT_EQ(peer.ask("GET", "/v1/people").status, 401) << version;
    }
    good.goesOn();
}

TEST_F(TlsTest, NothingIsAnsweredInClear)
{
    const GoodClient good(amira);
    // An alert at most (RFC 8446, 5.1: type 21), then the end.
    for (const std::string& bytes :
         {std::string("GET /v1/people HTTP/1.1\r\nHost: localhost\r\n\r\n"), std::string(3000, 'A'),
          std::string(3000, '\0'),
          std::string("\x80\x2e\x01\x00\x02\x00\x15\x00\x00\x00\x10", 11) + std::string(40, 'x'),
          std::string("\x16\x03\x01\x40\x01\x01", 6) + std::string(16384, 'x'), // a record above the limit
          std::string("\x17\x03\x03\x00\x05hello", 10),                         // data before a handshake
          std::string("\x16\x03\x01\x00\x04\x01\xff\xff\xff", 9)}) {            // a hello of 16 MiB
        const Line line(world.port());
        ASSERT_TRUE(line.send(bytes));
        ::shutdown(line.handle(), SHUT_WR);
        const auto answer = line.readAll();
        EXPECT_TRUE(answer.empty() || (answer.size() == 7 && answer[0] == '\x15')) << answer;
    }
    good.goesOn();
}

TEST_F(TlsTest, NobodyRenegotiates)
{
    const GoodClient good(amira);
    Attacker peer(world.port(), {}, TLS1_2_VERSION, TLS1_2_VERSION);
    ASSERT_TRUE(peer.connected());
    ASSERT_EQ(SSL_renegotiate(peer.tls()), 1);
    EXPECT_NE(SSL_do_handshake(peer.tls()), 1);
    EXPECT_EQ(ERR_GET_REASON(ERR_peek_last_error()), SSL_R_NO_RENEGOTIATION);
    ERR_clear_error();
    good.goesOn();
}

TEST_F(TlsTest, NewKeysWithoutEndAreNoRequest)
{
    Attacker peer(world.port(), {}, TLS1_3_VERSION, TLS1_3_VERSION);
    ASSERT_TRUE(peer.connected());
    const GoodClient good(amira);
    for (int i = 0; i < 1000; ++i)
        if (SSL_key_update(peer.tls(), SSL_KEY_UPDATE_NOT_REQUESTED) != 1 ||
            SSL_do_handshake(peer.tls()) != 1)
            break;
    ERR_clear_error();
    good.goesOn();
}

TEST_F(TlsTest, NoSessionIsResumed)
{
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        Attacker first(world.port(), {}, version, version);
        EXPECT_EQ(first.ask("GET", "/v1/people").status, 401);
        EXPECT_EQ(SSL_SESSION_is_resumable(SSL_get_session(first.tls())), 0) << version;
    }
}

} // namespace

} // namespace countersign::test
