import Histogram
import StreamCore

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What an engine has done since it was made or its metrics were last reset. A copy: it does not move.
///
/// Every vector that a source gave is in exactly one place:
/// `vectorsArrived = vectorsProcessed + dropped + rejectedCount + lateDropped + inFlight`, and nothing is
/// in flight between ingestions.
public struct StreamingMetrics: Sendable {
    /// Vectors that sources handed over.
    public var vectorsArrived: UInt64 = 0
    /// Vectors that are in the window and in their block.
    public var vectorsProcessed: UInt64 = 0
    /// Significant patterns.
    public var patternsDetected: UInt64 = 0
    /// Patterns that found no room in ``StreamingEngine/patterns``, the oldest ones first.
    public var patternsDropped: UInt64 = 0
    /// Alarms that ``Configuration/falseDiscoveryRate`` withheld.
    public var patternsWithheld: UInt64 = 0
    /// Windows that closed.
    public var windowsProcessed: UInt64 = 0
    /// Detection blocks that were handed to detectors.
    public var blocksProcessed: UInt64 = 0
    /// Seconds that the detectors took over those blocks: part of ``ingestionTime``.
    public var detectionTime = 0.0
    /// Seconds that the detectors took over the block that kept them the longest, the time for which the
    /// vectors behind it waited.
    public var longestDetection = 0.0
    /// Batches that were processed.
    public var batchesProcessed: UInt64 = 0
    /// Bytes of the processed embeddings (four a component).
    public var bytesProcessed: UInt64 = 0
    /// How often a source had to wait because the buffer was full.
    public var backpressureEvents: UInt64 = 0
    /// Slow batches, rejected vectors and sources that threw.
    public var errors: UInt64 = 0
    /// Batches that took longer than the processing timeout; part of ``errors``.
    public var slowBatches: UInt64 = 0
    /// Vectors that the overflow policy dropped or a cancellation left behind.
    public var dropped: UInt64 = 0
    /// Vectors that came after every window that would hold them had closed.
    public var lateDropped: UInt64 = 0
    /// Vectors that could not be used, by cause; part of ``errors``.
    public var rejected: [VectorRejection.Cause: UInt64] = [:]
    /// The first few rejections, at most ``maximumRejectionExamples``.
    public var rejectionExamples: [RejectedVector] = []
    /// The most vectors that ever waited in the buffer at once.
    public var peakBufferSize = 0
    /// Vectors that wait in the buffer now.
    public var bufferDepth = 0
    /// Vectors between hand-over and result: in the buffer or in the batch at work.
    public var inFlight: UInt64 = 0
    /// For each processed vector, the nanoseconds from the moment the source handed it over until the
    /// batch that holds it was in the graph and any detection then due was done; three significant digits,
    /// resolution about a microsecond, one hour at most.
    public var latency = StreamingMetrics.emptyLatencies()
    /// The mean of those latencies, exact, in seconds; 0 before the first vector.
    public var averageLatency = 0.0
    /// Time spent in ingestion, in seconds: what ``throughputPerSecond`` divides by.
    public var ingestionTime = 0.0
    /// When the first ingestion began, by the machine's clock; nil before.
    public var startTime: Date?
    /// When a batch was last processed.
    public var lastUpdate: Date?
    /// Seconds since ``startTime``, measured with a clock that is never set back; 0 before.
    public var uptime = 0.0

    /// Nothing done yet.
    public init() {}

    /// The most rejections kept as examples.
    public static let maximumRejectionExamples = 10

    /// Vectors that could not be used, of any cause.
    public var rejectedCount: UInt64 { rejected.values.reduce(0, +) }

    /// Processed vectors a second of ingestion time; 0 before the first.
    public var throughputPerSecond: Double {
        ingestionTime > 0 ? Double(vectorsProcessed) / ingestionTime : 0
    }

    static func emptyLatencies() -> Histogram<UInt64> {
        Histogram(
            lowestDiscernibleValue: 1000, highestTrackableValue: longestLatency,
            numberOfSignificantValueDigits: .three)
    }

    /// Nanoseconds in an hour; longer latencies are recorded as this.
    static let longestLatency: UInt64 = 3_600_000_000_000
}

/// A vector that was not taken in, and why.
public struct RejectedVector: Sendable, Hashable, CustomStringConvertible {
    /// The vector's id, at most its first 80 characters.
    public var id: String
    /// Which vector of the stream it was, from 0, in order of arrival at the engine.
    public var position: UInt64
    /// What was wrong.
    public var reason: VectorRejection

    /// One line for people.
    public var description: String { "vector \(position) ('\(id)') \(reason)" }
}

/// What is in an engine now, and what it has computed.
public struct EngineStatistics: Sendable, Hashable {
    /// The backend's name.
    public var backend = ""
    /// What the backend's kernels run on.
    public var isa = ""
    /// Components of a vector; 0 before the first.
    public var dimension = 0
    /// Vectors in the live window.
    public var nodeCount = 0
    /// Edges between them.
    public var edgeCount = 0
    /// The sum of the edges' weights.
    public var totalWeight = 0.0
    /// Edges between different domains.
    public var crossDomainEdgeCount = 0
    /// Edges that ever were.
    public var edgesInserted: UInt64 = 0
    /// Pairs of vectors that were compared.
    public var comparisons: UInt64 = 0
    /// The domains seen, in order of appearance.
    public var domains: [Domain] = []
    /// Panes that hold the live window.
    public var paneCount = 0
    /// Highest timestamp − allowed lateness; nil before the first vector.
    public var watermark: EventTime?

    /// Nothing yet.
    public init() {}
}
