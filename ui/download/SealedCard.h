#pragma once

#include "client/Client.h"
#include "ui/theme/Widgets.h"

class QStandardItemModel;
class QTableView;

namespace countersign::ui {

/// Files of one release that lie sealed in one folder: which, and their opening with a fresh code.
class SealedCard final : public Card
{
    Q_OBJECT

public:
    SealedCard(client::Client& client, client::SealedFiles::Group group, QWidget* parent = nullptr);
    void refresh(client::SealedFiles::Group group);
    [[nodiscard]] const client::SealedFiles::Group& group() const { return m_group; }

private:
    void layOut();
    void fillTable();
    void choose();
    void open();
    void finish(const Result<int>& opened);
    void updateButton();
    void showProgress();
    /// Those to be opened: what is selected, else all that are not.
    [[nodiscard]] std::vector<FileId> wanted() const;

    client::Client& m_client;
    client::SealedFiles::Group m_group;
    QLabel* m_facts;
    Chip* m_mark;
    QStandardItemModel* m_model;
    QTableView* m_table;
    QLineEdit* m_folder;
    QPushButton* m_choose;
    CodeField* m_code;
    QPushButton* m_open;
    QPushButton* m_cancel;
    Notice* m_notice;
    bool m_busy = false;
};

} // namespace countersign::ui
