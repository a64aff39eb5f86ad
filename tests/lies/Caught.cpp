#include "Caught.h"

#include <QFile>

namespace countersign::lies {

std::vector<std::pair<std::string, QString>> table()
{
    std::vector<std::pair<std::string, QString>> rows;
    QFile file(QStringLiteral(COUNTERSIGN_LIES_TABLE));
    if (!file.open(QIODevice::ReadOnly))
        return rows;
    for (const auto& line : QString::fromUtf8(file.readAll()).split(u'\n')) {
        if (!line.startsWith(QStringLiteral("| `Lie")))
            continue;
        const auto cells = line.split(u'|');
        auto name = cells.at(1).trimmed();
        name.remove(u'`');
        rows.emplace_back(name.toStdString(), cells.value(3).trimmed());
    }
    return rows;
}

QString expected(const std::string& test)
{
    for (const auto& [name, sentence] : table())
        if (name == test)
            return sentence;
    return QStringLiteral("README.md has no sentence for ") + QString::fromStdString(test);
}

QString expected()
{
    return expected(testing::UnitTest::GetInstance()->current_test_info()->name());
}

} // namespace countersign::lies
