#include "wire/Audit.h"
#include "wire/Download.h"
#include "wire/Founding.h"
#include "wire/Job.h"
#include "wire/Keys.h"
#include "wire/Operations.h"
#include "wire/People.h"
#include "wire/Prepared.h"
#include "wire/Request.h"
#include "wire/Session.h"

#include <fstream>
#include <functional>

#include <gtest/gtest.h>

/// Bodies that `document.py` derived from the schemas: what the document gives as an example is accepted by
/// the codec of that name, whatever it spoilt is refused.
namespace countersign::contract {

namespace {

using Decoder = std::function<Result<void>(const std::string&)>;

template <typename T>
Decoder decoder()
{
    return [](const std::string& text) { return wire::decode<T>(text).map([](const T&) {}); };
}

// Of statements' payloads there is no codec of their own: `parseStatement` reads them.
Result<void> parsePayload(const std::string& text)
{
    return wire::parseStatement(bytesOf(text)).map([](const wire::Statement&) {});
}

const std::map<std::string, Decoder>& decoders()
{
#define COUNTERSIGN_CODEC(T)                                                                                 \
    {                                                                                                        \
#T, decoder < wire::T>()                                                                             \
    }
    static const std::map<std::string, Decoder> all{COUNTERSIGN_CODEC(SignIn),
                                                    COUNTERSIGN_CODEC(SignInAnswer),
                                                    COUNTERSIGN_CODEC(SecondFactor),
                                                    COUNTERSIGN_CODEC(EnrolBegin),
                                                    COUNTERSIGN_CODEC(EnrolOffer),
                                                    COUNTERSIGN_CODEC(EnrolFinish),
                                                    COUNTERSIGN_CODEC(Me),
                                                    COUNTERSIGN_CODEC(SessionGrant),
                                                    COUNTERSIGN_CODEC(Refresh),
                                                    COUNTERSIGN_CODEC(Problem),
                                                    COUNTERSIGN_CODEC(Person),
                                                    COUNTERSIGN_CODEC(People),
                                                    COUNTERSIGN_CODEC(Invitation),
                                                    COUNTERSIGN_CODEC(Privileged),
                                                    COUNTERSIGN_CODEC(EnrolmentCode),
                                                    COUNTERSIGN_CODEC(Submission),
                                                    COUNTERSIGN_CODEC(Submitted),
                                                    COUNTERSIGN_CODEC(StatementRecord),
                                                    COUNTERSIGN_CODEC(Founding),
                                                    COUNTERSIGN_CODEC(Prepared),
                                                    COUNTERSIGN_CODEC(PendingRecovery),
                                                    COUNTERSIGN_CODEC(PreparedKeys),
                                                    COUNTERSIGN_CODEC(Policy),
                                                    COUNTERSIGN_CODEC(Sources),
                                                    COUNTERSIGN_CODEC(Source),
                                                    COUNTERSIGN_CODEC(SourceGroup),
                                                    COUNTERSIGN_CODEC(TypeCount),
                                                    COUNTERSIGN_CODEC(Recipient),
                                                    COUNTERSIGN_CODEC(Job),
                                                    COUNTERSIGN_CODEC(Jobs),
                                                    COUNTERSIGN_CODEC(Intake),
                                                    COUNTERSIGN_CODEC(FileReceipts),
                                                    COUNTERSIGN_CODEC(RetrievalOpen),
                                                    COUNTERSIGN_CODEC(OpeningAsk),
                                                    COUNTERSIGN_CODEC(OpeningReport),
                                                    COUNTERSIGN_CODEC(Retrieval),
                                                    COUNTERSIGN_CODEC(TicketAsk),
                                                    COUNTERSIGN_CODEC(Ticket),
                                                    COUNTERSIGN_CODEC(ReceiptPost),
                                                    COUNTERSIGN_CODEC(Done),
                                                    COUNTERSIGN_CODEC(PlacedEntry),
                                                    COUNTERSIGN_CODEC(Trail),
                                                    COUNTERSIGN_CODEC(AuditEntry),
                                                    COUNTERSIGN_CODEC(AuditActor),
                                                    COUNTERSIGN_CODEC(AuditNetwork),
                                                    COUNTERSIGN_CODEC(AuditToken),
                                                    COUNTERSIGN_CODEC(KeyRow),
                                                    COUNTERSIGN_CODEC(KeyRows),
                                                    COUNTERSIGN_CODEC(TrustEntry),
                                                    COUNTERSIGN_CODEC(Health),
                                                    COUNTERSIGN_CODEC(Ready),
                                                    COUNTERSIGN_CODEC(ReadyPart),
                                                    COUNTERSIGN_CODEC(Author),
                                                    COUNTERSIGN_CODEC(SeenTree),
                                                    COUNTERSIGN_CODEC(Seen),
                                                    COUNTERSIGN_CODEC(RootAdmin),
                                                    COUNTERSIGN_CODEC(Fetcher),
                                                    COUNTERSIGN_CODEC(ReleaseFile),
                                                    COUNTERSIGN_CODEC(Estimate),
                                                    COUNTERSIGN_CODEC(GroupReference),
                                                    COUNTERSIGN_CODEC(RootBody),
                                                    COUNTERSIGN_CODEC(KeyRegistrationBody),
                                                    COUNTERSIGN_CODEC(RoleChangeBody),
                                                    COUNTERSIGN_CODEC(ExportRequestBody),
                                                    COUNTERSIGN_CODEC(ReleaseBody),
                                                    COUNTERSIGN_CODEC(DecisionBody),
                                                    COUNTERSIGN_CODEC(WithdrawalBody),
                                                    COUNTERSIGN_CODEC(ReceiptBody),
                                                    COUNTERSIGN_CODEC(PolicyChangeBody),
                                                    COUNTERSIGN_CODEC(RevocationBody),
                                                    COUNTERSIGN_CODEC(LogRecoveryBody),
                                                    {"Statement", parsePayload}};
#undef COUNTERSIGN_CODEC
    return all;
}

} // namespace

TEST(CodecCasesTest, TheCodecsTakeWhatTheDocumentShowsAndNothingElse)
{
    const char* folder = std::getenv("COUNTERSIGN_CONTRACT_FOLDER"); // NOLINT: no thread runs
    if (!folder)
        GTEST_SKIP() << "run by ctest as contract.codecs, after contract.document";
    std::ifstream cases(std::string(folder) + "/cases.jsonl");
    ASSERT_TRUE(cases) << "contract.document has left no cases";
    std::map<std::string, int> taken;
    int refused = 0;
    for (std::string line; std::getline(cases, line);) {
        const auto one = nlohmann::json::parse(line);
        const auto schema = one["schema"].get<std::string>();
        const auto codec = decoders().find(schema);
        ASSERT_NE(codec, decoders().end()) << schema << " is in the document, but no message";
        const auto done = codec->second(one["body"].get<std::string>());
        if (one["good"]) {
            EXPECT_TRUE(done) << schema << ": " << done.error().detail << '\n' << one["body"];
            ++taken[schema];
            continue;
        }
        ++refused;
        const auto what = one["what"].get<std::string>();
        ASSERT_FALSE(done) << schema << " is taken with " << what << '\n' << one["body"];
        const auto code = done.error().code;
        if (what.find("unknown") != std::string::npos)
            EXPECT_TRUE(code == ErrorCode::UnknownField || code == ErrorCode::StatementMalformed)
                << schema << ' ' << what << ' ' << codeText(code);
        else
            EXPECT_TRUE(code == ErrorCode::BadRequest || code == ErrorCode::StatementMalformed ||
                        code == ErrorCode::MalformedJson || code == ErrorCode::Crypto)
                << schema << ' ' << what << ' ' << codeText(code);
    }
    for (const auto& [name, codec] : decoders())
        EXPECT_GE(taken[name], 1) << name << " is a message that the document does not show";
    EXPECT_GT(refused, 1000);
}

} // namespace countersign::contract
