import Evaluation

/// A figure that a reader wants first: what it is, its spread, and what it means.
struct KeyFigure {
    var label: String
    var value: String
    var unit: String
    var spread: String
    var meaning: String
}

/// The key figures of a run, each only where the run measured it.
struct KeyFigures {
    let record: RunRecord

    var all: [KeyFigure] {
        speed + latency + kernels + detection + falseAlarms + growth
    }

    private var speed: [KeyFigure] {
        let series = record.throughputSeries.filter {
            $0.factors.source == "generated" && $0.median > 0 && $0.isTrusted
        }
        guard let best = series.max(by: { $0.median < $1.median }) else { return [] }
        var figures = [
            KeyFigure(
                label: "Fastest throughput", value: Format.whole(best.median), unit: "vectors/s",
                spread: spread(best),
                meaning: "\(ThroughputFigure.name(best)); d \(best.factors.dimension), end to end, the last "
                    + "pattern included.")
        ]
        // The hardest cell, where one is another stream or depth than the best.
        let hardest = Facets.distinct(series.map { [$0.factors.scenario, $0.factors.coherence] })
            .compactMap { key in
                series.filter { [$0.factors.scenario, $0.factors.coherence] == key }
                    .max { $0.median < $1.median }
            }.min { $0.median < $1.median }
        if let hardest, hardest.factors != best.factors {
            figures.append(
                KeyFigure(
                    label: "Hardest stream, at its best setting", value: Format.whole(hardest.median),
                    unit: "vectors/s", spread: spread(hardest),
                    meaning: ThroughputFigure.name(hardest) + "."))
        }
        return figures
    }

    private func spread(_ series: ThroughputSeries) -> String {
        series.repeats > 1
            ? "95 %: \(Format.whole(series.intervalLow))–\(Format.whole(series.intervalHigh)), "
                + "\(series.repeats) repeats"
            : "one repeat, no spread"
    }

    private var latency: [KeyFigure] {
        let rates = record.sustainableRates.filter { $0.median > 0 }
        var figures: [KeyFigure] = []
        if let best = rates.max(by: { $0.median < $1.median }) {
            let row = best.factors
            figures.append(
                KeyFigure(
                    label: "Highest sustained rate", value: Format.whole(best.median), unit: "vectors/s",
                    spread: best.repeats > 1
                        ? "\(Format.whole(best.low))–\(Format.whole(best.high)), \(best.repeats) searches"
                        : "one search, no spread",
                    meaning: "\(row.scenario), \(row.backend), \(row.concurrency) "
                        + "thread\(row.concurrency == 1 ? "" : "s"), \(row.schedule) arrivals: the fastest "
                        + "that meets the latency target without a growing backlog."))
        }
        let curve = LatencyCurve.of(record, kind: "curve").first { curve in
            curve.points.contains { $0.isSustained && $0.isValid && $0.percentiles[2] != nil }
        }
        let held = curve?.points.last { $0.isSustained && $0.isValid && $0.percentiles[2] != nil }
        if let held, let curve {
            figures.append(
                KeyFigure(
                    label: "p99 latency at \(Format.whole(held.offered)) vectors/s",
                    value: Format.latency(held.percentiles[2]), unit: "",
                    spread: "median \(Format.latency(held.percentiles[0])), "
                        + "\(Format.whole(held.samples)) samples",
                    meaning: "From the intended arrival until all that was due is done; "
                        + "\(curve.factors.scenario), \(curve.factors.schedule) arrivals."))
        }
        return figures
    }

