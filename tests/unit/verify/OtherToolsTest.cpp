#include "support/EvidenceFixture.h"
#include "verify/Extract.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

extern "C" {
#include <jose/jws.h>
}

/// What is extracted is accepted as it is by tools that share no line with ours.
namespace countersign::verify {
namespace {

class Extracted : public testing::Test
{
protected:
    Extracted()
    {
        std::string name = (std::filesystem::temp_directory_path() / "countersign-verify-XXXXXX").string();
        m_folder = ::mkdtemp(name.data());
        const test::TestWitness witness{"witness.example"};
        m_life = m_hospital.releasedExport();
        auto pieces = m_hospital.pieces(m_life);
        pieces.pins.witnesses = {{witness.shown()}, 1};
        pieces.auditCheckpoint = witness.cosigned(pieces.auditCheckpoint);
        if (!extract(trust::makeEvidence(pieces).value(), parts()))
            throw std::runtime_error("nothing extracted");
    }
    ~Extracted() override { std::filesystem::remove_all(m_folder); }

    [[nodiscard]] std::filesystem::path parts() const { return m_folder / "parts"; }
    [[nodiscard]] json_t* json(const std::string& name) const
    {
        return json_load_file((parts() / name).c_str(), 0, nullptr);
    }

    test::EvidenceFixture m_hospital;
    test::ExportLife m_life;
    std::filesystem::path m_folder;
};

TEST_F(Extracted, JoseAcceptsEveryStatement)
{
    const auto accepts = [&](const std::string& name, const crypto::SigningKey& key) {
        json_t* jws = json(name);
        json_t* jwk = json(key.thumbprint().text() + ".jwk");
        const bool good = jws && jwk && jose_jws_ver(nullptr, jws, nullptr, jwk, false);
        json_decref(jws);
        json_decref(jwk);
        return good;
    };
    const auto& scene = m_life.scene;
    EXPECT_TRUE(accepts("request.jws.json", scene.asks.signing));
    EXPECT_TRUE(accepts("approval-1.jws.json", scene.approves.signing));
    EXPECT_TRUE(accepts("approval-2.jws.json", scene.approves.signing));
    EXPECT_TRUE(accepts("release.jws.json", m_hospital.world.serverKey));
    EXPECT_TRUE(accepts("receipt-1.jws.json", scene.fetches.signing));
    EXPECT_FALSE(accepts("request.jws.json", scene.approves.signing));
}

TEST_F(Extracted, GosChecksumDatabaseAcceptsNotesAndProofs)
{
    if (std::system(
            "test -d /usr/share/gocode/src/golang.org/x/mod/sumdb/tlog && go version >/dev/null 2>&1") != 0)
        GTEST_SKIP() << "Go, or its package golang-golang-x-mod-dev, is not installed";
    const auto cache = (m_folder / "cache").string();
    const auto command = "HOME=" + m_folder.string() + " GOCACHE=" + cache +
                         " GO111MODULE=off GOPATH=/usr/share/gocode go build -o " +
                         (m_folder / "check").string() + " " + COUNTERSIGN_SUMDB + "/main.go";
    ASSERT_EQ(std::system(command.c_str()), 0); // NOLINT: a tool of others
    const auto check = (m_folder / "check").string() + " " + parts().string() + " " +
                       std::to_string(m_life.entries.size()) + " 2>/dev/null";
    EXPECT_EQ(std::system(check.c_str()), 0); // NOLINT: the same
    std::ofstream(parts() / "entry-2.line", std::ios::app) << ' ';
    EXPECT_NE(std::system(check.c_str()), 0) << "it would see a change"; // NOLINT: the same
}

} // namespace
} // namespace countersign::verify
