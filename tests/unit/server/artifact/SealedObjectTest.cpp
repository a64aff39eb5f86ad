#include "server/artifact/SealedObject.h"

#include "crypto/Random.h"
#include "crypto/Sha256.h"
#include "crypto/StreamingSeal.h"
#include "server/artifact/ObjectFile.h"

#include <fstream>

#include <csignal>
#include <gmock/gmock.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>

namespace countersign::server {

namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

/// `lines` Observations of about 400 bytes.
std::string observations(std::size_t lines)
{
    std::string out;
    for (std::size_t i = 0; i < lines; ++i)
        out += R"({"resourceType":"Observation","id":")" + std::to_string(i) + R"(","note":")" +
               std::string(350, static_cast<char>('a' + i % 26)) + "\"}\n";
    return out;
}

class SealedObjectTest : public testing::Test
{
protected:
    SealedObjectTest()
    {
        std::string pattern = (std::filesystem::temp_directory_path() / "sealed-XXXXXX").string();
        m_folder = mkdtemp(pattern.data());
    }
    ~SealedObjectTest() override { std::filesystem::remove_all(m_folder); }

    Result<SealedObjectWriter> begin()
    {
        return SealedObjectWriter::begin({m_folder, m_id, "Observation", m_request}, m_key);
    }

    Result<SealedFacts> seal(std::string_view text, std::size_t piece = 300'000)
    {
        auto writer = begin();
        for (; writer && !text.empty(); text.remove_prefix(std::min(piece, text.size())))
            if (auto added = writer->add(bytesOf(text.substr(0, piece))); !added)
                return tl::unexpected(added.error());
        return writer ? writer->finish() : tl::unexpected(writer.error());
    }

    /// What the body gives until its end or an error.
    static Result<Bytes> drain(http::BodySource& source)
    {
        Bytes out;
        for (;;) {
            auto chunk = source.next();
            if (!chunk)
                return chunk;
            if (chunk->empty())
                return out;
            out.insert(out.end(), chunk->begin(), chunk->end());
        }
    }

    Result<Bytes> sealedBytes(std::uint64_t from = 0)
    {
        auto body = openSealedObject(m_folder, m_id, from);
        return body ? drain(*body->source) : tl::unexpected(body.error());
    }

    Result<std::string> opened(const Bytes& sealed, const Digest& request)
    {
        crypto::StreamingOpener opener(m_key,
                                       crypto::streaming::associatedData(fileIdBytes(m_id).value(), request));
        Bytes out;
        auto done = opener.add(sealed, out).and_then([&] { return opener.finish(out); });
        return done.map([&] { return std::string(textOf(out)); });
    }

    std::vector<std::string> names() const
    {
        std::vector<std::string> out;
        for (const auto& entry : std::filesystem::directory_iterator(m_folder))
            out.push_back(entry.path().filename());
        return out;
    }
    std::filesystem::path object() const { return m_folder / (m_id.text() + ".sealed"); }

    std::filesystem::path m_folder;
    FileId m_id = newFileId();
    Digest m_request = crypto::sha256("the request");
    Secret m_key = crypto::randomSecret(32);
};

} // namespace

TEST_F(SealedObjectTest, whatGoesInComesOutOfTheOpener)
{
    const auto text = observations(9000); // more than three segments
    const auto facts = seal(text);
    ASSERT_TRUE(facts) << facts.error().detail;
    EXPECT_EQ(facts->count, 9000U);
    EXPECT_EQ(facts->length, text.size());
    EXPECT_EQ(facts->sha256, crypto::sha256(text));
    EXPECT_EQ(facts->sealedLength, crypto::streaming::sealedLength(text.size()));
    EXPECT_EQ(std::filesystem::file_size(object()), facts->sealedLength);
    EXPECT_EQ(opened(sealedBytes().value(), m_request), text);
}

TEST_F(SealedObjectTest, anEmptyFileIsAnObject)
{
    const auto facts = seal("");
    ASSERT_TRUE(facts);
    EXPECT_EQ(facts->count, 0U);
    EXPECT_EQ(facts->sha256, crypto::sha256(""));
    EXPECT_EQ(opened(sealedBytes().value(), m_request), "");
}

