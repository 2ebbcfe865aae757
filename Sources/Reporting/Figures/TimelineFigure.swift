import Evaluation

/// One stream: its coherence block by block, what was planted and what was said.
enum TimelineFigure {
    static func make(_ record: RunRecord) -> Figure? {
        let streams = Facets.distinct(record.timeline.map { Stream($0) })
        let marksOf = { (stream: Stream) in record.marks.filter { Stream($0) == stream } }
        // The richest stream; of equals the first, so that the first detector is shown.
        var chosen: (stream: Stream, marks: [MarkRow], richness: [Int])?
        for stream in streams {
            let marks = marksOf(stream)
            let planted = marks.filter { $0.kind == "planted" }
            let richness = [
                Set(planted.map(\.patternType)).count, planted.count,
                marks.filter { $0.outcome == "true" }.count,
            ]
            if let now = chosen, !now.richness.lexicographicallyPrecedes(richness) { continue }
            chosen = (stream, marks, richness)
        }
        guard let chosen else { return nil }
        let blocks = record.timeline.filter { Stream($0) == chosen.stream && $0.meanSimilarity != nil }
            .sorted { $0.block < $1.block }
        guard let first = blocks.first, let last = blocks.last, first.block < last.block else { return nil }
        return draw(chosen.stream, chosen.marks, blocks, count: streams.count)
    }

    private struct Stream: Hashable {
        var scenario: String
        var detector: String
        var seed: UInt64

        init(_ row: TimelineRow) {
            scenario = row.scenario
            detector = row.detector
            seed = row.seed
        }

        init(_ row: MarkRow) {
            scenario = row.scenario
            detector = row.detector
            seed = row.seed
        }
    }

