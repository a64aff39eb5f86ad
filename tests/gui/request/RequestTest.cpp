#include "gui/ShownConsole.h"
#include "ui/theme/RichText.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QSpinBox>

using namespace countersign;

/// Asking for an export: what is missing is said in words, and only a whole request can be signed.
class RequestTest final : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_shown = std::make_unique<test::ShownConsole>();
        QVERIFY(m_shown->open(m_shown->hospital.world.asks, "requests", "new"));
        QTRY_VERIFY(m_shown->find<QListWidget>("fetchers") &&
                    m_shown->find<QListWidget>("fetchers")->count() == 1);
        QTRY_VERIFY(m_shown->find<QCheckBox>("type-Patient"));
    }
    void cleanup() { m_shown.reset(); }

    void theKeyboardBeginsAtTheTitle();
    void flawsAreWorded();
    void wholeRequestAndCodeEnableSigning();
    void summaryLeavesOutWhatIsMissing();
    void summaryEscapesWhatIsTyped();
    void sensitivityFollowsTheTypes();
    void refusalKeepsTheForm();
    void anEstimateSaysWhatItCounts();

private:
    [[nodiscard]] QString words() const { return m_shown->find<ui::RichText>("requestWords")->html(); }
    [[nodiscard]] QString flaws() const { return m_shown->find<ui::RichText>("flawText")->html().toLower(); }
    [[nodiscard]] QPushButton* sign() const { return m_shown->find<QPushButton>("signRequest"); }
    void type(const char* field, const char* text)
    {
        auto* edit = m_shown->find<QLineEdit>(field);
        QVERIFY(edit);
        edit->setText(QString::fromUtf8(text));
    }
    void fill()
    {
        type("title", "Diabetes registry");
        type("legalBasis", "Registry act § 4");
        type("recipient", "National registry");
        m_shown->find<QCheckBox>("type-Patient")->setChecked(true);
        m_shown->find<QListWidget>("fetchers")->item(0)->setCheckState(Qt::Checked);
    }

    std::unique_ptr<test::ShownConsole> m_shown;
};

void RequestTest::theKeyboardBeginsAtTheTitle()
{
    QCOMPARE(m_shown->window().focusWidget(), m_shown->find<QLineEdit>("title"));
    m_shown->find<QPushButton>("backToRequests")->click();
    m_shown->find<QPushButton>("newRequest")->click();
    QCOMPARE(m_shown->window().focusWidget(), m_shown->find<QLineEdit>("title"));
}

void RequestTest::flawsAreWorded()
{
    for (auto* box : m_shown->window().findChildren<QCheckBox*>())
        if (box->objectName().startsWith(QStringLiteral("type-")))
            box->setChecked(false);
    type("title", "");
    const auto text = flaws();
    for (const char* part : {"the title is missing", "the legal basis is missing", "the recipient is missing",
                             "who may fetch: choose at least one", "the resource types: choose at least one"})
        QVERIFY2(text.contains(QString::fromLatin1(part)), qPrintable(text));
    QVERIFY(!sign()->isEnabled());
    type("title", "a\u202eb");
    QVERIFY(flaws().contains(QStringLiteral("hidden characters")));
}

void RequestTest::wholeRequestAndCodeEnableSigning()
{
    fill();
    QCOMPARE(m_shown->find<ui::Chip>("flaws")->tone(), ui::Tone::Ok);
    QVERIFY(!sign()->isEnabled());
    QTest::keyClicks(m_shown->find<QLineEdit>("code"), QStringLiteral("123456"));
    QVERIFY(sign()->isEnabled());
    type("recipient", "  ");
    QVERIFY(!sign()->isEnabled());
    QCOMPARE(m_shown->find<ui::Chip>("flaws")->tone(), ui::Tone::Bad);
}

void RequestTest::summaryLeavesOutWhatIsMissing()
{
    QVERIFY2(!words().contains(QStringLiteral("legal basis")), qPrintable(words()));
    QVERIFY(!words().contains(QStringLiteral("<b></b>")));
    fill();
    QVERIFY(words().contains(QStringLiteral("legal basis: Registry act § 4")));
    QVERIFY(words().contains(QStringLiteral("to <b>National registry</b>")));
}

void RequestTest::summaryEscapesWhatIsTyped()
{
    fill();
    type("recipient", "<img src=x> %1");
    QVERIFY(words().contains(QStringLiteral("&lt;img src=x&gt; %1")));
    QVERIFY(!words().contains(QStringLiteral("<img")));
}

void RequestTest::sensitivityFollowsTheTypes()
{
    fill();
    auto* sensitivity = m_shown->find<QComboBox>("sensitivity");
    sensitivity->setCurrentIndex(0);
    m_shown->find<QCheckBox>("type-Observation")->setChecked(true); // `high` by policy
    QCOMPARE(sensitivity->currentIndex(), 1);
    sensitivity->setCurrentIndex(0);
    QVERIFY(flaws().contains(QStringLiteral("the sensitivity is lower than policy asks for")));
}

// This server takes no statement at all.
void RequestTest::refusalKeepsTheForm()
{
    fill();
    QTest::keyClicks(m_shown->find<QLineEdit>("code"), QStringLiteral("123456"));
    sign()->click();
    QVERIFY(m_shown->find<QLineEdit>("code")->text().isEmpty());
    QTRY_VERIFY(m_shown->find<ui::Notice>("requestNotice"));
    QCOMPARE(m_shown->find<QLineEdit>("title")->text(), QStringLiteral("Diabetes registry"));
    QVERIFY(!sign()->isEnabled());
    QTest::keyClicks(m_shown->find<QLineEdit>("code"), QStringLiteral("654321"));
    QVERIFY(sign()->isEnabled());
}

// The source says how much it has, not how much of it a group has.
void RequestTest::anEstimateSaysWhatItCounts()
{
    m_shown->find<QCheckBox>("type-Patient")->setChecked(true);
    const auto ofTheWhole = [this] {
        for (const auto* label : m_shown->find<ui::FactGrid>("estimate")->findChildren<QLabel*>())
            if (label->text().contains(QStringLiteral("in the whole source")))
                return true;
        return false;
    };
    auto* level = m_shown->find<QComboBox>("level");
    level->setCurrentIndex(level->findData(static_cast<int>(wire::Level::Group)));
    QVERIFY(ofTheWhole());
    level->setCurrentIndex(level->findData(static_cast<int>(wire::Level::System)));
    QVERIFY(!ofTheWhole());
}

QTEST_MAIN(RequestTest)
#include "RequestTest.moc"
