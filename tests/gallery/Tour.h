#pragma once

#include "gallery/Gallery.h"
#include "gallery/ShownHospital.h"

namespace countersign::gallery {

/// Signs in as one person after the other and takes the pictures. Throws where a console does not come up.
class Tour final
{
public:
    Tour(ShownHospital& hospital, Gallery& gallery) : m_hospital(hospital), m_gallery(gallery) {}

    void showSignIn() const;
    void showPages() const;
    /// What stands around the pages.
    void showShell() const;
    /// With nothing to show, with a server out of order, with one that does not answer, and refused.
    void showStates() const;
    /// The whole trail checked: before, under way, at its ends. The server is gone afterwards.
    void showWholeTrail() const;
    void showEnded() const;
    void showRefusals() const;
    /// The last one: the hospital is not the same afterwards, as after the next.
    void showBrokenLog() const;
    /// Leaves the server without the end of its logs.
    void showRecovery() const;
    void showNextKeys() const;
    void showOffline() const;
    /// Keys that are not to be had, a passphrase that is forgotten, and a role that goes: then for good.
    void showMistakes() const;

private:
    struct Stop
    {
        const test::TestPerson& person;
        const char* page;
        const char* item;
        const char* name;
    };
    [[nodiscard]] std::unique_ptr<console::Console>
    console(const test::TestPerson& person, ShownHospital::Keys keys = ShownHospital::Keys::There) const;
    void showSigningKeys() const;
    void showPolicy() const;
    void showEvidence() const;
    void showKeptSealed() const;
    void showChain() const;
    void showForgottenPassphrase() const;
    static void typePassword(ui::MainWindow& window);
    void show(const Stop& stop) const;

    ShownHospital& m_hospital;
    Gallery& m_gallery;
};

} // namespace countersign::gallery
