import Evaluation

/// The few figures that a reader wants first, each only where the run measured it.
struct Headline {
    let record: RunRecord

    func table() -> TextTable {
        var table = TextTable(["what", "figure", "spread or interval"], numeric: [1])
        fastest(into: &table)
        LatencyTables(record).headline(into: &table)
        growth(into: &table)
        accuracy(into: &table)
        kernels(into: &table)
        return table
    }

    private func fastest(into table: inout TextTable) {
        let series = record.throughputSeries.filter { $0.factors.source == "generated" }
        var seen: [String] = []
        for one in series {
            let key = "\(one.factors.scenario), \(one.factors.coherence)"
            guard !seen.contains(key) else { continue }
            seen.append(key)
            let alike = Self.usualShape(
                series.filter {
                    $0.factors.scenario == one.factors.scenario
                        && $0.factors.coherence == one.factors.coherence
                })
            for threads in Set(alike.map(\.factors.concurrency)).sorted() {
                let own = alike.filter { $0.factors.concurrency == threads }
                let trusted = own.filter(\.isTrusted)
                let best = (trusted.isEmpty ? own : trusted).max { $0.median < $1.median }
                guard let best else { continue }
                table.rows.append([
                    "\(key): fastest on \(threads) thread\(threads == 1 ? "" : "s") "
                        + "(\(best.factors.backend), d \(best.factors.dimension), window "
                        + "\(best.factors.window), buffer \(Format.whole(best.factors.bufferSize)))",
                    Format.whole(best.median) + " vectors/s",
                    "\(Format.whole(best.low))–\(Format.whole(best.high))"
                        + (best.isTrusted ? "" : "; not to be trusted: \(best.doubts.first ?? "")"),
                ])
            }
        }
    }

    /// The series of the dimension and window that most of them have: a short vector's speed is not a long
    /// one's.
    private static func usualShape(_ series: [ThroughputSeries]) -> [ThroughputSeries] {
        func shape(_ one: ThroughputSeries) -> [String] { ["\(one.factors.dimension)", one.factors.window] }
        let shapes = Facets.distinct(series.map(shape))
        let usual = shapes.max { left, right in
            series.filter { shape($0) == left }.count < series.filter { shape($0) == right }.count
        }
        return series.filter { shape($0) == usual }
    }

    private func growth(into table: inout TextTable) {
        for growth in record.costGrowth {
            table.rows.append([
                "\(growth.scenario), \(growth.coherence), \(growth.backend): cost of a vector, "
                    + "\(Format.whole(growth.longVectors)) against \(Format.whole(growth.shortVectors))",
                Format.decimal(growth.ratio) + "×", "1 is no growth",
            ])
        }
        for growth in record.memoryGrowth {
            table.rows.append([
                "\(growth.scenario), \(growth.coherence), \(growth.backend): peak memory, "
                    + "\(Format.whole(growth.longVectors)) against \(Format.whole(growth.shortVectors))",
                Format.decimal(growth.ratio) + "×",
                "\(Format.bytes(Int(growth.short))) to \(Format.bytes(Int(growth.long)))",
            ])
        }
    }

    private func accuracy(into table: inout TextTable) {
        let detectors = record.accuracy.map(\.detector).reduce(into: [String]()) {
            if !$0.contains($1) { $0.append($1) }
        }
        let contest = DetectorContest(record.accuracy)
        if contest.cells > 0 {
            table.rows.append([
                "cells in which another detector does better than \(contest.detector)",
                "\(contest.wins.count) of \(contest.cells)",
                "\(contest.wins.count(where: \.isClear)) with intervals apart",
            ])
        }
        // One setting each: what a sweep varied is in the tables.
        let chosen = AccuracySelection.oneSetting(record.accuracy)
        for detector in detectors {
            let rows = chosen.filter { $0.detector == detector }
            for strength in ["strong", "medium", "weak"] {
                let typed = rows.filter {
                    $0.strength == strength && $0.patternType != "any" && $0.events > 0
                }
                guard !typed.isEmpty else { continue }
                let mean = typed.compactMap(\.f1).reduce(0, +) / Double(typed.count)
                let untyped = rows.filter { $0.strength == strength && $0.patternType == "any" }
                    .compactMap(\.f1)
                let scenarios = Set(typed.map(\.scenario)).count
                table.rows.append([
                    "\(detector): mean typed F1, \(strength), "
                        + "\(scenarios) scenario\(scenarios == 1 ? "" : "s")",
                    Format.decimal(mean),
                    untyped.isEmpty
                        ? "" : "untyped \(Format.decimal(untyped.reduce(0, +) / Double(untyped.count)))",
                ])
            }
            for row in rows where row.strength == "none" && row.patternType == "any" {
                table.rows.append([
                    "\(detector): false alarms in 1000 blocks of \(row.scenario)",
                    Format.decimal(row.falseAlarmsPer1000Blocks),
                    "\(Format.decimal(row.falseAlarmsLow))–\(Format.decimal(row.falseAlarmsHigh))",
                ])
            }
        }
    }

    private func kernels(into table: inout TextTable) {
        let isa = record.environment.isa
        for operation in ["inner_products", "similar_pairs", "self_similar_pairs"] {
            let rows = record.backends.filter {
                $0.operation == operation && $0.backend == "simd" && $0.isa == isa
                    && $0.ratioToBlas != nil
            }
            guard let worst = rows.min(by: { ($0.ratioToBlas ?? 0) < ($1.ratioToBlas ?? 0) }),
                let best = rows.max(by: { ($0.ratioToBlas ?? 0) < ($1.ratioToBlas ?? 0) })
            else { continue }
            table.rows.append([
                "\(operation): simd (\(isa)) over BLAS at its best, \(rows.count) shapes",
                "\(Format.decimal(worst.ratioToBlas))–\(Format.decimal(best.ratioToBlas))×",
                "worst at batch \(worst.batch): \(Format.decimal(worst.ratioLow))–"
                    + Format.decimal(worst.ratioHigh),
            ])
        }
    }
}
