#include "fuzz/Fuzz.h"

#include "server/source/SourceManifest.h"
#include "server/source/SourceProgress.h"
#include "server/source/SourceRefusal.h"
#include "server/source/SourceUrl.h"

/// What a FHIR server answers: manifests, progress, refusals, waiting times, addresses.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace countersign;
    const auto text = fuzz::textOf(data, size);
    if (const auto manifest = server::parseSourceManifest(text))
        for (const auto& file : manifest->files) {
            fuzz::require(server::isResourceType(file.type), "a type may stand in a file name");
            fuzz::require(server::originOf(file.url).has_value(), "a file's address is https");
        }
    const auto progress = server::progressOf(text);
    fuzz::require(progress.size() <= 40 && progress.find_first_not_of("0123456789% of") == std::string::npos,
                  "progress is numbers in words of ours");
    if (const auto wait = server::retryAfter(text, std::chrono::sys_seconds(std::chrono::hours(500000))))
        fuzz::require(*wait >= std::chrono::seconds(1) && *wait <= std::chrono::minutes(10),
                      "a wait is bounded");
    fuzz::require(server::plainExcerpt(text).size() <= 200, "an excerpt is short");
    fuzz::require(server::reasonCode(text).find_first_of(" \n<>\"") == std::string::npos,
                  "a reason is one word");
    if (const auto url = server::resolvedUrl("https://source.test/fhir/Patient", std::string(text)))
        fuzz::require(server::originOf(*url).has_value(), "a resolved address is https");
    return 0;
}
