#pragma once

#include "wire/Vocabulary.h"

#include <functional>
#include <vector>

#include <QString>

namespace countersign::ui {

class Page;

/// A page of the rail as the composition root offers it; made when it is first shown.
struct PageEntry
{
    QString name;                  ///< as in `Page::wantsPage`, e.g. `requests`
    QString title;                 ///< translated
    QString icon;                  ///< of `resources/icons`
    std::vector<wire::Role> roles; ///< any of them opens it; empty: everybody
    std::function<Page*()> make;
    std::function<int()> badge = {}; ///< how many things wait there, known before the page is made
};

[[nodiscard]] bool opensTo(const PageEntry& entry, const std::vector<wire::Role>& roles);

} // namespace countersign::ui
