#include "client/Doubt.h"

#include <algorithm>
#include <tuple>

namespace countersign::client {

namespace {

std::vector<wire::Seen> headsSeen(const std::vector<ExportView>& exports)
{
    std::vector<wire::Seen> heads;
    const auto add = [&](const std::optional<wire::Seen>& seen) {
        if (seen)
            heads.push_back(*seen);
    };
    for (const auto& view : exports) {
        if (!view.requestSignature.fault)
            add(view.requestStatement.seen);
        for (const auto& decision : view.decisions)
            if (!decision.signature.fault)
                add(decision.seen);
    }
    return heads;
}

// Tells of statements whether they stand at or behind the difference.
class Behind
{
public:
    Behind(const std::vector<ExportView>& exports, const std::optional<LogDifference>& difference)
        : m_difference(difference), m_heads(headsSeen(exports))
    {
    }

    [[nodiscard]] bool operator()(const SignatureView& signature) const
    {
        if (!m_difference || !signature.trustIndex)
            return true;
        const auto index = *signature.trustIndex;
        if (m_difference->log == "trust")
            return index >= m_difference->first;
        return std::none_of(m_heads.begin(), m_heads.end(), [&](const wire::Seen& seen) {
            return seen.trust.size > index && seen.audit.size <= m_difference->first;
        });
    }

private:
    const std::optional<LogDifference>& m_difference;
    std::vector<wire::Seen> m_heads;
};

void add(std::vector<std::string>& names, const QString& name)
{
    auto text = name.toStdString();
    if (std::find(names.begin(), names.end(), text) == names.end())
        names.push_back(std::move(text));
}

std::uint64_t fetchedOf(const ExportView& view)
{
    return static_cast<std::uint64_t>(std::count_if(view.receipts.begin(), view.receipts.end(),
                                                    [](const auto& file) { return file.receipts > 0; }));
}

Doubt doubtOf(const ExportView& view, const Behind& behind)
{
    Doubt doubt;
    doubt.job = view.job;
    doubt.title = view.request.title;
    if (behind(view.requestSignature))
        doubt.asker = view.requestSignature.personName.toStdString();
    for (const auto& decision : view.decisions)
        if (behind(decision.signature))
            add(decision.gate == wire::Gate::Release ? doubt.releasers : doubt.deciders,
                decision.signature.personName);
    doubt.release = view.releaseSignature && behind(*view.releaseSignature);
    doubt.fetched = fetchedOf(view);
    if (view.fetcherNames.size() == 1)
        doubt.fetcher = view.fetcherNames.front().toStdString();
    return doubt;
}

} // namespace

bool operator==(const Doubt& a, const Doubt& b)
{
    const auto all = [](const Doubt& one) {
        const auto& where = one.difference;
        return std::tuple(one.about, one.job, one.title, one.asker, one.deciders, one.releasers, one.release,
                          one.fetched, one.fetcher, one.exports, where.has_value(), where ? where->first : 0,
                          where ? where->end : 0);
    };
    return all(a) == all(b);
}

std::vector<Doubt> doubtsOf(const std::vector<ExportView>& exports,
                            const std::optional<LogDifference>& difference, const std::string& log)
{
    const Behind behind(exports, difference);
    const bool ofTrust = difference && difference->log == "trust";
    std::vector<Doubt> doubts;
    for (const auto& view : exports) {
        auto doubt = doubtOf(view, behind);
        const bool statements =
            !doubt.asker.empty() || !doubt.deciders.empty() || !doubt.releasers.empty() || doubt.release;
        // What happens to an export after its statements stands in the audit log alone.
        if (ofTrust && !statements)
            continue;
        doubt.difference = difference;
        doubts.push_back(std::move(doubt));
    }
    Doubt rest;
    rest.about = Doubt::About::Entries;
    rest.difference = difference;
    rest.exports = doubts.size();
    doubts.push_back(rest);
    if (log != "audit") {
        rest.about = Doubt::About::KeysRoles;
        doubts.push_back(rest);
    }
    return doubts;
}

} // namespace countersign::client
