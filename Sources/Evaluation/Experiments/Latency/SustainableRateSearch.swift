/// The search for the highest rate that is sustained, by bisection between 0 and a ceiling; pure: it says
/// which rate to try next and is told what came of it.
///
/// A rate that fails is tried once more and counts as failed when it fails twice: on a shared machine one
/// pause of some milliseconds is enough to miss a 99th percentile, and bisection never comes back to a
/// rate. If every rate below the ceiling is sustained, the ceiling was too low: it is tried itself, and
/// raised by half as long as it is sustained, three times at most.
package struct SustainableRateSearch: Sendable {
    /// The highest rate that was sustained so far, a second; nil when none was.
    package private(set) var found: Double?
    /// The rate to try next; nil when the search is over.
    package private(set) var candidate: Double?

    private let ceiling: Double
    private let tolerance: Double
    private var high: Double
    private var highHasFailed = false
    private var isSecondAttempt = false
    /// Whether ``candidate`` is the ceiling itself.
    private var isAtCeiling = false
    private var raises = 0

    /// - Parameters:
    ///   - ceiling: A rate that is probably not sustained: that of a closed loop.
    ///   - tolerance: How close to the true rate the search comes, as a share of it.
    package init(ceiling: Double, tolerance: Double) {
        self.ceiling = ceiling
        self.tolerance = tolerance
        high = ceiling
        if ceiling > 0, ceiling.isFinite { candidate = middle }
    }

    /// The rate between what is sustained and what is not; nil when they are close.
    private var middle: Double? {
        let low = found ?? 0
        guard high - low > tolerance * high, high > tolerance * ceiling else { return nil }
        let middle = Self.rounded((low + high) / 2)
        return middle > low && middle < high ? middle : nil
    }

    /// Takes down whether ``candidate`` was sustained, and chooses the next.
    package mutating func note(isSustained: Bool) {
        guard let tried = candidate else { return }
        if !isSustained, !isSecondAttempt {
            isSecondAttempt = true
            return
        }
        isSecondAttempt = false
        if isSustained {
            found = tried
            if isAtCeiling {
                raises += 1
                high = raises > 3 ? tried : tried * 1.5
            }
        } else {
            high = tried
            highHasFailed = true
        }
        isAtCeiling = false
        candidate = middle
        if candidate == nil, !highHasFailed, raises <= 3, let found {
            isAtCeiling = true
            candidate = max(Self.rounded(high), Self.rounded(found * (1 + tolerance)))
        }
    }

    /// A rate to three significant digits: what was offered should be something that one can say.
    package static func rounded(_ rate: Double) -> Double {
        guard rate > 0, rate.isFinite else { return rate }
        var scale = 1.0
        while rate * scale < 100 { scale *= 10 }
        while rate * scale >= 1000 { scale /= 10 }
        return (rate * scale).rounded() / scale
    }
}
