import Foundation

/// A figure that was drawn, or why it was not.
struct Drawing {
    var figure: Figure
    /// The drawings as gnuplot made them, for wide pages and narrow ones.
    var result: Result<(wide: String, narrow: String), Gnuplot.Failure>

    /// Draws figures, all with one process; where that fails, each with one of its own, so that a figure
    /// that cannot be drawn takes no other with it.
    static func drawings(of figures: [Figure], with gnuplot: Gnuplot) -> [Drawing] {
        guard !figures.isEmpty else { return [] }
        let manager = FileManager.default
        let folder = manager.temporaryDirectory
            .appendingPathComponent("faultline-figures-\(UUID().uuidString)", isDirectory: true)
        defer { try? manager.removeItem(at: folder) }
        do {
            try manager.createDirectory(
                at: folder.appendingPathComponent("figures"), withIntermediateDirectories: true)
            for figure in figures {
                try Data(figure.dataFile.utf8).write(to: folder.appendingPathComponent(figure.dataName))
                try Data(figure.scriptFile.utf8).write(to: folder.appendingPathComponent(figure.scriptName))
            }
        } catch {
            let failure = Gnuplot.Failure.failed("no temporary folder: \(error.localizedDescription)")
            return figures.map { Drawing(figure: $0, result: .failure(failure)) }
        }
        let failure = gnuplot.run(script(figures), in: folder)
        switch failure {
        case .missing?, .tooSlow?:
            return figures.map { collect($0, in: folder, otherwise: failure) }
        case .failed?, nil:
            return figures.map { figure in
                if let drawn = read(figure, in: folder) {
                    return Drawing(figure: figure, result: .success(drawn))
                }
                let own = gnuplot.run(script([figure]), in: folder)
                return collect(figure, in: folder, otherwise: own)
            }
        }
    }

    private static func script(_ figures: [Figure]) -> String {
        figures.map { "narrow = 0\nload '\($0.scriptName)'\nnarrow = 1\nload '\($0.scriptName)'\n" }.joined()
    }

    private static func collect(
        _ figure: Figure, in folder: URL, otherwise failure: Gnuplot.Failure?
    ) -> Drawing {
        if let drawn = read(figure, in: folder) { return Drawing(figure: figure, result: .success(drawn)) }
        return Drawing(
            figure: figure, result: .failure(failure ?? .failed("gnuplot drew nothing")))
    }

    private static func read(_ figure: Figure, in folder: URL) -> (wide: String, narrow: String)? {
        func whole(_ name: String) -> String? {
            guard let text = try? String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8),
                text.contains("</svg>")
            else { return nil }
            return text
        }
        guard let wide = whole(figure.drawingName), let narrow = whole(figure.narrowDrawingName) else {
            return nil
        }
        return (wide, narrow)
    }
}
