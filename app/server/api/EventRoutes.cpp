#include "server/api/EventRoutes.h"

namespace countersign::server {

void addEventRoutes(RouteTable& table, Events& events, const Authority& authority)
{
    table.push_back(
        {"GET", "/v1/events", Access::Session, {}, StepUpNeed::None, "session.events", [&](Call& call) {
             http::Response response;
             response.fields.add("Content-Type", "text/event-stream");
             response.events = [&events, &authority, session = call.caller->session](auto stream) {
                 events.subscribe(
                     session, std::move(stream), [&authority, session] { return authority.alive(session); },
                     [&authority, session](const JobAudience& audience) {
                         return authority.maySee(session, audience);
                     });
             };
             return Result<http::Response>(std::move(response));
         }});
}

} // namespace countersign::server
