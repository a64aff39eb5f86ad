#pragma once

#include "client/Client.h"
#include "support/TrustFixture.h"

namespace countersign::gallery {

/// Notes and empty sealed files in `folder`, as if the person had fetched this export and kept it sealed; the
/// first of them opened.
void keepSealed(client::Client& client, const test::TestPerson& person, const JobId& job,
                const QString& folder);

} // namespace countersign::gallery