    private static func draw(
        _ stream: Stream, _ marks: [MarkRow], _ blocks: [TimelineRow], count: Int
    ) -> Figure {
        let planted = marks.filter { $0.kind == "planted" }
        let detected = marks.filter { $0.kind == "detected" }
        let found = planted.filter { $0.outcome == "found" }.count
        let wrong = detected.filter { $0.outcome == "false" }.count
        let values = blocks.compactMap(\.meanSimilarity)
        let low = values.min() ?? 0
        let high = values.max() ?? 1
        let firstBlock = Double(blocks.first?.block ?? 0)
        let lastBlock = Double(blocks.last?.block ?? 1)
        var figure = Figure(
            name: "timeline", title: "One stream: \(stream.scenario), seed \(stream.seed)",
            reading: "\(stream.detector) finds \(found) of \(planted.count) planted "
                + "change\(planted.count == 1 ? "" : "s") with "
                + "\(wrong == 0 ? "no" : "\(wrong)") false alarm\(wrong == 1 ? "" : "s"), over "
                + "\(Format.whole(blocks.count)) blocks; the window’s mean similarity lies between "
                + "\(Format.decimal(low, 3)) and \(Format.decimal(high, 3)).",
            caption: "Above, the mean similarity of the window’s pairs, grey while the detector learns. "
                + "Below, a lane a type: bars are planted changes (a bar without an end lasts), marks are "
                + "alarms. Neutral alarms count neither way: an end of a change, or what a cascade does to "
                + "its domains on its way."
                + (count > 1 ? " The other \(count - 1) streams are in timeline.csv and marks.csv." : ""),
            sources: ["timeline.csv", "marks.csv"], height: (0, 0))
        let keys = ["planted, found", "planted, missed", "alarm, true", "alarm, false", "alarm, neutral"]
        let key = FigureKey(keys)
        let lanes = Facets.distinct(marks.map(\.patternType))
        let laneHeight = max(lanes.count, 1) * 26
        figure.height = (key.height.wide + 200 + laneHeight + 60, key.height.narrow + 190 + laneHeight + 60)

        var learning = FigureData(["block", "mean_similarity"])
        var monitored = FigureData(["block", "mean_similarity"])
        for row in blocks {
            let value = row.meanSimilarity ?? .nan
            learning.append([Double(row.block), value])
            // A gap in the upper line where the detector was learning.
            monitored.append([Double(row.block), row.monitored ? value : .nan])
        }
        let margin = max((high - low) * 0.12, 1e-4)
        let ticks = FigureAxes.linear(from: low, to: high + margin, count: 3)
        let learningBlock = figure.add(learning)
        let monitoredBlock = figure.add(monitored)
        let bars = [true, false].map { wasFound -> String in
            var data = FigureData(["block", "lane", "end_block"])
            for mark in planted where (mark.outcome == "found") == wasFound {
                let lane = Double(lanes.firstIndex(of: mark.patternType) ?? 0)
                let end =
                    mark.patternType == "anomalousNode"
                    ? Double(mark.block) : mark.endBlock.map(Double.init) ?? lastBlock
                data.append([Double(mark.block), lane, max(end, Double(mark.block) + lastBlock / 250)])
            }
            return figure.add(data)
        }
        let outcomes = ["true", "false", "neutral"]
        let alarms = outcomes.map { outcome -> String in
            var data = FigureData(["block", "lane"])
            for mark in detected where mark.outcome == outcome {
                data.append([Double(mark.block), Double(lanes.firstIndex(of: mark.patternType) ?? 0)])
            }
            return figure.add(data)
        }
        let onsets = planted.enumerated().map { place, mark in
            "set arrow \(place + 1) from \(mark.block), graph 0 to \(mark.block), graph 1 nohead back lw 1 dt 3 "
                + "lc rgb \(FigureColour.axis.gnuplot)"
        }
        let colours: [FigureColour] = [.green, .orange, .blue, .orange, .slate]
        let points = [7, 2, 6]
        var lower: [String] = []
        for (place, block) in bars.enumerated() {
            lower.append(
                "\(block) using 1:2:1:3:($2-0.3):($2+0.3) with boxxyerror lc rgb "
                    + "\(colours[place].gnuplot) fs solid 0.28 border lc rgb \(colours[place].gnuplot) notitle"
            )
        }
        for (place, block) in alarms.enumerated() {
            lower.append(
                "\(block) using 1:2 with points pt \(points[place]) ps 0.85 lw 2 lc rgb "
                    + "\(colours[place + 2].gnuplot) notitle")
        }
        var upper = [
            "\(learningBlock) using 1:2 with lines lw 1.5 lc rgb \(FigureColour.axis.gnuplot) notitle",
            "\(monitoredBlock) using 1:2 with lines lw 1.5 lc rgb \(FigureColour.ink.gnuplot) notitle",
        ]
        for place in 0..<2 {
            upper.append(
                "NaN with boxes lc rgb \(colours[place].gnuplot) fs solid 0.28 border lc rgb "
                    + "\(colours[place].gnuplot) title "
                    + GnuplotText.quoted(keys[place]))
        }
        for place in 0..<3 {
            upper.append(
                "NaN with points pt \(points[place]) ps 0.85 lw 2 lc rgb \(colours[place + 2].gnuplot) title "
                    + GnuplotText.quoted(keys[place + 2]))
        }
        let split = "(\(laneHeight) + 74.)/H"
        figure.script =
            [
                key.line, "set multiplot", "set lmargin at screen 112./W", "set rmargin at screen 1 - 16./W",
                "set tmargin at screen 1 - \(key.topMargin)/real(H)", "set bmargin at screen \(split)",
                "set xrange [\(firstBlock):\(lastBlock)]", "set yrange [\(low - margin):\(high + margin)]",
                FigureAxes.ticks("x", [(firstBlock, "")]), FigureAxes.ticks("y", at: ticks),
                FigureAxes.grid("ytics"),
                FigureAxes.verticalTitle("mean similarity of the window"),
            ] + onsets + [
                "plot " + upper.joined(separator: ", \\\n     "),
                "unset key", "unset label 90", "unset grid",
                "set tmargin at screen (\(laneHeight) + 52.)/H", "set bmargin at screen 52./H",
                "set yrange [\(Double(max(lanes.count, 1)) - 0.5):-0.5]",
                FigureAxes.ticks("y", lanes.enumerated().map { (Double($0.offset), $0.element) }),
                FigureAxes.ticks(
                    "x", at: FigureAxes.linear(from: firstBlock, to: lastBlock, count: 6)),
                FigureAxes.horizontalTitle("block of the stream"),
                "plot " + lower.joined(separator: ", \\\n     "), "unset multiplot",
            ]
        return figure
    }
}
