#include "server/operations/MetricFamilies.h"

namespace countersign::server {

namespace {

using namespace prometheus;

Family<Counter>& counters(Registry& registry, const char* name, const char* help)
{
    return BuildCounter().Name(std::string("countersign_") + name).Help(help).Register(registry);
}

Family<Gauge>& gauges(Registry& registry, const char* name, const char* help)
{
    return BuildGauge().Name(std::string("countersign_") + name).Help(help).Register(registry);
}

Family<Histogram>& histograms(Registry& registry, const char* name, const char* help)
{
    return BuildHistogram().Name(std::string("countersign_") + name).Help(help).Register(registry);
}

} // namespace

const Histogram::BucketBoundaries& durationBuckets()
{
    static const Histogram::BucketBoundaries seconds{0.001, 0.005, 0.01, 0.025, 0.05, 0.1,
                                                     0.25,  0.5,   1,    2.5,   5,    10};
    return seconds;
}

Metrics::Families::Families()
    : requests(counters(registry, "http_requests_total", "Calls of the admin API that were answered.")),
      durations(histograms(registry, "http_request_duration_seconds",
                           "From a whole request to its answer's head; what streams follows.")),
      signIns(counters(registry, "sign_ins_total",
                       "Steps of signing in by outcome: granted, or the code of the refusal.")),
      tickets(counters(registry, "tickets_total", "Download tickets by what was done with them.")),
      faults(counters(registry, "connection_faults_total",
                      "Connections that failed below HTTP: TLS handshakes, connections given up.")),
      refusals(counters(registry, "http_refused_requests_total",
                        "Requests that a listener refused before any route saw them.")),
      tookIn(counters(registry, "source_received_bytes_total", "Plaintext that sources sent.").Add({})),
      delivered(counters(registry, "delivered_bytes_total", "Ciphertext that was sent to consoles.").Add({})),
      commits(histograms(registry, "store_commit_duration_seconds", "A batch of changes, with its sync.")
                  .Add({}, durationBuckets())),
      batches(histograms(registry, "store_batch_changes", "Changes that were committed together.")
                  .Add({}, Histogram::BucketBoundaries{1, 2, 4, 8, 16, 32, 64, 128, 256})),
      sessions(
          gauges(registry, "sessions_open", "Sessions that stand and were used since the start.").Add({})),
      transfers(gauges(registry, "transfers", "Files that are being sent now.").Add({})),
      waiting(gauges(registry, "store_waiting_changes", "Changes that wait for the writer.").Add({})),
      jobs(gauges(registry, "jobs", "Exports by state.")),
      logEntries(gauges(registry, "log_entries", "Entries of a log on the disk, in whole thousands.")),
      logPublished(gauges(registry, "log_published_entries",
                          "Entries that the newest checkpoint covers, in whole thousands.")),
      logUnpublished(gauges(registry, "log_unpublished_seconds",
                            "How long the oldest entry without a checkpoint has waited; 0: none waits.")),
      checkpointAge(gauges(registry, "checkpoint_age_seconds",
                           "Since the newest checkpoint was signed, or since the start."))
{
    gauges(registry, "build_info", "Which program this is.").Add({{"version", COUNTERSIGN_VERSION}}).Set(1);
}

} // namespace countersign::server
