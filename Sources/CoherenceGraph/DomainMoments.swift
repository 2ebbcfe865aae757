/// Counts and sums of unit vectors by domain, from which mean similarities follow in closed form.
///
/// With S the sum of n unit vectors, ‖S‖² is the sum of all n² inner products, so the mean over distinct
/// pairs is (‖S‖² − n)/(n² − n), and the mean between two domains ⟨S_g, S_h⟩/(n_g·n_h): no pair has to be
/// compared. ‖S‖/n is the mean resultant length of directional statistics (Mardia and Jupp, *Directional
/// Statistics*, 2000).
///
/// Values add up: the moments of a window are those of its panes, merged. Domains are the small integers
/// of a `DomainTable`; a domain that never appears takes no memory beyond an empty array.
public struct DomainMoments: Sendable {
    /// Components of a vector.
    public let dimension: Int
    /// How many vectors each domain has; a domain past the end has none.
    public private(set) var counts: [Int] = []
    /// The sum of each domain's vectors; empty where there are none.
    private var sums: [[Double]] = []

    /// Moments of no vector.
    ///
    /// - Parameter dimension: Components of a vector.
    public init(dimension: Int) {
        self.dimension = dimension
    }

    /// How many vectors there are.
    public var count: Int { counts.reduce(0, +) }

    /// Takes one vector in. O(dimension).
    ///
    /// - Parameters:
    ///   - row: `dimension` components, of unit length.
    ///   - domain: The number of its domain, at least 0.
    public mutating func add(_ row: UnsafePointer<Float>, domain: Int) {
        makeRoom(for: domain)
        counts[domain] += 1
        let dimension = dimension
        if sums[domain].isEmpty { sums[domain] = [Double](repeating: 0, count: dimension) }
        sums[domain].withUnsafeMutableBufferPointer { sum in
            for component in 0..<dimension { sum[component] += Double(row[component]) }
        }
    }

    /// Takes the vectors of `other` in. O(dimension · domains).
    ///
    /// - Parameter other: Moments of the same dimension.
    public mutating func merge(_ other: DomainMoments) {
        precondition(other.dimension == dimension, "moments of different dimensions cannot be merged")
        guard !other.counts.isEmpty else { return }
        makeRoom(for: other.counts.count - 1)
        for domain in other.counts.indices where other.counts[domain] > 0 {
            counts[domain] += other.counts[domain]
            if sums[domain].isEmpty {
                sums[domain] = other.sums[domain]
            } else {
                sums[domain].withUnsafeMutableBufferPointer { sum in
                    other.sums[domain].withUnsafeBufferPointer { addend in
                        for component in sum.indices { sum[component] += addend[component] }
                    }
                }
            }
        }
    }

    /// Forgets all vectors and keeps the memory.
    public mutating func reset() {
        for domain in counts.indices where counts[domain] > 0 {
            counts[domain] = 0
            sums[domain].withUnsafeMutableBufferPointer { $0.update(repeating: 0) }
        }
    }

    /// How many vectors `domain` has.
    public func count(of domain: Int) -> Int {
        counts.indices.contains(domain) ? counts[domain] : 0
    }

    /// The sum of the vectors of `domain`: `dimension` components, zero where it has none.
    public func sum(of domain: Int) -> [Double] {
        count(of: domain) > 0 ? sums[domain] : [Double](repeating: 0, count: dimension)
    }

    /// ‖Σx‖/n of one domain, between 0 (directions cancel) and 1 (all the same); nil without vectors.
    public func meanResultantLength(of domain: Int) -> Double? {
        let count = count(of: domain)
        guard count > 0 else { return nil }
        return inner(domain, domain).squareRoot() / Double(count)
    }

    /// The mean similarity of the distinct pairs inside `domain`; nil with fewer than two vectors.
    public func meanWithinSimilarity(of domain: Int) -> Double? {
        let n = Double(count(of: domain))
        guard n >= 2 else { return nil }
        return (inner(domain, domain) - n) / (n * (n - 1))
    }

