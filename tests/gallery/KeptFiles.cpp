#include "gallery/KeptFiles.h"

#include <stdexcept>

#include <QDir>
#include <QFile>

namespace countersign::gallery {

namespace {

void make(const QString& path)
{
    if (QFile file(path); !file.open(QIODevice::WriteOnly))
        throw std::runtime_error(path.toStdString());
}

} // namespace

void keepSealed(client::Client& client, const test::TestPerson& person, const JobId& job,
                const QString& folder)
{
    const auto* view = client.book().find(job);
    if (!view || !view->release)
        throw std::runtime_error("nothing is released");
    const QDir there(folder);
    for (const auto& file : view->release->files) {
        const client::SealedNote note{1,
                                      client.connection().profile().server,
                                      person.id,
                                      job,
                                      view->requestDigest,
                                      *view->releaseDigest,
                                      person.encryption.thumbprint(),
                                      file,
                                      "eyJ",
                                      client.clock().now()};
        if (const auto written = client::writeSealedNote(folder, note); !written)
            throw std::runtime_error(written.error().detail);
        make(there.filePath(QString::fromStdString(client::sealedName(file.name))));
    }
    make(there.filePath(QString::fromStdString(view->release->files.front().name)));
    if (const auto remembered = client.sealedFiles().remember(folder); !remembered)
        throw std::runtime_error(remembered.error().detail);
}

} // namespace countersign::gallery
