import Evaluation
import Reporting
import Testing

@Suite struct MarkdownReportTests {
    @Test func theSummaryComesFirstAndEveryPartHasItsTable() {
        let text = MarkdownReport.render(Rows.record, files: ["throughput.csv", "report.md"])
        let headings = text.split(separator: "\n").filter { $0.hasPrefix("## ") }.map(String.init)
        #expect(
            headings == [
                "## Summary", "## Throughput", "## Accuracy", "## Cascades", "## Kernels", "## Environment",
                "## Files",
            ])
        #expect(text.contains("100,000 vectors/s"))
        #expect(text.contains("0.60 (0.25–1.00) +1.5"))
        #expect(text.contains("1.30"))
        #expect(text.contains("- `throughput.csv`: a row for each throughput cell"))
    }

    @Test func whatWasNotMeasuredIsNotThere() {
        var record = Rows.record
        record.throughput = []
        record.cascade = []
        let text = MarkdownReport.render(record, files: [])
        #expect(!text.contains("## Throughput"))
        #expect(!text.contains("## Cascades"))
        #expect(!text.contains("## Memory"))
        let nothing = MarkdownReport.render(
            RunRecord(suite: "empty", suiteFile: "", seed: 0, environment: Rows.environment), files: [])
        #expect(nothing.contains("Nothing was measured."))
    }

    @Test func growthComparesTheLongestWithTheShortest() {
        var record = Rows.record
        var long = Rows.throughput
        long.vectors = 200_000
        long.vectorsPerS = 80_000
        record.throughput.append(long)
        #expect(record.costGrowth.map(\.ratio) == [1.25])
        #expect(record.memoryGrowth.isEmpty)
        var small = Rows.throughput
        small.source = "streamed"
        var big = small
        big.vectors = 1_000_000
        big.peakRssBytes = 96 << 20
        record.throughput += [small, big]
        #expect(record.memoryGrowth.map(\.ratio) == [1.5])
        #expect(RunReport.terminal(record, paths: []).contains("1.50×"))
        #expect(MarkdownReport.render(record, files: []).contains("## Memory"))
    }

    @Test func invalidRowsAreNoPartOfAMedian() {
        var record = Rows.record
        var broken = Rows.throughput
        broken.repeat = 2
        broken.valid = false
        broken.vectorsPerS = 1
        record.throughput.append(broken)
        #expect(record.throughputSeries.map(\.median) == [100_000])
        #expect(record.throughputSeries.map(\.repeats) == [1])
    }

    @Test func theTerminalTableListsPaths() {
        let text = RunReport.terminal(Rows.record, paths: ["results/quick/report.md"])
        #expect(text.contains("  results/quick/report.md\n"))
        #expect(text.split(separator: "\n").allSatisfy { !$0.hasSuffix(" ") })
    }
}

@Suite struct FormatTests {
    @Test(arguments: [(0, "0"), (999, "999"), (1000, "1,000"), (-1_234_567, "−1,234,567")])
    func wholeNumbers(value: Int, text: String) {
        #expect(Format.whole(value) == text)
    }

    @Test(arguments: [(0.0, "0.00"), (-0.001, "0.00"), (-1.5, "−1.50"), (12.3456, "12.35"), (0.05, "0.05")])
    func decimals(value: Double, text: String) {
        #expect(Format.decimal(value) == text)
    }

    @Test func smallNumbersAndBytes() {
        #expect(Format.small(2.34e-7) == "2.3e-7")
        #expect(Format.small(0) == "0")
        #expect(Format.small(nil) == "–")
        #expect(Format.bytes(1536) == "1.5 KiB")
        #expect(Format.bytes(3 << 30) == "3.0 GiB")
        #expect(Format.percent(0.256) == "26 %")
    }

    @Test func markdownTablesLineUp() {
        var table = TextTable(["a", "number"], numeric: [1])
        table.rows = [["x|y", "1"], ["z", "200"]]
        let lines = table.markdown().split(separator: "\n")
        #expect(lines.count == 4)
        #expect(lines[1] == "| --- | -----: |")
        #expect(lines[2].contains("x\\|y"))
    }
}
