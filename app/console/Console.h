#pragma once

#include "client/Client.h"
#include "ui/theme/Theme.h"

#include <functional>

namespace countersign::ui {
class MainWindow;
class SignInFlow;
} // namespace countersign::ui

namespace countersign::console {

/// The console put together: the client of the chosen profile and its window. Switching the server makes
/// both anew.
class Console final : public QObject
{
    Q_OBJECT

public:
    using MakeKeyStore =
        std::function<std::unique_ptr<client::KeyStore>(const client::Profile&, const QString& folder)>;
    struct Setup
    {
        std::vector<client::Profile> profiles; ///< at least one
        QString stateFolder;                   ///< made 0700 where it is missing
        MakeKeyStore makeKeyStore = {};        ///< absent: the system's, else a sealed file
        bool sealedFile = false;               ///< a sealed file even where the system has a key store
    };

    Console(Setup setup, ui::Theme& theme, const Clock& clock, QObject* parent = nullptr);
    ~Console() override;

    [[nodiscard]] client::Client& client() { return *m_client; }
    [[nodiscard]] ui::MainWindow& window() { return *m_window; }
    void show();

private:
    void open(const client::Profile& profile);
    void openFile(const QString& profileFile);
    [[nodiscard]] std::unique_ptr<client::KeyStore> keyStoreFor(const client::Profile& profile,
                                                                const QString& folder);
    void choose(ui::Mode mode);

    Setup m_setup;
    ui::Theme& m_theme;
    const Clock& m_clock;
    std::unique_ptr<client::Client> m_client;
    std::unique_ptr<ui::MainWindow> m_window;
    ui::SignInFlow* m_signIn = nullptr; ///< the window's
};

} // namespace countersign::console