TEST(DiskReserve, IsATenthAndAtMostAGibibyte)
{
    EXPECT_TRUE(leavesReserve(150, 1000, 50));
    EXPECT_FALSE(leavesReserve(150, 1000, 51));
    EXPECT_FALSE(leavesReserve(150, 1000, 151));
    constexpr std::uint64_t gibibyte = std::uint64_t{1} << 30;
    EXPECT_TRUE(leavesReserve(gibibyte + 1, 4000 * gibibyte, 1));
    EXPECT_FALSE(leavesReserve(gibibyte, 4000 * gibibyte, 1));
    EXPECT_TRUE(leavesReserve(0, 0, 1)) << "a file system without sizes";
}

// What a source sends without end takes the room of other exports, not that of the database and the log.
TEST_F(SealedObjectTest, theDisksReserveStaysFree)
{
    if (::mount("tmpfs", m_folder.c_str(), "tmpfs", 0, "size=40m") != 0)
        GTEST_SKIP() << "no small disk: mounting is not allowed here";
    const auto refused = seal(observations(100'000)); // 40 MB
    const auto left = std::filesystem::space(m_folder);
    const auto remaining = names();
    const auto after = seal(observations(10));
    ::umount2(m_folder.c_str(), MNT_DETACH);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::ServerDiskFull);
    EXPECT_THAT(refused.error().detail, HasSubstr("reserve"));
    EXPECT_THAT(remaining, IsEmpty());
    EXPECT_EQ(left.available, left.capacity) << "the part is gone";
    EXPECT_TRUE(after) << "and others go on";
}

TEST_F(SealedObjectTest, theRequestIsPartOfTheSeal)
{
    ASSERT_TRUE(seal(observations(3)));
    const auto other = opened(sealedBytes().value(), crypto::sha256("another request"));
    ASSERT_FALSE(other);
    EXPECT_EQ(other.error().code, ErrorCode::SealForeign);
}

TEST_F(SealedObjectTest, anyFlippedBitAndAnyMissingEndIsNoticed)
{
    ASSERT_TRUE(seal(observations(6000)));
    const auto sealed = sealedBytes().value();
    for (const std::size_t at : {std::size_t(0), std::size_t(20), std::size_t(39), std::size_t(41),
                                 std::size_t(1'048'576), std::size_t(1'500'000), sealed.size() - 1}) {
        auto tampered = sealed;
        tampered[at] ^= 1;
        EXPECT_FALSE(opened(tampered, m_request)) << at;
    }
    for (const std::size_t length :
         {std::size_t(0), std::size_t(40), std::size_t(1'048'576), std::size_t(2'097'152), sealed.size() - 1})
        EXPECT_FALSE(
            opened(Bytes(sealed.begin(), sealed.begin() + static_cast<std::ptrdiff_t>(length)), m_request))
            << length;
}

TEST_F(SealedObjectTest, noPlaintextIsInTheFolderAtAnyTime)
{
    auto writer = begin();
    ASSERT_TRUE(writer);
    const auto text = observations(8000);
    const std::string tell = R"("resourceType":"Observation")";
    const auto found = [&](const std::filesystem::path& path) {
        std::ifstream stream(path, std::ios::binary);
        return std::string(std::istreambuf_iterator<char>(stream), {}).find(tell) != std::string::npos;
    };
    ASSERT_TRUE(writer->add(bytesOf(text)));
    ASSERT_THAT(names(), UnorderedElementsAre(m_id.text() + ".sealed.part"));
    EXPECT_GT(std::filesystem::file_size(m_folder / names().front()), 1'000'000U);
    EXPECT_FALSE(found(m_folder / names().front()));
    ASSERT_TRUE(writer->finish());
    ASSERT_THAT(names(), UnorderedElementsAre(m_id.text() + ".sealed"));
    EXPECT_FALSE(found(object()));
}

TEST_F(SealedObjectTest, onlyItsOwnerMayReadIt)
{
    const auto mask = ::umask(0);
    const auto facts = seal(observations(1));
    ::umask(mask);
    ASSERT_TRUE(facts);
    struct stat seen
    {
    };
    ASSERT_EQ(::stat(object().c_str(), &seen), 0);
    EXPECT_EQ(seen.st_mode & 07777, 0600U);
}

TEST_F(SealedObjectTest, whatIsNotFinishedLeavesNothing)
{
    {
        auto writer = begin();
        ASSERT_TRUE(writer);
        ASSERT_TRUE(writer->add(bytesOf(observations(5000))));
        EXPECT_EQ(writer->count(), 5000U);
        auto moved = std::move(*writer);
        EXPECT_EQ(names().size(), 1U);
    }
    EXPECT_THAT(names(), IsEmpty());
}

TEST_F(SealedObjectTest, badLinesLeaveNothingAndCannotBeFinished)
{
    {
        auto writer = begin();
        ASSERT_TRUE(writer);
        ASSERT_TRUE(writer->add(bytesOf(observations(2))));
        const auto added = writer->add(bytesOf("{\"resourceType\":\"Patient\"}\n"));
        ASSERT_FALSE(added);
        EXPECT_EQ(added.error().code, ErrorCode::SourceOtherType);
        EXPECT_FALSE(writer->add(bytesOf(observations(1))));
        EXPECT_FALSE(writer->finish());
    }
    EXPECT_THAT(names(), IsEmpty());
    EXPECT_FALSE(seal(observations(1) + "{\"resourceType\":\"Observ"));
    EXPECT_THAT(names(), IsEmpty());
}

TEST_F(SealedObjectTest, anObjectIsNeverWrittenOver)
{
    ASSERT_TRUE(seal(observations(1)));
    const auto before = sealedBytes().value();
    const auto again = begin();
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().code, ErrorCode::Conflict);
    EXPECT_EQ(sealedBytes().value(), before);
    EXPECT_THAT(names(), UnorderedElementsAre(m_id.text() + ".sealed"));

    m_id = newFileId();
    auto first = begin();
    ASSERT_TRUE(first);
    const auto second = begin();
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, ErrorCode::Conflict);
    EXPECT_TRUE(first->finish()); // the second did not take the part away
}

