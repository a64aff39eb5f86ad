#pragma once

#include <QTranslator>

namespace countersign::gallery {

/// A language that does not exist, with the lengths of German: every text grows by about two fifths, and
/// words are put together into long ones that do not break. Shows where a layout has no room for a
/// translation.
class LongWords final : public QTranslator
{
    Q_OBJECT

public:
    /// `plurals` is asked for texts that count, so that "%n file(s)" is not shown; may be null.
    explicit LongWords(const QTranslator* plurals = nullptr, QObject* parent = nullptr);

    [[nodiscard]] bool isEmpty() const override { return false; }
    [[nodiscard]] QString translate(const char* context, const char* source, const char* disambiguation,
                                    int count) const override;

    /// Leaves tags, entities and places ("%1", "%Ln") as they are.
    [[nodiscard]] static QString grown(const QString& text);

private:
    const QTranslator* m_plurals;
};

} // namespace countersign::gallery
