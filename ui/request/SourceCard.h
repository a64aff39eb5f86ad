#pragma once

#include "client/Requests.h"
#include "ui/theme/Widgets.h"

class QComboBox;

namespace countersign::ui {

/// Step 1: which source, the whole system or a group.
class SourceCard final : public Card
{
    Q_OBJECT

public:
    explicit SourceCard(QWidget* parent = nullptr);
    void setOffer(const client::Requests::Offer& offer);
    /// Puts the keyboard where the form begins.
    void takeFocus();
    void write(wire::ExportRequestBody& body) const;
    [[nodiscard]] const wire::Source* source() const;

signals:
    void changed();
    void sourceChanged();

private:
    void showSource();

    std::vector<wire::Source> m_sources;
    QLineEdit* m_title;
    QComboBox* m_source;
    QComboBox* m_level;
    QComboBox* m_group;
    QString m_chosenGroup; ///< kept while the source does not say which groups it has
    QLabel* m_state;
};

} // namespace countersign::ui