TEST_F(SealedObjectTest, aFullDiskIsCalledSo)
{
    // EFBIG comes by the same way as ENOSPC; a limit on file sizes is a disk that a test may fill.
    std::signal(SIGXFSZ, SIG_IGN);
    rlimit before{};
    ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
    rlimit small = before;
    small.rlim_cur = 1'500'000;
    ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
    const auto facts = seal(observations(9000));
    ::setrlimit(RLIMIT_FSIZE, &before);
    ASSERT_FALSE(facts);
    EXPECT_EQ(facts.error().code, ErrorCode::ServerDiskFull);
    EXPECT_THAT(names(), IsEmpty());
}

TEST_F(SealedObjectTest, aMissingFolderIsAnErrorOfFiles)
{
    const auto writer = SealedObjectWriter::begin({m_folder / "gone", m_id, "Observation", m_request}, m_key);
    ASSERT_FALSE(writer);
    EXPECT_EQ(writer.error().code, ErrorCode::FileAccess);
}

TEST_F(SealedObjectTest, rangesAreTheRestFromTheOffset)
{
    ASSERT_TRUE(seal(observations(5000)));
    const auto whole = sealedBytes().value();
    for (const std::size_t from : {std::size_t(1), std::size_t(524'288), whole.size() - 1, whole.size()}) {
        const auto body = openSealedObject(m_folder, m_id, from);
        ASSERT_TRUE(body);
        EXPECT_EQ(body->length, whole.size() - from);
        EXPECT_EQ(body->objectLength, whole.size());
        EXPECT_EQ(drain(*body->source).value(),
                  Bytes(whole.begin() + static_cast<std::ptrdiff_t>(from), whole.end()));
    }
    const auto behind = openSealedObject(m_folder, m_id, whole.size() + 1);
    ASSERT_FALSE(behind);
    EXPECT_EQ(behind.error().code, ErrorCode::BadRequest);
}

TEST_F(SealedObjectTest, theHookCountsAllBytesAndCutsBeforeTheyAreGiven)
{
    ASSERT_TRUE(seal(observations(9000)));
    std::uint64_t told = 0;
    bool closed = false;
    const auto body = openSealedObject(m_folder, m_id, 0, [&](std::uint64_t bytes) -> Result<void> {
        if (closed)
            return fail(ErrorCode::RetrievalClosed);
        told += bytes;
        return {};
    });
    ASSERT_TRUE(body);
    const auto first = body->source->next();
    ASSERT_TRUE(first);
    EXPECT_EQ(told, first->size());
    EXPECT_GE(first->size(), 256U * 1024);
    EXPECT_LE(first->size(), 1024U * 1024);
    closed = true;
    const auto cut = body->source->next();
    ASSERT_FALSE(cut);
    EXPECT_EQ(cut.error().code, ErrorCode::RetrievalClosed);
    closed = false;
    const auto rest = drain(*body->source).value();
    EXPECT_EQ(first->size() + rest.size(), body->objectLength);
    EXPECT_EQ(told, body->objectLength);
}

TEST_F(SealedObjectTest, anObjectThatShrinksBreaksTheBody)
{
    ASSERT_TRUE(seal(observations(9000)));
    const auto body = openSealedObject(m_folder, m_id);
    ASSERT_TRUE(body);
    ASSERT_TRUE(body->source->next());
    std::filesystem::resize_file(object(), 600'000);
    const auto rest = drain(*body->source);
    ASSERT_FALSE(rest);
    EXPECT_EQ(rest.error().code, ErrorCode::FileAccess);
}

TEST_F(SealedObjectTest, removalEndsNewReadersAndMayBeRepeated)
{
    ASSERT_TRUE(seal(observations(1)));
    EXPECT_TRUE(removeSealedObject(m_folder, m_id));
    EXPECT_THAT(names(), IsEmpty());
    EXPECT_TRUE(removeSealedObject(m_folder, m_id));
    const auto gone = openSealedObject(m_folder, m_id);
    ASSERT_FALSE(gone);
    EXPECT_EQ(gone.error().code, ErrorCode::NotFound);
}

TEST_F(SealedObjectTest, whatACrashLeftIsRemovedAndNothingElse)
{
    ASSERT_TRUE(seal(observations(1)));
    std::ofstream(m_folder / (newFileId().text() + ".sealed.part")) << "half";
    EXPECT_EQ(removeUnfinishedObjects(m_folder), 1U);
    EXPECT_THAT(names(), UnorderedElementsAre(m_id.text() + ".sealed"));
}

TEST_F(SealedObjectTest, noIdLeadsOutOfTheFolder)
{
    std::ofstream(m_folder / "x.sealed") << "elsewhere";
    std::filesystem::create_directory(m_folder / "objects");
    for (const auto* text : {"../x", "", "x", "/etc/passwd", "0123456789ABCDEF0123456789ABCDEF",
                             "0123456789abcdef0123456789abcde", "0123456789abcdef0123456789abcdef0"}) {
        const FileId id{std::string(text)};
        EXPECT_EQ(openSealedObject(m_folder / "objects", id).error().code, ErrorCode::BadRequest) << text;
        EXPECT_EQ(removeSealedObject(m_folder / "objects", id).error().code, ErrorCode::BadRequest) << text;
        EXPECT_EQ(
            SealedObjectWriter::begin({m_folder / "objects", id, "Patient", m_request}, m_key).error().code,
            ErrorCode::BadRequest)
            << text;
    }
    EXPECT_TRUE(std::filesystem::exists(m_folder / "x.sealed"));
}

TEST_F(SealedObjectTest, linksAreNotFollowed)
{
    std::ofstream(m_folder / "private") << "of somebody else";
    std::filesystem::create_symlink(m_folder / "private", object());
    EXPECT_FALSE(openSealedObject(m_folder, m_id));
    EXPECT_FALSE(begin());
}

} // namespace countersign::server
