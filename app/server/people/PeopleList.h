#pragma once

#include "server/session/Sessions.h"
#include "server/store/Store.h"
#include "wire/People.h"

namespace countersign::server {

/// Everybody with roles and key in force, and the admin matters that wait, with what was decided on them so
/// far.
[[nodiscard]] Result<wire::People> listPeople(const Store& store, const Sessions& sessions);

} // namespace countersign::server
