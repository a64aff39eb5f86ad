#pragma once

#include "server/http/Http.h"
#include "trialsource/Fault.h"

/// How single faults change what a source says of its files, and what is in them.
namespace countersign::trialsource {

/// A fault of the manifest's own; others leave it as it is.
void changeManifest(const Fault& fault, std::string& manifest);
/// What the manifest has to say so that faults of files which are none are announced.
void announce(const std::vector<Fault>& faults, std::string& manifest);
/// A fault of a file's content; others leave it as it is. `path` names the type: `…/1.Patient.ndjson`.
void changeFile(const Fault& fault, const std::string& path, http::Response& response);

} // namespace countersign::trialsource
