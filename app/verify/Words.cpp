#include "verify/Words.h"

#include "base/Quotes.h"
#include "verify/Sentences.h"

namespace countersign::verify {

std::string at(const std::optional<Time>& time)
{
    return time ? timeText(*time) : "an unknown time";
}

std::string quoted(const std::optional<std::string>& text)
{
    return "\xE2\x80\x9C" + withinQuotes(text.value_or("")) + "\xE2\x80\x9D";
}

std::string joined(const std::vector<std::string>& texts)
{
    if (texts.empty())
        return "nobody";
    std::string all;
    for (std::size_t i = 0; i < texts.size(); ++i)
        all += (i == 0 ? "" : i + 1 < texts.size() ? ", " : " and ") + texts[i];
    return all;
}

std::string nameOf(const std::optional<trust::NamedPerson>& person)
{
    if (!person)
        return "somebody unknown";
    if (person->person == wire::serverAuthor)
        return "the server";
    return person->name.empty() ? person->person.text() : person->name + " (" + person->person.text() + ")";
}

std::string namesOf(const std::optional<std::vector<trust::NamedPerson>>& people)
{
    std::vector<std::string> names;
    for (const auto& person : people.value_or(std::vector<trust::NamedPerson>()))
        names.push_back(nameOf(person));
    return joined(names);
}

std::string counted(const std::optional<std::uint64_t>& count, const char* one, const char* many)
{
    const auto n = count.value_or(0);
    return std::to_string(n) + ' ' + (n == 1 ? one : many);
}

std::string entry(const trust::Finding& finding)
{
    return finding.index ? " (entry " + std::to_string(*finding.index) + ", " + at(finding.time) + ")" : "";
}

std::string role(const trust::Finding& finding)
{
    return finding.role ? " As " + std::string(wire::enumText(*finding.role)) + '.' : "";
}

std::string key(const trust::Finding& finding)
{
    if (!finding.key)
        return " The log knows no such key.";
    const auto& key = *finding.key;
    if (key.root)
        return " The key " + key.key.text() + " is named by the root.";
    if (key.endorsers.empty())
        return " The key " + key.key.text() + " was never endorsed.";
    return " The key " + key.key.text() + " was endorsed by " + namesOf(key.endorsers) + " (entry " +
           std::to_string(key.index) + ", " + timeText(key.time) + ").";
}

std::string why(const trust::Finding& finding)
{
    return finding.detail && !finding.detail->empty() ? ": " + *finding.detail + '.' : ".";
}

std::string unless(const trust::Finding& finding, const char* sentence)
{
    return finding.state == trust::FindingState::Proven ? "" : sentence + why(finding);
}

std::string fileLine(const wire::ReleaseFile& file)
{
    return file.name + ": " + counted(file.count, "resource", "resources") + ", " +
           counted(file.length, "byte", "bytes") + ", SHA-256 " + file.sha256.hexText();
}

std::string indented(const char* mark, const std::string& text)
{
    std::string out;
    std::size_t from = 0;
    for (bool first = true; from <= text.size(); first = false) {
        const auto end = std::min(text.find('\n', from), text.size());
        out +=
            (first ? std::string("  ") + mark + ' ' : "      ") + plain(text.substr(from, end - from)) + '\n';
        from = end + 1;
    }
    return out;
}

} // namespace countersign::verify
