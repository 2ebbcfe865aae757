import Evaluation
import Reporting
import Testing

@Suite struct LatencyReportTests {
    static func row(kind: String, offered: Double, sustained: Bool = true) -> LatencyRow {
        LatencyRow(
            scenario: "topics", backend: "simd", dimension: 384, window: "1000", batchSize: 256,
            bufferSize: 10_000, concurrency: 1, offeredPerS: offered, achievedPerS: offered, samples: 3000,
            meanS: 0.0002, p50S: 0.00015, p90S: 0.0004, p99S: 0.00125, p999S: nil, maxS: 0.004,
            backlogEnd: 2, sustained: sustained, schedule: "poisson", kind: kind, repeat: 1, seed: 1,
            valid: true, note: "")
    }

    @Test func aPercentileWithoutEnoughSamplesIsEmpty() {
        let text = CSVReport.latency([Self.row(kind: "curve", offered: 5000)])
        #expect(
            text
                == "schema_version,scenario,backend,dimension,window,batch_size,buffer_size,concurrency,"
                + "offered_per_s,achieved_per_s,samples,mean_s,p50_s,p90_s,p99_s,p999_s,max_s,backlog_end,"
                + "sustained,schedule,kind,repeat,seed,recovery_s,valid,note\r\n"
                + "\(resultSchemaVersion),topics,simd,384,1000,256,10000,1,5000.0,5000.0,3000,0.0002,0.00015,"
                + "0.0004,0.00125,,0.004,2,true,poisson,curve,1,1,,true,\r\n")
        let buckets = CSVReport.latencyHistogram([
            HistogramRow(factors: Self.row(kind: "curve", offered: 5000), latencyS: 0.000151, count: 12)
        ])
        #expect(buckets.hasPrefix("schema_version,scenario,backend,offered_per_s,schedule,kind,repeat,"))
        #expect(buckets.contains("topics,simd,5000.0,poisson,curve,1,0.000151,12,384,1000,256,10000,1,1\r\n"))
    }

    @Test func theHeadlineTellsTheLimitAndTheLatencyAtHalfOfIt() {
        var record = RunRecord(suite: "s", suiteFile: "", seed: 1, environment: Rows.environment)
        record.latency = [
            Self.row(kind: "search", offered: 10_000),
            Self.row(kind: "search", offered: 20_000, sustained: false),
            Self.row(kind: "search", offered: 15_000), Self.row(kind: "curve", offered: 7500),
            Self.row(kind: "curve", offered: 1500),
        ]
        #expect(record.sustainableRates.map(\.median) == [15_000])
        let text = RunReport.terminal(record, paths: [])
        #expect(text.contains("highest sustained rate"))
        #expect(text.contains("15,000 vectors/s"))
        #expect(text.contains("latency at 7,500 vectors/s"))
        #expect(text.contains("150 µs / 1.25 ms"))
        #expect(!text.contains("1,500 vectors/s"))
        let report = MarkdownReport.render(record, files: [])
        #expect(report.contains("## Latency") && report.contains("## Highest sustained rate"))
        #expect(!report.contains("## Recovery"))
    }

    @Test(arguments: [
        (0.000_000_5, "0.50 µs"), (0.000_151, "151 µs"), (0.000_999_9, "1.00 ms"), (0.0123, "12.3 ms"),
        (1.5, "1.50 s"),
    ])
    func latenciesAsPeopleReadThem(seconds: Double, text: String) {
        #expect(Format.latency(seconds) == text)
        #expect(Format.latency(nil) == "–")
    }
}
