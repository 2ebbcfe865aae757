import RealModule

/// ADWIN: a window that grows while its halves agree and is cut where they do not (Bifet and Gavaldà,
/// "Learning from time-changing data with adaptive windowing", SDM 2007).
///
/// The window is kept as an exponential histogram: row i holds up to ``bucketsPerRow`` + 1 buckets of 2ⁱ values
/// each, as their total and their squared deviations, so n values take O(log n) memory. Every ``clock`` values
/// the cuts between buckets are tried, oldest first. At a cut into n₀ and n₁ values whose means differ by more
/// than
///
///     ε = √(2·m·σ²·ln(2 ln n / δ)) + ⅔·m·ln(2 ln n / δ),   m = 1/(n₀ − s + 1) + 1/(n₁ − s + 1)
///
/// (s the shortest part, σ² the window's variance) the series has changed. Then everything is forgotten.
///
/// Two things follow the implementation in Python's *river*, with which this one is compared value for value:
/// the cut behind a row's newest bucket is not tried, and a change clears the whole window instead of
/// its older part.
struct AdaptiveWindow: SeriesTest {
    /// The level δ: the chance of a false change at a test.
    var delta = 0.002
    /// Values between two tests.
    var clock = 32
    /// Buckets that a row keeps before the two oldest are joined.
    var bucketsPerRow = 5
    /// The fewest values on either side of a cut.
    var shortestPart = 5
    /// The window is tested when it is longer than this.
    var grace = 10

    private struct Bucket {
        var total = 0.0
        var deviations = 0.0
    }

    /// Row by row, the oldest bucket of a row first; the last row is the oldest.
    private var rows: [[Bucket]] = [[]]
    private var width = 0
    private var total = 0.0
    private var deviations = 0.0
    private var ticks = 0
    private var hasChanged = false

    mutating func add(_ value: Double) -> Bool {
        if hasChanged { forget() }
        insert(value)
        ticks += 1
        hasChanged = ticks % clock == 0 && width > grace && findsCut()
        return hasChanged
    }

    private mutating func forget() {
        rows = [[]]
        width = 0
        total = 0
        deviations = 0
        ticks = 0
    }

    private mutating func insert(_ value: Double) {
        rows[0].append(Bucket(total: value))
        if width > 0 {
            let count = Double(width)
            let difference = value - total / count
            deviations += count * difference * difference / (count + 1)
        }
        width += 1
        total += value
        var row = 0
        while rows[row].count > bucketsPerRow {
            if row + 1 == rows.count { rows.append([]) }
            let size = Double(1 << row)
            let (first, second) = (rows[row][0], rows[row][1])
            let difference = (first.total - second.total) / size
            rows[row].removeFirst(2)
            rows[row + 1].append(
                Bucket(
                    total: first.total + second.total,
                    deviations: first.deviations + second.deviations + size * difference * difference / 2))
            row += 1
        }
    }

    /// Whether the window falls into two parts of unlike means.
    private func findsCut() -> Bool {
        let level = Double.log(2 * Double.log(Double(width)) / delta)
        let variance = deviations / Double(width)
        var older = (count: 0, total: 0.0)
        for row in rows.indices.reversed() {
            for bucket in rows[row].dropLast() {
                older.count += 1 << row
                older.total += bucket.total
                let newer = (count: width - older.count, total: total - older.total)
                guard older.count >= shortestPart, newer.count >= shortestPart else { continue }
                let spread =
                    1 / Double(older.count - shortestPart + 1) + 1 / Double(newer.count - shortestPart + 1)
                let bound = (2 * spread * variance * level).squareRoot() + 2 / 3 * level * spread
                let difference = older.total / Double(older.count) - newer.total / Double(newer.count)
                if abs(difference) > bound { return true }
            }
        }
        return false
    }
}
