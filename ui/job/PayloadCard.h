#pragma once

#include "base/Ids.h"
#include "ui/theme/Widgets.h"

class QPlainTextEdit;

namespace countersign::ui {

/// The signed bytes, readable; says when all of it has been on the screen, because approving waits for that.
class PayloadCard final : public Card
{
    Q_OBJECT

public:
    explicit PayloadCard(QWidget* parent = nullptr);
    void set(const QByteArray& payload, const Digest& digest);
    [[nodiscard]] bool shown() const { return m_shown; }
    /// What stands on the button that opens it.
    [[nodiscard]] QString opens() const;

signals:
    /// The whole payload was opened.
    void opened();

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void openWhole();
    void fit();

    QPlainTextEdit* m_text;
    DigestLabel* m_digest;
    QPushButton* m_open;
    bool m_shown = false;
    int m_lines = 0;
};

} // namespace countersign::ui
