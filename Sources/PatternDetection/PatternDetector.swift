import CoherenceGraph

/// Finds structural changes in a stream of detection blocks.
///
/// A detector is a value: copying it copies its state, so that a checkpoint or a second pass is an
/// assignment. It is fed each block once, in order, and must give the same patterns for the same blocks
/// on every machine and for every concurrency.
public protocol PatternDetector: Sendable {
    /// The name by which the command line and the reports know it.
    var name: String { get }

    /// How much of the open window's coherence a block has to carry.
    var requiredCoherence: CoherenceLevel { get }

    /// Takes in the next block and returns what it reveals, significant or not.
    mutating func process(_ block: DetectionBlock) -> [DetectedPattern]

    /// Tells that the stream has ended; returns what was still being decided.
    mutating func finish() -> [DetectedPattern]
}

extension PatternDetector {
    /// The vectors themselves are enough.
    public var requiredCoherence: CoherenceLevel { .moments }

    /// Nothing is left to be decided.
    public mutating func finish() -> [DetectedPattern] { [] }
}
