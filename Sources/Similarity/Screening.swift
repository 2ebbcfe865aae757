import CSimilarityKernels
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// When the `simd` backend lets 8-bit codes decide which pairs need a float32 product.
///
/// It never changes what is found, to the last bit; it is a matter of speed and of a quarter more memory.
public enum Screening: String, CaseIterable, Sendable, Hashable {
    /// Where it pays: batch by batch, from the shape and from how many pairs the codes let pass.
    case automatic = "auto"
    /// Wherever there is a bound, whether it pays or not: for tests and measurements.
    case always = "on"
    /// Never: no codes are kept.
    case never = "off"

    /// The environment variable that says `auto`, `on` or `off`.
    public static let environmentVariable = "FAULTLINE_SCREENING"

    /// What the environment asks for, `automatic` unless it says otherwise.
    ///
    /// - Throws: ``BackendError/unknownScreening(_:)`` if the variable says something else.
    public static func inForce() throws(BackendError) -> Screening {
        guard let value = getenv(environmentVariable).map({ String(cString: $0) }), !value.isEmpty else {
            return .automatic
        }
        guard let mode = Screening(rawValue: value.lowercased()) else { throw .unknownScreening(value) }
        return mode
    }
}

/// Whether screening pays, as the batches so far showed it. Lock-free; a lost update costs a little time
/// and changes no result.
final class ScreeningRecord: Sendable {
    /// Batches that go without screening after one for which it did not pay.
    private static let pause = 16
    /// What screening may cost of the float32 kernel's time.
    private static let limit = 0.95
    /// What coding a vector costs, in pairs of the float32 kernel (measured: 210 ns at d = 384, twice for
    /// each vector, as a row and as a query).
    private static let codingCost = 52.0

    private let paused = Atomic<Int>(0)
    /// The cost relative to float32 in thousandths, an average over about four batches.
    private let average = Atomic<Int>(0)

    /// Whether to screen a batch.
    func begins(count: Int, columns: Int, table: ScreenTable) -> Bool {
        guard Self.base(count: count, columns: columns, table: table) < Self.limit else { return false }
        guard paused.load(ordering: .relaxed) > 0 else { return true }
        return paused.subtract(1, ordering: .relaxed).newValue <= 0
    }

    /// Whether to go on, after the part of a batch that `columns` are. Too few pairs tell nothing.
    func continues(_ job: fl_screen_job, columns: Int, of all: Int, table: ScreenTable) -> Bool {
        let cost = Self.cost(job, columns: columns, of: all, table: table)
        guard cost > Self.limit else { return true }
        pauseNow(cost)
        return false
    }

    /// Notes what a whole batch cost.
    func ends(_ job: fl_screen_job, columns: Int, table: ScreenTable) {
        let cost = Self.cost(job, columns: columns, of: columns, table: table)
        let old = average.load(ordering: .relaxed)
        let new = old == 0 ? Int(cost * 1000) : (3 * old + Int(cost * 1000)) / 4
        average.store(new, ordering: .relaxed)
        if Double(new) > Self.limit * 1000 { pauseNow(cost) }
    }

    private func pauseNow(_ cost: Double) {
        average.store(0, ordering: .relaxed)
        paused.store(Self.pause, ordering: .relaxed)
    }

    /// One or two queries leave the float32 kernel waiting for memory: its pairs then cost more.
    private static func unit(_ count: Int) -> Double { max(1, 2.5 / Double(count)) }

    private static func base(count: Int, columns: Int, table: ScreenTable) -> Double {
        (table.scanCost + codingCost / Double(columns)) / (count == 1 ? 1.5 : 1)
    }

    private static func cost(
        _ job: fl_screen_job, columns: Int, of all: Int, table: ScreenTable
    ) -> Double {
        let refinement = Double(job.refined) * table.pairCost + Double(job.touched) * table.panelCost
        let pairs = Double(job.count) * Double(columns)
        return base(count: Int(job.count), columns: all, table: table)
            + refinement / (pairs * unit(Int(job.count)))
    }
}
