#pragma once

#include "client/DoubtModel.h"

#include <QTableView>

namespace countersign::ui {

/// What a broken log leaves in doubt, as rows: exports, and everything else.
class DoubtTable final : public QTableView
{
    Q_OBJECT

public:
    explicit DoubtTable(QWidget* parent = nullptr);

    /// `log`: the one that broke. `verified`: when this console had verified it last, in words.
    void set(std::vector<client::Doubt> doubts, const std::string& log, const QString& verified);

private:
    client::DoubtModel* m_model;
    std::string m_log;
    QString m_verified;
};

} // namespace countersign::ui
