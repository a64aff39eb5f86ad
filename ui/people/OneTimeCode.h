#pragma once

#include "ui/theme/Widgets.h"
#include "wire/People.h"

namespace countersign::ui {

/// An enrolment code, shown once: until it is put away, or another takes its place.
class OneTimeCode final : public Card
{
    Q_OBJECT

public:
    explicit OneTimeCode(QWidget* parent = nullptr);
    void set(const wire::EnrolmentCode& code, Time now);
    void putAway();

private:
    QLabel* m_text;
    QLabel* m_code;
};

} // namespace countersign::ui
