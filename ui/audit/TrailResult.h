#pragma once

#include "client/WholeTrail.h"
#include "ui/theme/Widgets.h"

class QGridLayout;
class QVBoxLayout;

namespace countersign::ui {

/// What a check came to: verdict, facts, findings, and what it can't prove.
class TrailResult final : public QWidget
{
    Q_OBJECT

public:
    explicit TrailResult(QWidget* parent = nullptr);

    void set(const client::WholeTrailReport& report, Time now);
    /// From now on nothing here counts as verified, and nothing of it stays.
    void revoke();

signals:
    /// Of a finding that is about an export's entry.
    void entryWanted(const QString& job, std::uint64_t entry);

private:
    void clear();
    [[nodiscard]] QWidget* makeFacts(const client::WholeTrailReport& report) const;
    [[nodiscard]] QWidget* makeFindings(const client::WholeTrailReport& report, Time now);
    void addRow(QGridLayout& rows, const trust::TrailFinding& finding, Time now);
    [[nodiscard]] static QWidget* makeLimits(const client::WholeTrailReport& report);

    Notice* m_verdict;
    QLabel* m_sum;
    QVBoxLayout* m_parts;
};

} // namespace countersign::ui
