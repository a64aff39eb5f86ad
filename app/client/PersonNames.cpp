#include "client/PersonNames.h"

#include "client/Strings.h"

#include <algorithm>

namespace countersign::client {

QString toldApart(const trust::TrustState& state, const PersonId& person, const QString& name)
{
    const auto& people = state.people();
    const auto plain = name.trimmed();
    const bool shared = std::any_of(people.begin(), people.end(), [&](const auto& other) {
        return other.first != person &&
               qt(other.second.name).trimmed().compare(plain, Qt::CaseInsensitive) == 0;
    });
    return shared && !plain.isEmpty() ? QStringLiteral("%1 (%2)").arg(name, shownText(person.text())) : name;
}

} // namespace countersign::client
