import Foundation
import StreamCore
import StreamGenerator

/// Streams of the repository's scenarios, made whole before anything is measured.
public enum SampleStream {
    /// The streams that throughput is measured on.
    public enum Scenario: String, CaseIterable, Sendable {
        /// Ten topics: about a tenth of a window's pairs are edges.
        case topics
        /// One cluster: nearly all pairs are edges.
        case tight
        /// Domains that fall apart now and then.
        case breaks
        /// Every disturbance that is no event.
        case nuisances
        /// Real embeddings with a shift.
        case debian = "debian-python-shift"
    }

    /// Where the repository's scenario lies, seen from this file.
    public static func path(of scenario: Scenario) -> String {
        var root = URL(fileURLWithPath: #filePath)
        for _ in 0..<4 { root.deleteLastPathComponent() }
        return root.appendingPathComponent("datasets/scenarios/\(scenario.rawValue).yaml").path
    }

    /// The first `count` vectors of a scenario under a fixed seed.
    ///
    /// - Parameter dimension: Replaces a synthetic scenario's.
    /// - Throws: `InputError` when the scenario cannot be read.
    public static func vectors(
        _ scenario: Scenario, count: Int, dimension: Int? = nil
    ) throws -> [SemanticVector] {
        try stream(scenario, count: count, dimension: dimension).generate().vectors
    }

    /// The same, in batches as a source hands them over.
    ///
    /// - Throws: `InputError` when the scenario cannot be read.
    public static func batches(
        _ scenario: Scenario, count: Int, size: Int = 250
    ) throws -> [[SemanticVector]] {
        let stream = try stream(scenario, count: count)
        var batches: [[SemanticVector]] = []
        while true {
            let batch = stream.next(upTo: size)
            guard !batch.isEmpty else { return batches }
            batches.append(batch)
        }
    }

    /// A stream of `count` vectors, not begun yet.
    ///
    /// - Throws: `InputError` when the scenario cannot be read.
    public static func stream(
        _ scenario: Scenario, count: Int, dimension: Int? = nil
    ) throws -> EventStream {
        let file = try ScenarioFile.load(path(of: scenario))
        if let dimension, case .synthetic(var synthetic) = file.content {
            synthetic.dimension = dimension
            return try EventStream(synthetic, seed: seed, count: count)
        }
        return try file.stream(seed: seed, count: count)
    }

    private static let seed: UInt64 = 7
}
