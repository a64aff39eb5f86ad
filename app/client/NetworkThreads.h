#pragma once

namespace countersign::client {

/// Has Qt's own threads wait with poll instead of GLib, whose loop writes to its wake-up descriptor for each
/// event posted: the network's thread posts several for every record that it takes. First thing in `main`,
/// while there is one thread; the thread of the windows keeps GLib.
void preferPlainEventLoops();

} // namespace countersign::client
