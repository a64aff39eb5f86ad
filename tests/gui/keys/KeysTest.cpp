#include "gui/ShownConsole.h"

#include <QScrollBar>
#include <QTreeView>

using namespace countersign;

/// The keys that seal exports: what is due, and one of them in full.
class KeysTest final : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_shown = std::make_unique<test::ShownConsole>();
        QVERIFY(m_shown->open(m_shown->hospital.world.fixture.admins.front(), "keys", "kek_standard"));
        QTRY_VERIFY(tree() && tree()->model()->rowCount() == 1);
    }
    void cleanup() { m_shown.reset(); }

    void theOneAskedForIsShown();
    void rotationThatComesDueIsTold();
    void columnsFitTheWindow();

private:
    [[nodiscard]] QTreeView* tree() const { return m_shown->find<QTreeView>("keys"); }
    [[nodiscard]] QString title() const { return m_shown->find<ui::Card>("keyCard")->accessibleName(); }

    std::unique_ptr<test::ShownConsole> m_shown;
};

void KeysTest::theOneAskedForIsShown()
{
    QCOMPARE(tree()->model()->rowCount(tree()->model()->index(0, 0)), 2);
    QVERIFY2(title().endsWith(QStringLiteral("standard")), qPrintable(title()));
    tree()->setCurrentIndex(tree()->indexBelow(tree()->model()->index(0, 0)));
    QVERIFY2(title().endsWith(QStringLiteral("high")), qPrintable(title()));
}

// 86 of its 90 days are over.
void KeysTest::rotationThatComesDueIsTold()
{
    const auto* due = m_shown->find<ui::Chip>("keysDue");
    QVERIFY(due);
    QCOMPARE(due->tone(), ui::Tone::Warn);
    QVERIFY(due->text().startsWith(u'1'));
    QTRY_VERIFY(m_shown->find<ui::Chip>("keyState")); // made anew with each list, and laid out a turn later
    QCOMPARE(m_shown->find<ui::Chip>("keyState")->text(), QStringLiteral("rotate in 4 day(s)"));
}

void KeysTest::columnsFitTheWindow()
{
    for (const QSize size : {QSize(1280, 800), QSize(1440, 900)}) {
        m_shown->window().resize(size);
        QTRY_COMPARE(tree()->horizontalScrollBar()->maximum(), 0);
        QVERIFY(tree()->columnWidth(0) >= 150);
    }
}

QTEST_MAIN(KeysTest)
#include "KeysTest.moc"
