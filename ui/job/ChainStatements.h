#pragma once

#include "client/ExportView.h"

#include <QWidget>

namespace countersign::ui {

/// What a link of the chain stands for: what is wrong with it, if anything, and each statement that it rests
/// on, with whose signature and the signed bytes.
[[nodiscard]] QWidget* chainStatements(const client::ExportView& view, trust::Link link, Time now,
                                       bool logHolds);

} // namespace countersign::ui
