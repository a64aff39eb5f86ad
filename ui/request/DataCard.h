#pragma once

#include "client/Requests.h"
#include "ui/theme/Widgets.h"

class QCheckBox;
class QDateTimeEdit;
class QGridLayout;

namespace countersign::ui {

/// Step 2: resource types with the source's counts, since and until.
class DataCard final : public Card
{
    Q_OBJECT

public:
    explicit DataCard(QWidget* parent = nullptr);
    void setSource(const wire::Source* source);
    void write(wire::ExportRequestBody& body) const;

signals:
    void changed();

private:
    struct Box
    {
        QCheckBox* check;
        std::optional<std::uint64_t> count;
    };
    QWidget* makeTimes();

    QWidget* m_types;
    QGridLayout* m_grid;
    std::map<QString, Box> m_boxes;
    std::set<QString> m_chosen; ///< kept while the source does not say which types it has
    QCheckBox* m_sinceOn;
    QDateTimeEdit* m_since;
    QCheckBox* m_untilOn;
    QDateTimeEdit* m_until;
};

} // namespace countersign::ui
