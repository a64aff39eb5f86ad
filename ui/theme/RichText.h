#pragma once

#include <QLabel>

namespace countersign::ui {

/// Text in HTML that wraps, and can be selected by mouse and keyboard. Values put into it are to be escaped
/// by the caller. The name of an environment, `<span class="production">`, `test` or `training`, has its
/// colour, which follows the theme.
class RichText : public QLabel
{
    Q_OBJECT

public:
    enum class Kind {
        Muted,     ///< a remark
        Paragraph, ///< larger, with room between the lines: what is read before something is signed
    };
    explicit RichText(Kind kind, QWidget* parent = nullptr);

    void setHtml(const QString& html);
    [[nodiscard]] QString html() const { return m_html; }

protected:
    void changeEvent(QEvent* event) override;

private:
    void render();

    Kind m_kind;
    QString m_html;
};

} // namespace countersign::ui
