import Evaluation
import Foundation
import Reporting
import Testing

@Suite struct HTMLReportTests {
    private static let nothing = Gnuplot(program: "/nonexistent/gnuplot")

    private static func page(_ record: RunRecord, gnuplot: Gnuplot = nothing) -> String {
        RunReport.files(record, gnuplot: gnuplot).first { $0.name == "report.html" }?.content ?? ""
    }

    private static func count(_ needle: String, in text: String) -> Int {
        text.components(separatedBy: needle).count - 1
    }

    @Test func everyPartHasItsSectionAndItsPlaceInTheContents() {
        let page = Self.page(SampleRecord.whole)
        for id in [
            "summary", "throughput", "latency", "buffer", "concurrency", "kernels", "accuracy",
            "false-alarms", "calibration", "cascades", "timeline", "environment", "files",
        ] {
            #expect(page.contains("<section id=\"\(id)\">"), "\(id)")
            #expect(page.contains("<a href=\"#\(id)\">"), "\(id)")
        }
        #expect(page.contains("All 40 timed cells are valid"))
    }

    @Test func partsWithoutRowsAreLeftOutWithAWayToGetThem() {
        var record = SampleRecord.whole
        record.latency = []
        record.backends = []
        record.timeline = []
        record.calibration = []
        let page = Self.page(record)
        for id in ["latency", "kernels", "timeline", "calibration"] {
            #expect(!page.contains("id=\"\(id)\""), "\(id)")
        }
        #expect(page.contains("<code>faultline backends --output DIR</code>"))
        let names = RunReport.files(record, gnuplot: Self.nothing).map(\.name)
        #expect(!names.contains { $0.contains("roofline") || $0.contains("latency") })
    }

    @Test func aRunWithoutAnythingIsAPageAllTheSame() {
        let record = RunRecord(suite: "empty", suiteFile: "", seed: 0, environment: Rows.environment)
        let page = Self.page(record)
        #expect(page.contains("Nothing was measured."))
        #expect(page.hasSuffix("</html>\n"))
        #expect(!page.contains("<figure"))
    }

    @Test func textsFromDataNeverBecomeMarkup() {
        var record = SampleRecord.whole
        let evil = "<img src=x onerror=alert(1)>\"'&\u{7}`touch x`"
        record.suite = evil
        record.notes = [evil]
        record.environment.cpu = evil
        record.throughput = record.throughput.map { row in
            var row = row
            row.scenario = evil
            return row
        }
        record.timeline = record.timeline.map { row in
            var row = row
            row.scenario = evil
            return row
        }
        record.marks = []
        let files = RunReport.files(record, gnuplot: Self.nothing)
        let page = files.first { $0.name == "report.html" }?.content ?? ""
        #expect(!page.contains("<img"))
        #expect(page.contains("&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;\u{fffd}`touch x`"))
        let markdown = files.first { $0.name == "report.md" }?.content ?? ""
        #expect(!markdown.contains("<img"))
        // Back-quotes run commands in gnuplot unless they stand in single quotes.
        for file in files where file.name.hasSuffix(".gp") {
            for line in file.content.split(separator: "\n") where line.contains("`") {
                #expect(line.hasPrefix("#") || !line.contains("\""), "\(file.name): \(line)")
            }
        }
    }

    @Test func tablesSortByClickAndKeyboard() {
        let page = Self.page(SampleRecord.whole)
        #expect(
            page.contains(
                "<th scope=\"col\" aria-sort=\"none\"><button type=\"button\">scenario</button></th>"))
        #expect(
            page.contains(
                "<th scope=\"col\" aria-sort=\"none\" class=\"n\"><button type=\"button\">vectors/s"))
        #expect(page.contains("setAttribute(\"aria-sort\", order)"))
        #expect(page.contains("role=\"region\" tabindex=\"0\" aria-label=\"Throughput by cell\""))
        #expect(page.contains("<td class=\"n\" data-v=\"50000.0\">50,000</td>"))
    }

    @Test(arguments: [
        ("12,345", 12345.0), ("−1.5", -1.5), ("26 %", 26), ("1.3e-7", 1.3e-7), ("2.0 MiB", 2_097_152),
        ("0.60 (0.25–1.00) +1.5", 0.6), ("1.30×", 1.3), ("1.50 ms", 0.0015), ("250 µs", 0.00025),
    ])
    func cellsSortByTheirNumber(cell: String, number: Double) {
        let key = SortKey.number(cell) ?? .nan
        #expect(abs(key - number) <= 1e-12 * max(abs(number), 1))
    }

    @Test func cellsWithoutANumberHaveNoKey() {
        #expect(SortKey.number("–") == nil)
        #expect(SortKey.number("") == nil)
        #expect(SortKey.number("none") == nil)
    }

    @Test func everyFigureLinksItsDataAndEveryLinkIsAFile() {
        let files = RunReport.files(SampleRecord.whole, gnuplot: Self.nothing)
        let names = Set(
            files.map(\.name) + ["summary.json", "environment.json", "plan.json", "events.jsonl"])
        let page = files.first { $0.name == "report.html" }?.content ?? ""
        let links = page.components(separatedBy: "href=\"").dropFirst()
            .map { String($0.prefix { $0 != "\"" }) }.filter { !$0.hasPrefix("#") }
        #expect(links.contains("throughput.csv") && links.contains("figures/throughput.gp"))
        for link in links { #expect(names.contains(link), "\(link)") }
        let figures = page.components(separatedBy: "<figure ").dropFirst()
        #expect(figures.count == 13)
        for figure in figures {
            let body = figure.components(separatedBy: "</figure>")[0]
            #expect(body.contains(".csv\">"))
            #expect(body.contains(".gp\">gnuplot script"))
        }
    }

    @Test func nothingIsLoadedFromElsewhere() {
        let page = Self.page(SampleRecord.whole)
        for needle in ["http://", "https://", "<link", "@import", "src="] {
            #expect(!page.contains(needle), "\(needle)")
        }
    }

    @Test func anIncompleteRunSaysSoOnTop() throws {
        var record = SampleRecord.whole
        record.status = .cancelled
        record.cellsDone = 7
        let page = Self.page(record)
        let banner = try #require(page.range(of: "role=\"alert\""))
        let summary = try #require(page.range(of: "id=\"summary\""))
        #expect(banner.lowerBound < summary.lowerBound)
        #expect(page.contains("7 of 30 cells are done"))
        let markdown = MarkdownReport.render(record, files: [])
        #expect(markdown.contains("> **This run is not complete.** It was stopped. 7 of 30 cells are done."))
        #expect(!Self.page(SampleRecord.whole).contains("role=\"alert\""))
    }

    @Test func cellsThatCannotBeTrustedAreNamedWithTheirReason() {
        var record = SampleRecord.whole
        record.throughput[0].valid = false
        record.throughput[0].note = "drifting"
        let page = Self.page(record)
        #expect(page.contains("1 of 40 timed cells is not to be trusted"))
        #expect(page.contains("throughput of tight (components, simd, 1 thread, buffer 256): drifting"))
    }

    @Test func theSameRecordIsTheSamePage() {
        #expect(
            RunReport.files(SampleRecord.whole, gnuplot: Self.nothing)
                == RunReport.files(SampleRecord.whole, gnuplot: Self.nothing))
    }
}
