#pragma once

#include "server/session/Enrolment.h"
#include "server/session/SignIn.h"

namespace countersign::server {

/// Everything under `/v1/session`.
void addSessionRoutes(RouteTable& table, SignIn& signIn, Enrolment& enrolment, Sessions& sessions);

} // namespace countersign::server
