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

std::unique_ptr<console::Console> ShownHospital::make(const test::TestPerson* person) const
{
    console::Console::Setup setup;
    setup.profiles = {profile()};
    setup.stateFolder = m_state.path();
    setup.makeKeyStore = [person](const client::Profile& used, const QString&) {
        auto store = std::make_unique<MemoryKeyStore>();
        if (person) {
            const client::PersonKeys keys{person->signing, person->encryption};
            static_cast<void>(QCoro::waitFor(keys.use(*store, used.server, person->id)));
        }
        return store;
    };
    return std::make_unique<console::Console>(std::move(setup), m_theme, world.fixture.clock);
}

std::unique_ptr<console::Console> ShownHospital::console() const
{
    return make(nullptr);
}

std::unique_ptr<console::Console> ShownHospital::console(const test::TestPerson& person)
{
    server.setPerson(person);
    auto made = make(&person);
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
