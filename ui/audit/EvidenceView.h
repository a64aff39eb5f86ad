#pragma once

#include "client/Client.h"
#include "ui/theme/Widgets.h"

class QVBoxLayout;

namespace countersign::ui {

/// A file of evidence as this console checked it: the verdict, what is proven, what is not, and what no such
/// file can prove.
class EvidenceView final : public QWidget
{
    Q_OBJECT

public:
    explicit EvidenceView(client::Client& client, QWidget* parent = nullptr);
    /// Reads and checks; what can't be read is told.
    void open(const QString& file);

signals:
    void closed();

private:
    void show(const QString& file, const trust::EvidenceReport& report);
    void addPart(const QString& title, const std::vector<trust::Finding>& findings, trust::FindingState state,
                 Tone tone);
    void clearParts();

    client::Client& m_client;
    QLabel* m_title;
    Notice* m_verdict;
    QVBoxLayout* m_parts;
    int m_asked = 0;
};

} // namespace countersign::ui
