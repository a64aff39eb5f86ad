#pragma once

#include "client/AdminMatters.h"

#include <set>

#include <QScrollArea>

class QCheckBox;
class QVBoxLayout;

namespace countersign::ui {

/// What waits, to be ticked; scrolls by itself once it is long, so that what it is signed with stays in
/// reach. It knows which matters a person has had on screen: nobody signs what they did not.
class WaitingList final : public QScrollArea
{
    Q_OBJECT

public:
    explicit WaitingList(QWidget* parent = nullptr);

    /// What stays keeps its tick, and whether it was seen.
    void set(std::vector<client::AdminMatterView> matters);
    void tickAll(bool on);
    void setCompact(bool compact);
    /// How many this person may decide on.
    [[nodiscard]] std::size_t open() const;
    [[nodiscard]] std::vector<Digest> ticked() const;
    /// How many of those ticked were not on screen to their end yet.
    [[nodiscard]] int unseen() const;
    /// Scrolls to the first of them.
    void showUnseen();

signals:
    void changed();

protected:
    void resizeEvent(QResizeEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void scrollContentsBy(int dx, int dy) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    struct Row
    {
        QWidget* widget;
        QCheckBox* tick; ///< null where this person may not decide
    };
    [[nodiscard]] Row makeRow(const client::AdminMatterView& matter, std::size_t number, bool ticked);
    [[nodiscard]] bool isUnseen(std::size_t row) const;
    void fit();
    void look();

    std::vector<client::AdminMatterView> m_matters;
    std::vector<Row> m_rows;
    std::set<Digest> m_seen;
    bool m_compact = false;
    QVBoxLayout* m_column;
};

} // namespace countersign::ui
