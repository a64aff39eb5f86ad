#include "mistakes/Desk.h"

#include "client/Strings.h"
#include "support/TotpDigits.h"

namespace countersign::test {

namespace {

constexpr auto period = std::chrono::seconds(30);

ui::Theme& theme()
{
    static ui::Theme light{*qApp, ui::Mode::Light};
    return light;
}

std::int64_t stepAt(Time time)
{
    return std::chrono::floor<std::chrono::seconds>(time.time_since_epoch()) / period;
}

Secret secretOf(const QString& text)
{
    const auto bytes = text.toStdString();
    return Secret(std::string_view(bytes));
}

/// The drawer outlives the console that looks into it.
class DrawerKeyStore final : public client::KeyStore
{
public:
    explicit DrawerKeyStore(std::shared_ptr<Drawer> drawer) : m_drawer(std::move(drawer)) {}
    [[nodiscard]] QCoro::Task<Result<Secret>> read(QString name) override
    {
        if (m_drawer->fault)
            co_return fail(*m_drawer->fault);
        co_return co_await m_drawer->keys.read(std::move(name));
    }
    [[nodiscard]] QCoro::Task<Result<void>> write(QString name, Secret value) override
    {
        if (m_drawer->fault && *m_drawer->fault != ErrorCode::KeyMissing)
            co_return fail(*m_drawer->fault);
        co_return co_await m_drawer->keys.write(std::move(name), std::move(value));
    }
    [[nodiscard]] QCoro::Task<Result<void>> remove(QString name) override
    {
        if (m_drawer->fault && *m_drawer->fault != ErrorCode::KeyMissing)
            co_return fail(*m_drawer->fault);
        co_return co_await m_drawer->keys.remove(std::move(name));
    }

private:
    std::shared_ptr<Drawer> m_drawer;
};

} // namespace

void Desk::enrol()
{
    sit();
    auto& session = client().session();
    done(session.signIn(m_person, secretOf(QString::fromStdString(m_world.code(m_person.toStdString())))));
    const auto offer = done(session.beginEnrolment());
    m_secret = offer.secret.revealText();
    m_recovery = done(session.finishEnrolment(secretOf(password()), secretCode(), m_person + "'s desk"));
}

void Desk::sit(const Options& options)
{
    m_console.reset();
    m_options = options;
    auto profile = client::Profile::load(QString::fromStdString(m_world.profileFile().string()));
    if (!profile)
        throw std::runtime_error("no profile: " + profile.error().detail);
    console::Console::Setup setup;
    setup.profiles = {std::move(*profile)};
    setup.stateFolder = options.anotherComputer ? m_otherState.path() : m_state.path();
    setup.sealedFile = options.keyStore == KeyStore::SealedFile;
    if (options.keyStore == KeyStore::Drawer)
        setup.makeKeyStore = [drawer = options.anotherComputer ? std::make_shared<Drawer>()
                                                               : m_drawer](const auto&, const auto&) {
            return std::make_unique<DrawerKeyStore>(drawer);
        };
    m_console = std::make_unique<console::Console>(std::move(setup), theme(),
                                                   options.clock ? *options.clock : m_world.time());
    m_console->show();
    if (!QTest::qWaitForWindowExposed(&window()))
        throw std::runtime_error("the window is not seen");
}

void Desk::typePassword(const QString& typed)
{
    type("signInName", m_person);
    type("signInPassword", typed);
    press("signInContinue");
}

void Desk::typeCode(const QString& digits)
{
    auto& boxes = find<ui::CodeBoxes>("codeBoxes");
    waitUntil("a place for the code", [&] { return boxes.isEnabled(); });
    QTest::keyClicks(&boxes, digits);
}

void Desk::signIn()
{
    typePassword(password());
    typeCode(m_options.code ? m_options.code() : code());
    waitUntil("the frame", [this] {
        if (auto* goOn = see<QPushButton>("keyContinue")) // what is wrong with the key was told
            goOn->click();
        return window().frame() && window().frame()->isVisible();
    });
}

void Desk::reenter()
{
    type("lockPassword", password());
    QTest::keyClicks(&find<ui::CodeBoxes>("lockCode"), m_options.code ? m_options.code() : code());
    waitUntil("the frame after the lock", [this] { return window().frame()->isVisible(); });
}

QString Desk::codeAt(Time time) const
{
    return QString::fromStdString(totpDigits(m_secret, stepAt(time)));
}

QString Desk::code()
{
    if (stepAt(m_world.clock.now()) <= m_lastStep)
        m_world.clock.advance(period);
    m_lastStep = stepAt(m_world.clock.now());
    return codeAt(m_world.clock.now());
}

Secret Desk::secretCode()
{
    return secretOf(code());
}

// Of no step that the server would look at.
QString Desk::wrongCode() const
{
    const auto near = [this](const QString& digits) {
        for (int step = -3; step <= 3; ++step)
            if (codeAt(m_world.clock.now() + step * period) == digits)
                return true;
        return false;
    };
    int digits = 123456;
    while (near(QString::number(digits)))
        ++digits;
    return QString::number(digits);
}

void Desk::open(const char* page, const QString& item)
{
    window().frame()->open(QString::fromLatin1(page), item);
}

void Desk::press(const char* button) const
{
    auto& found = find<QPushButton>(button);
    waitUntil(button, [&] { return found.isEnabled(); });
    found.click();
}

void Desk::answer(const char* notice) const
{
    find<ui::Notice>(notice).findChild<QPushButton*>(QStringLiteral("noticeAction"))->click();
}

void Desk::type(const char* field, const QString& text) const
{
    find<QLineEdit>(field).setText(text);
}

QByteArray Desk::unlessTold(const char* notice, const QString& sentence) const
{
    const auto says = [&] {
        const auto* found = see<ui::Notice>(notice);
        return found ? found->text() : QString();
    };
    const auto wanted = [&] {
        auto text = says();
        if (const auto incident = text.indexOf(QStringLiteral(" Incident to quote: ")); incident >= 0)
            text.truncate(incident);
        return text == sentence;
    };
    if (QTest::qWaitFor(wanted, patience))
        return {};
    const auto text = says();
    return text.isEmpty() ? (m_person + " is told nothing; " + readable()).toUtf8() : text.toUtf8();
}

void Desk::waitUntil(const char* what, const std::function<bool()>& holds) const
{
    if (!QTest::qWaitFor(holds, patience))
        throw std::runtime_error((m_person + " waits in vain for " + what + "; " + readable()).toStdString());
}

// What can be read on the window, for a test that fails.
QString Desk::readable() const
{
    QStringList texts;
    for (const auto* label : window().findChildren<QLabel*>())
        if (label->isVisible() && !label->text().isEmpty() && label->textFormat() == Qt::PlainText)
            texts += label->text();
    return "what is read: " + texts.join(QStringLiteral(" | "));
}

} // namespace countersign::test
