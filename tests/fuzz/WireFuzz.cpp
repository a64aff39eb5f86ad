#include "fuzz/Fuzz.h"

#include "wire/Audit.h"
#include "wire/Download.h"
#include "wire/Founding.h"
#include "wire/Job.h"
#include "wire/Keys.h"
#include "wire/People.h"
#include "wire/Request.h"
#include "wire/Session.h"
#include "wire/Submission.h"

#include <array>

namespace countersign::fuzz {

namespace {

template <typename Message>
void readOne(std::string_view text)
{
    const auto message = wire::decode<Message>(text);
    if (!message)
        return;
    const auto written = wire::encode(*message);
    const auto again = wire::decode<Message>(written);
    require(again.has_value(), "what was read can be written");
    require(wire::encode(*again) == written, "a message has one text");
}

// Every message that travels in either direction; nested ones come with those that hold them.
constexpr std::array readers{
    &readOne<wire::SignIn>,
    &readOne<wire::SignInAnswer>,
    &readOne<wire::SecondFactor>,
    &readOne<wire::EnrolBegin>,
    &readOne<wire::EnrolOffer>,
    &readOne<wire::EnrolFinish>,
    &readOne<wire::Me>,
    &readOne<wire::SessionGrant>,
    &readOne<wire::Refresh>,
    &readOne<wire::Problem>,
    &readOne<wire::Submission>,
    &readOne<wire::Submitted>,
    &readOne<wire::Founding>,
    &readOne<wire::Jobs>,
    &readOne<wire::KeyRows>,
    &readOne<wire::People>,
    &readOne<wire::Invitation>,
    &readOne<wire::Privileged>,
    &readOne<wire::EnrolmentCode>,
    &readOne<wire::Sources>,
    &readOne<wire::RetrievalOpen>,
    &readOne<wire::Retrieval>,
    &readOne<wire::TicketAsk>,
    &readOne<wire::Ticket>,
    &readOne<wire::ReceiptPost>,
    &readOne<wire::Done>,
    &readOne<wire::Trail>,
    &readOne<wire::AuditEntry>,
    &readOne<wire::TrustEntry>,
    &readOne<wire::Policy>,
};

} // namespace

} // namespace countersign::fuzz

/// The first byte chooses the message, the others are its text.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace countersign::fuzz;
    if (size < 1)
        return 0;
    readers.at(data[0] % readers.size())(textOf(data + 1, size - 1));
    return 0;
}
