#include "server/session/SessionRoutes.h"

namespace countersign::server {

namespace {

// Decodes the body, calls, encodes the answer.
template <typename Body, typename F>
std::function<Result<http::Response>(Call&)> posting(F work)
{
    return [work](Call& call) -> Result<http::Response> {
        const auto body = bodyOf<Body>(call);
        if (!body)
            return tl::unexpected(body.error());
        return work(call, *body).map([](const auto& message) { return answer(message); });
    };
}

} // namespace

void addSessionRoutes(RouteTable& table, SignIn& signIn, Enrolment& enrolment, Sessions& sessions)
{
    table.push_back({"POST",
                     "/v1/session",
                     Access::Proof,
                     {},
                     StepUpNeed::None,
                     "session.sign-in",
                     [&signIn](Call& call) -> Result<http::Response> {
                         const auto body = bodyOf<wire::SignIn>(call);
                         return body ? signIn.begin(call, *body) : tl::unexpected(body.error());
                     }});
    table.push_back({"POST",
                     "/v1/session/totp",
                     Access::Proof,
                     {},
                     StepUpNeed::None,
                     "session.sign-in",
                     posting<wire::SecondFactor>([&signIn](Call& call, const wire::SecondFactor& body) {
                         return signIn.finish(call, body);
                     })});
    table.push_back({"POST",
                     "/v1/session/enrol/begin",
                     Access::Proof,
                     {},
                     StepUpNeed::None,
                     "session.enrol",
                     posting<wire::EnrolBegin>([&enrolment](Call& call, const wire::EnrolBegin& body) {
                         return enrolment.begin(call, body);
                     })});
    table.push_back({"POST",
                     "/v1/session/enrol/finish",
                     Access::Proof,
                     {},
                     StepUpNeed::None,
                     "session.enrol",
                     posting<wire::EnrolFinish>([&enrolment](Call& call, const wire::EnrolFinish& body) {
                         return enrolment.finish(call, body);
                     })});
    table.push_back({"POST",
                     "/v1/session/refresh",
                     Access::Proof,
                     {},
                     StepUpNeed::None,
                     "session.refresh",
                     posting<wire::Refresh>([&sessions](Call& call, const wire::Refresh& body) {
                         return sessions.refresh(call, body.refreshToken);
                     })});
    table.push_back(
        {"GET",
         "/v1/session",
         Access::Session,
         {},
         StepUpNeed::None,
         "session.sign-in",
         [&sessions](Call& call) { return Result<http::Response>(answer(sessions.me(*call.caller))); }});
    table.push_back({"DELETE",
                     "/v1/session",
                     Access::Session,
                     {},
                     StepUpNeed::None,
                     "session.sign-out",
                     [&sessions](Call& call) {
                         return sessions.signOut(call).map([] {
                             http::Response response;
                             response.status = 204;
                             return response;
                         });
                     }});
}

} // namespace countersign::server
