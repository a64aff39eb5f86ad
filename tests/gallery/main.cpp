#include "console/Translations.h"
#include "gallery/LongWords.h"
#include "gallery/OffScreen.h"
#include "gallery/Tour.h"

#include <cstdio>
#include <exception>

#include <QApplication>
#include <QCommandLineParser>
#include <QDir>

using namespace countersign;

namespace {

/// "1280x720"; invalid for anything else.
QSize sizeOf(const QString& text)
{
    const auto parts = text.split(u'x');
    return parts.size() == 2 ? QSize(parts[0].toInt(), parts[1].toInt()) : QSize();
}

void addOthersWork(gallery::ShownWorld& world)
{
    // Long enough that it does not fit: keys and roles that the other admin has asked for.
    auto& fixture = world.fixture;
    for (const auto* person : {&world.asks, &world.approvesToo, &world.fetches}) {
        wire::RoleChangeBody body;
        body.person = person->id;
        body.role = wire::Role::ComplianceOfficer;
        body.reason = "covers for a colleague until the end of the year";
        fixture.enter(fixture.sign(fixture.admins.back(), body));
    }
}

// A second device that its holder has yet to own, one of an admin's, a key to be revoked, a stricter policy.
void addKeysAndPolicy(gallery::ShownWorld& world)
{
    auto& fixture = world.fixture;
    for (const auto* person : {&world.approves, &fixture.admins.front()}) {
        auto laptop = test::makePerson(person->id.text());
        laptop.name = person->name;
        fixture.enter(fixture.registration(laptop, "ward laptop"));
    }
    const auto& other = fixture.admins.back();
    fixture.enter(fixture.sign(
        other, wire::RevocationBody{world.fetches.id, world.fetches.signing.thumbprint(),
                                    wire::RevocationCause::Compromised,
                                    fixture.state.key(world.fetches.signing.thumbprint())->registered + 9,
                                    "somebody else was at the desk on Monday"}));
    auto policy = fixture.state.policy();
    ++policy.version;
    policy.approvalsStandard = 2;
    policy.highTypes.emplace_back("Condition");
    fixture.enter(fixture.sign(other, wire::PolicyChangeBody{policy, "after the review of last week"}));
}

void tourOfTheTrail(gallery::Gallery& shown, ui::Theme& theme)
{
    gallery::ShownHospital hospital(theme);
    hospital.world.addSignIns(9000); // so that a check takes a while
    gallery::Tour(hospital, shown).showWholeTrail();
}

void tour(gallery::Gallery& shown, ui::Theme& theme)
{
    gallery::ShownHospital closed(theme);
    gallery::Tour(closed, shown).showOffline();
    tourOfTheTrail(shown, theme);
    gallery::ShownHospital restored(theme);
    const gallery::Tour ofRecovery(restored, shown);
    ofRecovery.showNextKeys();
    ofRecovery.showRecovery();
    gallery::ShownHospital hospital(theme);
    addOthersWork(hospital.world);
    addKeysAndPolicy(hospital.world);
    const gallery::Tour tour(hospital, shown);
    tour.showSignIn();
    tour.showPages();
    tour.showShell();
    tour.showStates();
    tour.showEnded();
    tour.showRefusals();
    tour.showMistakes();
    tour.showBrokenLog();
}

} // namespace

int main(int count, char** arguments)
{
    const gallery::OffScreen offScreen;
    QApplication application(count, arguments);
    QCommandLineParser parser;
    const QCommandLineOption only(QStringLiteral("only"), QStringLiteral("Pictures whose names begin so."),
                                  QStringLiteral("NAME"));
    const QCommandLineOption size(QStringLiteral("size"), QStringLiteral("Of the window."),
                                  QStringLiteral("WxH"), QStringLiteral("1280x800"));
    const QCommandLineOption longWords(QStringLiteral("long-words"),
                                       QStringLiteral("In a language with long words (see LongWords.h)."));
    parser.addHelpOption();
    parser.addOptions({only, size, longWords});
    parser.addPositionalArgument(QStringLiteral("FOLDER"), QStringLiteral("Where the pictures go."));
    parser.process(application);
    const auto folders = parser.positionalArguments();
    const auto pixels = sizeOf(parser.value(size));
    if (folders.size() != 1 || !pixels.isValid() || !QDir().mkpath(folders.front()))
        parser.showHelp(2);

    console::loadTranslations(application);
    gallery::LongWords longer(application.findChild<QTranslator*>());
    if (parser.isSet(longWords))
        QCoreApplication::installTranslator(&longer);
    ui::Theme theme(application, ui::Mode::Light);
    gallery::Gallery shown({folders.front(), parser.value(only), pixels}, theme);
    try {
        tour(shown, theme);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 1;
    }
    return shown.failures() == 0 ? 0 : 1;
}
