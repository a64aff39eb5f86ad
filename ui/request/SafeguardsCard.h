#pragma once

#include "client/Requests.h"
#include "ui/theme/Widgets.h"

#include <QDate>

class QComboBox;
class QDateEdit;
class QListWidget;
class QSpinBox;

namespace countersign::ui {

/// Step 3: purpose, legal basis, recipient, who may fetch, sensitivity, end.
class SafeguardsCard final : public Card
{
    Q_OBJECT

public:
    explicit SafeguardsCard(QWidget* parent = nullptr);
    /// `today`: by the clock that the end is judged by.
    void setOffer(const client::Requests::Offer& offer, QDate today);
    /// What policy asks for at least; an operator can only raise it.
    void setLeastSensitivity(wire::Sensitivity least);
    void write(wire::ExportRequestBody& body) const;
    /// Names of the fetchers chosen, for the words.
    [[nodiscard]] QStringList fetcherNames() const;

signals:
    void changed();

private:
    QComboBox* m_purpose;
    QLineEdit* m_legalBasis;
    QLineEdit* m_recipient;
    QListWidget* m_fetchers;
    QComboBox* m_sensitivity;
    QDateEdit* m_ends;
    bool m_endSuggested = false;
    QSpinBox* m_downloads;
    std::vector<wire::Recipient> m_recipients;
    wire::Sensitivity m_least = wire::Sensitivity::Standard;
};

} // namespace countersign::ui
