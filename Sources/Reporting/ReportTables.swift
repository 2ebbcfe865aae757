import Evaluation

/// The tables of a report, from a run's rows.
struct ReportTables {
    let record: RunRecord

    /// Vectors a second by factors, over repeats.
    func throughput() -> TextTable {
        var table = TextTable(
            [
                "scenario", "coherence", "backend", "threads", "buffer", "batch", "vectors", "vectors/s",
                "min–max", "µs CPU/vector", "of peak", "waits", "peak buffer", "peak memory",
            ], numeric: Set(3...13))
        for series in record.throughputSeries where series.factors.source == "generated" {
            let row = series.factors
            table.rows.append([
                row.scenario, row.coherence, row.backend, "\(row.concurrency)",
                Format.whole(row.bufferSize), "\(row.batchSize)", Format.whole(row.vectors),
                Format.whole(series.median), "\(Format.whole(series.low))–\(Format.whole(series.high))",
                Format.decimal(series.processorSecondsPerVector * 1e6, 1),
                Format.percent(series.peakFraction), Format.whole(series.backpressureEvents),
                Format.whole(series.peakBuffer), Format.bytes(series.peakRssBytes),
            ])
        }
        return table
    }

    /// Series that differ in one factor alone, side by side.
    func ratios() -> TextTable {
        var table = TextTable(
            [
                "scenario", "coherence", "against each other", "threads", "backend", "buffer", "batch",
                "vectors", "speed ratio", "95 %", "p",
            ], numeric: [3, 5, 6, 7, 8, 9, 10])
        for ratio in record.throughputRatios {
            let row = ratio.factors
            let isThreads = ratio.factor == "concurrency"
            table.rows.append([
                row.scenario, row.coherence,
                isThreads
                    ? "\(ratio.value) threads over \(ratio.against)" : "\(ratio.value) over \(ratio.against)",
                "\(row.concurrency)", row.backend, Format.whole(row.bufferSize), "\(row.batchSize)",
                Format.whole(row.vectors), Format.decimal(ratio.ratio) + "×",
                "\(Format.decimal(ratio.low))–\(Format.decimal(ratio.high))", Format.small(ratio.pValue),
            ])
        }
        return table
    }

    /// Peak memory by the stream's length.
    func memory() -> TextTable {
        var table = TextTable(
            ["scenario", "backend", "coherence", "vectors", "peak memory", "against the shortest"],
            numeric: [3, 4, 5])
        let streamed = record.throughputSeries.filter { $0.factors.source == "streamed" }
        for series in streamed {
            let growth = record.memoryGrowth.first {
                $0.scenario == series.factors.scenario && $0.backend == series.factors.backend
                    && $0.coherence == series.factors.coherence
            }
            let ratio = growth.flatMap { growth in
                series.peakRssBytes.map { Double($0) / growth.short }
            }
            table.rows.append([
                series.factors.scenario, series.factors.backend, series.factors.coherence,
                Format.whole(series.factors.vectors), Format.bytes(series.peakRssBytes),
                ratio.map { Format.decimal($0) + "×" } ?? "–",
            ])
        }
        return table
    }

    /// Detection of what was planted: a row for each scenario, detector and type, a column a strength.
    func accuracy() -> TextTable {
        let planted = record.accuracy.filter { $0.events > 0 }
        let words = ["strong", "medium", "weak"]
        let others = Set(planted.map(\.strength)).subtracting(words).sorted()
        let strengths = words.filter { word in planted.contains { $0.strength == word } } + others
        let settings = AccuracySelection.settings(planted)
        let columns = ["scenario", "detector"] + (settings.isEmpty ? [] : ["setting"]) + ["type"]
        var table = TextTable(
            columns + strengths + ["events", "false", "false/1000 blocks"],
            numeric: Set(columns.count..<(columns.count + 3 + strengths.count)))
        for name in Facets.distinct(planted.map({ Self.identity($0, settings) })) {
            let alike = planted.filter { Self.identity($0, settings) == name }
            let blocks = alike.reduce(0) { $0 + $1.monitoredBlocks }
            let falseAlarms = alike.reduce(0) { $0 + $1.falsePositives }
            let rate = blocks == 0 ? nil : Double(falseAlarms) / Double(blocks) * 1000
            let cells = strengths.map { strength in
                alike.first { $0.strength == strength }.map(Self.cell) ?? ""
            }
            let events = alike.reduce(0) { $0 + $1.events }
            table.rows.append(name + cells + ["\(events)", "\(falseAlarms)", Format.decimal(rate)])
        }
        return table
    }

    /// The cells that another detector than the default wins.
    func lostCells() -> TextTable {
        let contest = DetectorContest(record.accuracy)
        let settings = AccuracySelection.settings(record.accuracy)
        let columns = ["scenario"] + (settings.isEmpty ? [] : ["setting"]) + ["type", "strength", "measure"]
        var table = TextTable(
            columns + [contest.detector, "best of the others", "by", "intervals apart"],
            numeric: Set(columns.count..<(columns.count + 2)))
        for win in contest.wins {
            func text(_ row: AccuracyRow) -> String {
                switch win.measure {
                case .f1:
                    Format.decimal(row.f1)
                        + " (\(Format.decimal(row.f1Low))–\(Format.decimal(row.f1High)))"
                case .falseAlarms:
                    Format.decimal(row.falseAlarmsPer1000Blocks)
                        + " (\(Format.decimal(row.falseAlarmsLow))–\(Format.decimal(row.falseAlarmsHigh)))"
                }
            }
            let setting = settings.isEmpty ? [] : [settings[win.own.factors] ?? ""]
            table.rows.append(
                [win.own.scenario] + setting + [
                    win.own.patternType, win.own.strength, win.measure.rawValue, text(win.own),
                    text(win.other), win.other.detector, win.isClear ? "yes" : "no",
                ])
        }
        return table
    }

