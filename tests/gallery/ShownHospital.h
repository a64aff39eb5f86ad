#pragma once

#include "console/Console.h"
#include "gallery/ShownServer.h"

#include <QTemporaryDir>

namespace countersign::gallery {

/// A `ShownWorld` with its server, and consoles at it; everything is gone with it. Its clock stands still
/// until it is moved.
class ShownHospital final
{
public:
    explicit ShownHospital(ui::Theme& theme, ShownWorld::Wording wording = {})
        : world(std::move(wording)), m_theme(theme)
    {
    }

    ShownWorld world;
    ShownServer server{world};

    [[nodiscard]] client::Profile profile() const;
    /// Of what its consoles keep.
    [[nodiscard]] QString stateFolder() const
    {
        return m_state.path() + u'/' + QString::fromStdString(world.fixture.server.text());
    }
    enum class Keys {
        There,
        Gone,
        SealedFile ///< that somebody began before
    };
    /// Nobody is signed in.
    [[nodiscard]] std::unique_ptr<console::Console> console(Keys keys = Keys::Gone) const;
    /// This person is signed in, the frame is up; null, with the reason on stderr, if that failed.
    [[nodiscard]] std::unique_ptr<console::Console> console(const test::TestPerson& person,
                                                            Keys keys = Keys::There);

private:
    [[nodiscard]] std::unique_ptr<console::Console> make(const test::TestPerson* person, Keys keys) const;

    ui::Theme& m_theme;
    QTemporaryDir m_state;
};

} // namespace countersign::gallery
