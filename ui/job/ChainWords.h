#pragma once

#include "client/ExportView.h"

namespace countersign::ui {

/// What of an export does not hold, whose statement that is and why; empty where everything does.
[[nodiscard]] QString chainSentence(const client::ExportView& view);
/// The same of one link, which does not hold.
[[nodiscard]] QString linkSentence(const client::ExportView& view, const trust::LinkCheck& link);
/// Why it was not fetched: the chain's own sentence where that was why, else the error's.
[[nodiscard]] QString refusalSentence(const client::ExportView* view, const Error& error);
/// Why nothing was decided on it: what is wrong with the request or release itself where that was why, else
/// the error's, which is about the one who was to decide.
[[nodiscard]] QString undecidedSentence(const client::ExportView* view, const Error& error);
/// Why a signature does not count.
[[nodiscard]] QString signatureSentence(const client::SignatureView& signature);

} // namespace countersign::ui