    /// How many cells another detector wins.
    static func contestSentence(_ contest: DetectorContest) -> String {
        let clear = contest.wins.count(where: \.isClear)
        return "Another detector does better than \(contest.detector) in \(contest.wins.count) of the "
            + "\(contest.cells) cells that both were measured on (a scenario, its settings, a type and a "
            + "strength), in \(clear) of them by more than the 95 % intervals' width. Where nothing was "
            + "planted, fewer false alarms win, however few were asked for."
    }

    /// What a row of the accuracy table stands for.
    private static func identity(_ row: AccuracyRow, _ settings: [AccuracyRow.Factors: String]) -> [String] {
        [row.scenario, row.detector] + (settings[row.factors].map { [$0] } ?? []) + [row.patternType]
    }

    /// F1 with its interval, and the mean delay.
    private static func cell(_ row: AccuracyRow) -> String {
        var text = Format.decimal(row.f1)
        if row.f1Low != nil { text += " (\(Format.decimal(row.f1Low))–\(Format.decimal(row.f1High)))" }
        if row.delayMeanBlocks != nil { text += " +\(Format.decimal(row.delayMeanBlocks, 1))" }
        return text
    }

    /// False alarms on streams without a change, with their exact interval.
    func falseAlarms() -> TextTable {
        let rows = record.accuracy.filter { $0.strength == "none" && $0.patternType == "any" }
        let settings = AccuracySelection.settings(rows)
        let columns = ["scenario", "detector"] + (settings.isEmpty ? [] : ["setting"])
        var table = TextTable(
            columns + ["monitored blocks", "false alarms", "per 1000 blocks", "95 %"],
            numeric: Set(columns.count..<(columns.count + 4)))
        for row in rows {
            let name = [row.scenario, row.detector] + (settings[row.factors].map { [$0] } ?? [])
            table.rows.append(
                name + [
                    Format.whole(row.monitoredBlocks), "\(row.falsePositives)",
                    Format.decimal(row.falseAlarmsPer1000Blocks),
                    "\(Format.decimal(row.falseAlarmsLow))–\(Format.decimal(row.falseAlarmsHigh))",
                ])
        }
        return table
    }

    /// How often channels reject without a change.
    func calibration() -> TextTable {
        var table = TextTable(
            [
                "scenario", "detector", "channel", "blocks", "at .05", "at .01", "at .001", "KS distance",
                "KS p",
            ], numeric: Set(3...8))
        for row in record.calibration where row.alpha == 0.05 {
            func rate(_ alpha: Double) -> String {
                let other = record.calibration.first {
                    $0.scenario == row.scenario && $0.detector == row.detector
                        && $0.patternType == row.patternType && $0.alpha == alpha
                }
                return Format.decimal(other?.observedRate, 4)
            }
            table.rows.append([
                row.scenario, row.detector, row.patternType, Format.whole(row.blocks), rate(0.05), rate(0.01),
                rate(0.001), Format.decimal(row.ksStatistic, 3), Format.small(row.ksP),
            ])
        }
        return table
    }

    /// Edges of cascades.
    func cascade() -> TextTable {
        var table = TextTable(
            [
                "scenario", "detector", "strength", "edges", "precision", "recall", "F1", "lag error",
                "family-wise error",
            ],
            numeric: Set(3...8))
        for row in record.cascade {
            table.rows.append([
                row.scenario, row.detector, row.strength, "\(row.edges)", Format.decimal(row.edgePrecision),
                Format.decimal(row.edgeRecall), Format.decimal(row.edgeF1),
                Format.decimal(row.lagErrorMeanBlocks), Format.decimal(row.familyWiseError),
            ])
        }
        return table
    }

    /// Kernels against BLAS.
    func backends() -> TextTable {
        var table = TextTable(
            [
                "operation", "window", "d", "batch", "backend", "isa", "GFLOP/s", "of peak", "× BLAS",
                "95 %", "p", "max difference",
            ], numeric: [1, 2, 3, 6, 7, 8, 9, 10, 11])
        for row in record.backends {
            table.rows.append([
                row.operation, "\(row.window)", "\(row.dimension)", "\(row.batch)", row.backend, row.isa,
                Format.decimal(row.gflopsMedian, 1), Format.percent(row.peakFraction),
                Format.decimal(row.ratioToBlas),
                row.ratioLow == nil
                    ? "–" : "\(Format.decimal(row.ratioLow))–\(Format.decimal(row.ratioHigh))",
                Format.small(row.pValue), Format.small(row.maxAbsDifference),
            ])
        }
        return table
    }
}
