import StreamCore
import StreamFormats

/// A half of a pool, so that what was tuned on one can be judged on vectors that it never saw.
public enum PoolHalf: String, Sendable, Hashable, CaseIterable {
    /// The half that constants may be tuned on.
    case tuning
    /// The half that reported figures come from.
    case reporting
}

/// A dataset folder in memory, to draw vectors from.
public struct VectorPool: Sendable {
    /// The folder's path.
    public let path: String
    /// How many components a vector has.
    public let dimension: Int
    /// All vectors, in the folder's order.
    public let vectors: [SemanticVector]
    /// The domains, in the order in which they first appear.
    public let domains: [Domain]
    private var rowsByDomain: [Domain: [Int]]

    /// Reads the dataset folder at `path`, digests included.
    ///
    /// - Throws: ``StreamCore/InputError``, also for a vector that no stream would take.
    public init(_ path: String) throws(InputError) {
        let folder = try DatasetFolder(path)
        self.path = path
        dimension = folder.dimension
        vectors = try folder.allVectors()
        var rows: [Domain: [Int]] = [:]
        var table = DomainTable()
        for (row, vector) in vectors.enumerated() {
            do throws(VectorRejection) {
                _ = try VectorRejection.checkedNorm(of: vector.embedding, dimension: folder.dimension)
            } catch {
                throw InputError(file: path, field: "row \(row)", problem: error.description)
            }
            _ = table.index(of: vector.domain)
            rows[vector.domain, default: []].append(row)
        }
        domains = table.domains
        rowsByDomain = rows
    }

    /// The places of the vectors of `domain`, in order.
    public func rows(of domain: Domain) -> [Int] { rowsByDomain[domain] ?? [] }

    /// The seed of the order that is cut in two.
    private static let halvingSeed: UInt64 = 20_240_101

    /// One half of every domain, the other being the rest: the first or the second of a random order that is
    /// the same for every stream, whatever its seed. The greater half is the one to tune on.
    ///
    /// The pool must not itself be a half.
    func half(_ half: PoolHalf) -> VectorPool {
        var part = self
        for (number, domain) in domains.enumerated() {
            var random = SeededGenerator(seed: Self.halvingSeed, stream: UInt64(number))
            let rows = rows(of: domain)
            let order = random.permutation(of: rows.count)
            let middle = (rows.count + 1) / 2
            let chosen = half == .tuning ? order[..<middle] : order[middle...]
            part.rowsByDomain[domain] = chosen.sorted().map { rows[$0] }
        }
        return part
    }

    /// The places of the vectors of every domain but `domain`, in order.
    func rows(outside domain: Domain) -> [Int] {
        domains.filter { $0 != domain }.flatMap { rows(of: $0) }.sorted()
    }

    /// The share of `domain` nearest to its vector at `pivot`, that one included, nearest first.
    func nearest(_ share: Double, to pivot: Int, in domain: Domain) -> [Int] {
        let rows = rows(of: domain)
        let centre = ClusterGeometry.normalised(vectors[pivot].embedding)
        return Self.ranked(
            rows, by: rows.map { -cosine($0, centre) }, count: max(1, Int(Double(rows.count) * share)))
    }

    /// The fifth of `domain` least like the rest of it, least like first.
    func leastLike(in domain: Domain) -> [Int] {
        let rows = rows(of: domain)
        var sum = [Float](repeating: 0, count: dimension)
        for row in rows {
            let unit = ClusterGeometry.normalised(vectors[row].embedding)
            for index in sum.indices { sum[index] += unit[index] }
        }
        let mean = ClusterGeometry.normalised(sum)
        return Self.ranked(rows, by: rows.map { cosine($0, mean) }, count: max(1, rows.count / 5))
    }

    private func cosine(_ row: Int, _ unit: [Float]) -> Double {
        ClusterGeometry.dot(ClusterGeometry.normalised(vectors[row].embedding), unit)
    }

    /// The `count` rows of the lowest keys, the earlier one among equals.
    private static func ranked(_ rows: [Int], by keys: [Double], count: Int) -> [Int] {
        let order = rows.indices.sorted { (keys[$0], $0) < (keys[$1], $1) }
        return order.prefix(count).map { rows[$0] }
    }
}
