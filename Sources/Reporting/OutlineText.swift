import Evaluation

/// The plan of a run as text for a terminal.
public enum OutlineText {
    /// A table of the experiments with their cells, factors and estimated times.
    public static func render(_ outline: RunOutline) -> String {
        var table = TextTable(["experiment", "cells", "about", "factors"], numeric: [1, 2])
        for item in outline.experiments {
            // A factor that does not vary tells nothing apart.
            let factors = item.factors.filter {
                $0.values.count > 1 || $0.values.contains { $0.contains("…") }
            }
            let text = factors.map { "\($0.key): \($0.values.joined(separator: ", "))" }
            table.rows.append([
                item.kind, Format.whole(item.cells), Format.seconds(item.seconds),
                text.first ?? "",
            ])
            for line in text.dropFirst() { table.rows.append(["", "", "", line]) }
        }
        let cells = outline.experiments.reduce(0) { $0 + $1.cells }
        let part = outline.shard.map { ", shard \($0)" } ?? ""
        return
            "\(outline.suite) (\(outline.file)), seed \(outline.seed)\(part): \(Format.whole(cells)) cells, "
            + "about \(Format.seconds(outline.seconds)) on this machine\n\n" + table.terminal()
            + "\nNothing was run.\n"
    }
}