    /// The mean similarity of the pairs with one vector in each of two different domains; nil when either
    /// is empty.
    public func meanBetweenSimilarity(_ first: Int, _ second: Int) -> Double? {
        let pairs = Double(count(of: first)) * Double(count(of: second))
        guard pairs > 0 else { return nil }
        return inner(first, second) / pairs
    }

    /// The mean similarity of all distinct pairs; nil with fewer than two vectors.
    public var meanSimilarity: Double? {
        let n = Double(count)
        guard n >= 2 else { return nil }
        return (squaredTotal - n) / (n * (n - 1))
    }

    /// ‖Σx‖/n over all vectors; nil without any.
    public var meanResultantLength: Double? {
        let n = Double(count)
        guard n > 0 else { return nil }
        return squaredTotal.squareRoot() / n
    }

    /// ‖Σx‖² over all domains.
    private var squaredTotal: Double {
        var total = [Double](repeating: 0, count: dimension)
        total.withUnsafeMutableBufferPointer { total in
            for domain in counts.indices where counts[domain] > 0 {
                sums[domain].withUnsafeBufferPointer { sum in
                    for component in total.indices { total[component] += sum[component] }
                }
            }
        }
        return total.reduce(0) { $0 + $1 * $1 }
    }

    private func inner(_ first: Int, _ second: Int) -> Double {
        sums[first].withUnsafeBufferPointer { left in
            sums[second].withUnsafeBufferPointer { right in
                var product = 0.0
                for component in left.indices { product += left[component] * right[component] }
                return product
            }
        }
    }

    private mutating func makeRoom(for domain: Int) {
        precondition(domain >= 0, "a domain's number is not negative")
        while counts.count <= domain {
            counts.append(0)
            sums.append([])
        }
    }
}

extension DomainMoments {
    /// The closed forms of every domain that has vectors. O(dimension · domains).
    public var summaries: [DomainSummary] {
        counts.indices.filter { counts[$0] > 0 }.map { domain in
            DomainSummary(
                domain: domain, count: counts[domain],
                meanResultantLength: meanResultantLength(of: domain) ?? 0,
                meanWithinSimilarity: meanWithinSimilarity(of: domain))
        }
    }

    /// The mean similarity between every two domains that have vectors. O(dimension · domains²); the
    /// first ``maximumBetweenDomains`` present domains only, so that a stream of countless domains stays
    /// affordable.
    public var betweenSummaries: [DomainPairSummary] {
        let present = counts.indices.filter { counts[$0] > 0 }.prefix(Self.maximumBetweenDomains)
        var summaries: [DomainPairSummary] = []
        for (place, first) in present.enumerated() {
            for second in present.dropFirst(place + 1) {
                guard let mean = meanBetweenSimilarity(first, second) else { continue }
                summaries.append(DomainPairSummary(first: first, second: second, meanSimilarity: mean))
            }
        }
        return summaries
    }

    /// How many domains ``betweenSummaries`` compares with each other at most.
    public static var maximumBetweenDomains: Int { 32 }
}

/// One domain's closed forms.
public struct DomainSummary: Sendable, Hashable {
    /// The domain's number in the stream's table.
    public var domain: Int
    /// How many vectors it has.
    public var count: Int
    /// ‖Σx‖/n, in 0…1.
    public var meanResultantLength: Double
    /// The mean similarity of its distinct pairs; nil with fewer than two vectors.
    public var meanWithinSimilarity: Double?

    /// A summary of these parts.
    public init(domain: Int, count: Int, meanResultantLength: Double, meanWithinSimilarity: Double?) {
        self.domain = domain
        self.count = count
        self.meanResultantLength = meanResultantLength
        self.meanWithinSimilarity = meanWithinSimilarity
    }
}

/// How alike the vectors of two domains are on average.
public struct DomainPairSummary: Sendable, Hashable {
    /// The lower domain number.
    public var first: Int
    /// The higher domain number.
    public var second: Int
    /// The mean similarity of the pairs with one vector in each.
    public var meanSimilarity: Double

    /// A summary of these parts.
    public init(first: Int, second: Int, meanSimilarity: Double) {
        self.first = first
        self.second = second
        self.meanSimilarity = meanSimilarity
    }
}
