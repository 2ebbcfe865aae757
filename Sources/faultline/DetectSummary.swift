import Foundation
import StreamEngine
import StreamFormats

/// What `detect` says at its end: everything that came in, and what became of it.
struct DetectSummary: Encodable {
    let input: String
    let inputFormat: String
    let notes: [String]
    let output: String?
    let vectorsProcessed: UInt64
    let windows: UInt64
    let blocks: UInt64
    let patternsDetected: UInt64
    let patternsWritten: Int
    let patternsWithheld: UInt64
    let rejected: [String: Int]
    let lateDropped: UInt64
    let dropped: UInt64
    let backpressureEvents: UInt64
    let peakBufferSize: Int
    let vectorsPerSecond: Double
    let examples: [String]
    /// What was found of a truth, where there is one.
    let accuracy: DetectionAccuracy?

    init(
        input: String, format: VectorFormat, notes: [String], metrics: StreamingMetrics,
        statistics: EngineStatistics, rejections: RejectionReport, written: Int, output: String?,
        accuracy: DetectionAccuracy?
    ) {
        self.input = input
        inputFormat = format.rawValue
        self.notes = notes
        self.accuracy = accuracy
        self.output = output
        vectorsProcessed = metrics.vectorsProcessed
        windows = metrics.windowsProcessed
        blocks = metrics.blocksProcessed
        patternsDetected = metrics.patternsDetected
        patternsWritten = written
        patternsWithheld = metrics.patternsWithheld
        // Rows that could not be read, and vectors that the engine refused, by the same causes.
        let refused = metrics.rejected.map { ($0.key.rawValue, Int($0.value)) }
        rejected = rejections.byCause.merging(refused, uniquingKeysWith: +).filter { $0.value > 0 }
        lateDropped = metrics.lateDropped
        dropped = metrics.dropped
        backpressureEvents = metrics.backpressureEvents
        peakBufferSize = metrics.peakBufferSize
        vectorsPerSecond = metrics.throughputPerSecond
        let limit = RejectionReport.exampleLimit
        examples = Array((rejections.examples + metrics.rejectionExamples.map(\.description)).prefix(limit))
    }

    private enum CodingKeys: String, CodingKey {
        case input, output, windows, blocks, rejected, dropped, examples, notes, accuracy
        case inputFormat = "input_format"
        case vectorsProcessed = "vectors_processed"
        case patternsDetected = "patterns_detected"
        case patternsWritten = "patterns_written"
        case patternsWithheld = "patterns_withheld"
        case lateDropped = "late_dropped"
        case backpressureEvents = "backpressure_events"
        case peakBufferSize = "peak_buffer"
        case vectorsPerSecond = "vectors_per_s"
    }

    func text(_ format: OutputFormat) throws -> String {
        switch format {
        case .json:
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            return String(decoding: try encoder.encode(self), as: UTF8.self)
        case .text:
            return lines.joined(separator: "\n")
        }
    }

    private var lines: [String] {
        var lines = [
            "\(vectorsProcessed) vectors in \(blocks) blocks and \(windows) windows, "
                + "\(Int(vectorsPerSecond)) a second; significant patterns: \(patternsDetected)"
        ]
        if patternsWithheld > 0 {
            lines.append("withheld to keep the false discovery rate: \(patternsWithheld)")
        }
        let refused = rejected.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
        if !refused.isEmpty { lines.append("rejected: " + refused.joined(separator: ", ")) }
        if lateDropped > 0 { lines.append("late, dropped: \(lateDropped)") }
        if dropped > 0 { lines.append("dropped by the full buffer: \(dropped)") }
        lines += examples.map { "  \($0)" }
        lines += notes
        if let accuracy { lines += accuracy.lines }
        if let output { lines.append("written: \(output) (\(patternsWritten) patterns)") }
        return lines
    }
}
