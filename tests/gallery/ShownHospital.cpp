#include "gallery/ShownHospital.h"

#include "client/PersonKeys.h"
#include "gallery/MemoryKeyStore.h"
#include "ui/shell/MainWindow.h"

#include <cstdio>

namespace countersign::gallery {

client::Profile ShownHospital::profile() const
{
    client::Profile profile;
    profile.file = QStringLiteral("/nowhere/profile.json");
    profile.name = QStringLiteral("St. Anna Hospital");
    profile.url = QUrl(server.address());
    profile.environment = QStringLiteral("production");
    profile.caPem = QByteArray::fromStdString(server.caPem());
    profile.server = world.fixture.server;
    profile.root = world.fixture.root.digest;
    return profile;
}

std::unique_ptr<console::Console> ShownHospital::make(const test::TestPerson* person, Keys keys) const
{
    console::Console::Setup setup;
    setup.profiles = {profile()};
    setup.stateFolder = m_state.path();
    setup.makeKeyStore = [person, keys](const client::Profile& used,
                                        const QString& folder) -> std::unique_ptr<client::KeyStore> {
        if (keys == Keys::SealedFile) {
            const auto file = folder + QStringLiteral("/keys.sealed");
            static_cast<void>(client::sealedFileKeyStore(file)->unlock(Secret(std::string_view("gallery"))));
            return client::sealedFileKeyStore(file);
        }
        auto store = std::make_unique<MemoryKeyStore>();
        if (person && keys == Keys::There) {
            const client::PersonKeys theirs{person->signing, person->encryption};
            static_cast<void>(QCoro::waitFor(theirs.use(*store, used.server, person->id)));
        }
        return store;
    };
    return std::make_unique<console::Console>(std::move(setup), m_theme, world.fixture.clock);
}

std::unique_ptr<console::Console> ShownHospital::console(Keys keys) const
{
    return make(nullptr, keys);
}

std::unique_ptr<console::Console> ShownHospital::console(const test::TestPerson& person, Keys keys)
{
    server.setPerson(person);
    auto made = make(&person, keys);
    auto& session = made->client().session();
    const auto name = QString::fromStdString(person.id.text());
    auto done = QCoro::waitFor(session.signIn(name, Secret(std::string_view("password"))));
    if (done)
        done = QCoro::waitFor(session.submitCode(Secret(std::string_view("123456"))));
    if (!done) {
        std::fprintf(stderr, "sign-in: %s\n", done.error().detail.c_str());
        return nullptr;
    }
    made->window().enter();
    return made;
}

} // namespace countersign::gallery
