#include "client/NetworkThreads.h"

#include <QByteArray>

namespace countersign::client {

void preferPlainEventLoops()
{
    qputenv("QT_NO_THREADED_GLIB", "1");
}

} // namespace countersign::client
