#include "client/SealedState.h"

#include "client/LogFiles.h"
#include "client/Strings.h"

#include <QFileInfo>

namespace countersign::client {

Result<SealedState> readSealedState(const QString& file)
{
    const QFileInfo there(file);
    if (!there.exists() && !there.isSymLink())
        return SealedState();
    const auto bytes = readLogFile(file);
    auto state = bytes ? wire::decode<SealedState>(textOf(*bytes)) : tl::unexpected(bytes.error());
    if (state)
        return state;
    auto fault = fail(ErrorCode::FileAccess, file.toStdString());
    fault.value().about = sealedStateUnreadable;
    return fault;
}

Result<void> writeSealedState(const QString& file, const SealedState& state)
{
    return writeLogFile(file, QByteArray::fromStdString(wire::encode(state)));
}

} // namespace countersign::client
