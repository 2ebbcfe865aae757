import Evaluation
import Foundation
import Reporting
import Testing

@Suite struct FigureTests {
    private static let names = [
        "throughput", "latency-percentiles", "latency-curve", "buffer", "concurrency", "kernels", "roofline",
        "accuracy", "precision-recall", "run-length", "delays", "calibration", "timeline",
    ]

    private static func files(_ program: String, timeLimit: Double = 20) -> [RenderedFile] {
        RunReport.files(SampleRecord.whole, gnuplot: Gnuplot(program: program, timeLimit: timeLimit))
    }

    private static func content(_ name: String, _ files: [RenderedFile]) -> String {
        files.first { $0.name == name }?.content ?? ""
    }

    /// A program that stands for gnuplot, removed when the test is over.
    private static func withProgram(_ script: String, _ body: (String) throws -> Void) throws {
        let path = FileManager.default.temporaryDirectory
            .appendingPathComponent("faultline-test-\(UUID().uuidString)").path
        try Data(("#!/bin/sh\n" + script + "\n").utf8).write(to: URL(fileURLWithPath: path))
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
        defer { try? FileManager.default.removeItem(atPath: path) }
        try body(path)
    }

    /// Data and scripts are there, drawings are not, and both reports say why.
    private static func expectUndrawn(_ files: [RenderedFile], because reason: String) {
        for name in names {
            #expect(content("figures/\(name).dat", files).contains("# "))
            #expect(content("figures/\(name).gp", files).contains("plot data index"))
        }
        #expect(!files.contains { $0.name.hasSuffix(".svg") })
        let page = content("report.html", files)
        #expect(page.contains("Not drawn: "))
        #expect(page.contains(reason))
        #expect(page.contains("<code>gnuplot figures/throughput.gp</code>"))
        #expect(!page.contains("<svg"))
        let markdown = content("report.md", files)
        #expect(markdown.contains("Figures not drawn (throughput, "))
        #expect(markdown.contains(reason))
    }

    @Test func withoutGnuplotDataAndScriptsAreThere() {
        Self.expectUndrawn(Self.files("/nonexistent/gnuplot"), because: "/nonexistent/gnuplot is no program")
        Self.expectUndrawn(Self.files("no-such-gnuplot"), because: "no-such-gnuplot is not installed")
    }

    @Test func aGnuplotThatFailsIsQuoted() throws {
        try Self.withProgram("echo 'no terminal svg' >&2; exit 3") { path in
            Self.expectUndrawn(Self.files(path), because: "failed: no terminal svg")
        }
    }

    @Test func aGnuplotThatHangsIsEnded() throws {
        try Self.withProgram("exec sleep 60") { path in
            let clock = ContinuousClock()
            let start = clock.now
            Self.expectUndrawn(Self.files(path, timeLimit: 0.2), because: "was ended after")
            #expect(clock.now - start < .seconds(20))
        }
    }

    @Test func aGnuplotThatDrawsNothingIsNoticed() throws {
        try Self.withProgram("exit 0") { path in
            Self.expectUndrawn(Self.files(path), because: "drew nothing")
        }
    }

    /// What stands for gnuplot writes the SVG that gnuplot would, so that the test needs no gnuplot.
    @Test func drawingsAreMadeFitForThePage() throws {
        let svg = """
            <svg viewBox="0 0 860 300"><title>Gnuplot</title><g id="gnuplot_canvas">
            <rect x="0" y="0" width="860" height="300" fill="#ffffff"/>
            <defs><circle id='gpDot' r='0.5'/></defs>
            <g fill="none" color="black">
            </g>
            <g fill="none"><path stroke='rgb(  0, 114, 178)' d='M0,0'/><g fill="rgb(29,33,39)"></g>
            <use xlink:href='#gpDot' color='#FFFFFF'/></g>
            </g></svg>
            """
        let script = """
            for gp in figures/*.gp; do
              name=${gp%.gp}
              cat > $name.svg <<'EOF'
            \(svg)
            EOF
              cp $name.svg $name-narrow.svg
            done
            """
        try Self.withProgram(script) { path in
            let files = Self.files(path)
            let page = Self.content("report.html", files)
            #expect(page.components(separatedBy: "<svg class=\"wide\"").count - 1 == Self.names.count)
            #expect(page.components(separatedBy: "<svg class=\"narrow\"").count - 1 == Self.names.count)
            #expect(page.contains("role=\"img\" aria-label=\"Vectors a second. "))
            #expect(page.contains("stroke='var(--blue,#0072b2)'"))
            #expect(page.contains("fill=\"var(--ink,#1d2127)\""))
            #expect(page.contains("id='throughput-gpDot'") && page.contains("href='#throughput-gpDot'"))
            #expect(!page.contains("id='gpDot'"))
            #expect(!page.contains("Gnuplot</title>"))
            let alone = Self.content("figures/throughput.svg", files)
            #expect(alone.contains("<title id=\"t\">Vectors a second</title>"))
            #expect(alone.contains("<desc id=\"d\">"))
            #expect(alone.contains("prefers-color-scheme:dark"))
        }
    }

    @Test func readingsSayTheMainNumbers() {
        let page = Self.content("report.html", Self.files("/nonexistent/gnuplot"))
        #expect(page.contains("Against 1 thread: blas 1.33× on 2, simd 1.28× on 2."))
        #expect(page.contains("simd (avx2) is faster than BLAS at 4 of 6 shapes, slower at 2"))
        #expect(page.contains("At 40,000 vectors/s offered: p50 "))
        #expect(page.contains("calibrated finds 1 of 1 planted change with 1 false alarm"))
    }

    @Test func gnuplotDrawsEveryFigureWhereItIsInstalled() {
        let files = RunReport.files(SampleRecord.whole, gnuplot: Gnuplot())
        let page = Self.content("report.html", files)
        guard !page.contains("gnuplot is not installed") else { return }
        for name in Self.names {
            let drawing = Self.content("figures/\(name).svg", files)
            #expect(drawing.contains("</svg>"), "\(name)")
            // Every colour is one that the page knows, so that it has one on the dark ground too.
            #expect(!drawing.contains("rgb("), "\(name)")
        }
        #expect(!page.contains("Not drawn"))
    }
}
