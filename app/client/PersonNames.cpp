#include "client/PersonNames.h"

#include "client/Strings.h"

#include <algorithm>

namespace countersign::client {

namespace {

// However it was typed: composed or not, wide, with which spaces, in which case.
QString plainOf(const QString& name)
{
    return name.normalized(QString::NormalizationForm_KC).simplified().toCaseFolded();
}

} // namespace

QString toldApart(const trust::TrustState& state, const PersonId& person, const QString& name)
{
    const auto& people = state.people();
    const auto plain = plainOf(name);
    const bool shared = std::any_of(people.begin(), people.end(), [&](const auto& other) {
        return other.first != person && plainOf(qt(other.second.name)) == plain;
    });
    return shared && !plain.isEmpty() ? withId(name, person) : name;
}

QString withId(const QString& name, const PersonId& person)
{
    const auto id = shownText(person.text());
    if (name.isEmpty() || name == id)
        return id;
    return name.endsWith(u'(' + id + u')') ? name : QStringLiteral("%1 (%2)").arg(name, id);
}

} // namespace countersign::client