    private var kernels: [KeyFigure] {
        let rows = record.backends.filter {
            $0.backend == "simd" && $0.isa == record.environment.isa && ($0.ratioToBlas ?? 0) > 0
        }
        let ratios = rows.compactMap(\.ratioToBlas)
        guard let median = Quantiles.median(ratios), let low = ratios.min(), let high = ratios.max() else {
            return []
        }
        let ahead = rows.filter { ($0.ratioLow ?? 0) > 1 }.count
        let behind = rows.filter { ($0.ratioHigh ?? 1) < 1 }.count
        return [
            KeyFigure(
                label: "simd kernels over BLAS at its best", value: Format.decimal(median) + "×",
                unit: "median",
                spread: "\(Format.decimal(low))–\(Format.decimal(high))× over "
                    + "\(rows.count) shape\(rows.count == 1 ? "" : "s")",
                meaning: "Faster beyond the interval at \(ahead) of them, slower at \(behind).")
        ]
    }

    private var detection: [KeyFigure] {
        let rows = AccuracySelection.typed(record).filter { $0.f1 != nil }
        return Facets.distinct(rows.map(\.detector)).compactMap { detector in
            let own = rows.filter { $0.detector == detector }
            let means = Facets.distinct(own.map(\.strength)).sorted(by: AccuracyFigure.order).map {
                strength -> (String, Double) in
                let values = own.filter { $0.strength == strength }.compactMap(\.f1)
                return (strength, values.reduce(0, +) / Double(values.count))
            }
            guard let first = means.first else { return nil }
            let rest = means.dropFirst().map { "\($0.0) \(Format.decimal($0.1))" }.joined(separator: ", ")
            let delays = own.filter { $0.strength == first.0 }.compactMap(\.delayMeanBlocks)
            let types = Set(own.map(\.patternType)).count
            return KeyFigure(
                label: "Mean F1 of \(detector), \(first.0) changes", value: Format.decimal(first.1), unit: "",
                spread: rest.isEmpty ? "\(own.count) rows" : rest,
                meaning: "\(types) type\(types == 1 ? "" : "s") of change, a wrong type counted as wrong."
                    + (delays.isEmpty
                        ? ""
                        : " Found \(Format.decimal(delays.reduce(0, +) / Double(delays.count), 1)) blocks after "
                            + "it begins, on average."))
        }
    }

    private var falseAlarms: [KeyFigure] {
        let rows = AccuracySelection.oneSetting(record.accuracy)
            .filter { $0.strength == "none" && $0.patternType == "any" && $0.monitoredBlocks > 0 }
        return Facets.distinct(rows.map(\.detector)).prefix(2).compactMap { detector in
            guard let row = rows.first(where: { $0.detector == detector }) else { return nil }
            return KeyFigure(
                label: "False alarms of \(detector) in 1000 blocks",
                value: Format.decimal(row.falseAlarmsPer1000Blocks), unit: "",
                spread: "95 %: \(Format.decimal(row.falseAlarmsLow))–\(Format.decimal(row.falseAlarmsHigh))",
                meaning: "On \(row.scenario), where nothing changes: \(row.falsePositives) in "
                    + "\(Format.whole(row.monitoredBlocks)) monitored blocks.")
        }
    }

    private var growth: [KeyFigure] {
        var figures: [KeyFigure] = []
        if let cost = record.costGrowth.max(by: { $0.ratio < $1.ratio }) {
            figures.append(
                KeyFigure(
                    label: "Cost of a vector in a long stream", value: Format.decimal(cost.ratio) + "×",
                    unit: "of a short one",
                    spread: "\(Format.whole(cost.longVectors)) against "
                        + "\(Format.whole(cost.shortVectors)) vectors",
                    meaning: "1 is a cost that does not grow with the stream (\(cost.scenario), "
                        + "\(cost.backend))."))
        }
        if let memory = record.memoryGrowth.max(by: { $0.ratio < $1.ratio }) {
            figures.append(
                KeyFigure(
                    label: "Peak memory of a long stream", value: Format.decimal(memory.ratio) + "×",
                    unit: "of a short one",
                    spread: "\(Format.bytes(Int(memory.short))) to "
                        + Format.bytes(Int(memory.long)),
                    meaning: "\(Format.whole(memory.longVectors)) against "
                        + "\(Format.whole(memory.shortVectors)) vectors: 1 is memory that does not grow."))
        }
        return figures
    }
}
