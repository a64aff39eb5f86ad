#pragma once

#include "server/operations/Metrics.h"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

namespace countersign::server {

[[nodiscard]] const prometheus::Histogram::BucketBoundaries& durationBuckets();

/// Every metric that there is, with its name and help: the list that README.md refers to.
struct Metrics::Families
{
    using Counters = prometheus::Family<prometheus::Counter>;
    using Gauges = prometheus::Family<prometheus::Gauge>;
    using Histograms = prometheus::Family<prometheus::Histogram>;

    Families();

    prometheus::Registry registry; // first: all others live in it
    Counters& requests;
    Histograms& durations;
    Counters& signIns;
    Counters& tickets;
    Counters& faults;
    Counters& refusals;
    prometheus::Counter& tookIn;
    prometheus::Counter& delivered;
    prometheus::Histogram& commits;
    prometheus::Histogram& batches;
    prometheus::Gauge& sessions;
    prometheus::Gauge& transfers;
    prometheus::Gauge& waiting;
    Gauges& jobs;
    Gauges& logEntries;
    Gauges& logPublished;
    Gauges& logUnpublished;
    Gauges& checkpointAge;
};

} // namespace countersign::server
