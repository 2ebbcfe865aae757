import StreamCore

/// Where a stream's topics lie on the unit sphere.
///
/// A domain's mean is unit(√a·c₀ + √(1 − a)·random) with a the cross affinity and c₀ the common centre;
/// a topic's centre is unit(√b·μ + √(1 − b)·random) with b the domain's affinity. Directions drawn at
/// random are nearly orthogonal in many dimensions, so at the defaults two vectors have the mean
/// similarity .5 in one topic, .3 in one domain and .06 across domains.
struct ClusterGeometry: Sendable {
    let dimension: Int
    /// μ_g, by domain.
    let means: [[Float]]
    /// τ, by domain and topic.
    let topics: [[[Float]]]

    init(domains: [DomainProfile], dimension: Int, crossAffinity: Double, seed: UInt64) {
        self.dimension = dimension
        var random = SeededGenerator(seed: seed, stream: RandomStream.geometry)
        let common = Self.direction(&random, dimension: dimension)
        var means: [[Float]] = []
        var topics: [[[Float]]] = []
        for domain in domains {
            let mean = Self.mixture(common, crossAffinity, Self.direction(&random, dimension: dimension))
            means.append(mean)
            topics.append(
                (0..<domain.clusters).map { _ in
                    Self.mixture(mean, domain.affinity, Self.direction(&random, dimension: dimension))
                })
        }
        self.means = means
        self.topics = topics
    }

    /// A uniformly random unit vector.
    static func direction(_ random: inout SeededGenerator, dimension: Int) -> [Float] {
        normalised(random.normals(count: dimension))
    }

    /// unit(√share·a + √(1 − share)·b).
    static func mixture(_ a: [Float], _ share: Double, _ b: [Float]) -> [Float] {
        let first = Float(share.squareRoot())
        let second = Float((1 - share).squareRoot())
        return normalised(zip(a, b).map { first * $0 + second * $1 })
    }

    /// `vector` at unit length; the first axis where it is zero.
    static func normalised(_ vector: [Float]) -> [Float] {
        let norm = dot(vector, vector).squareRoot()
        guard norm > 1e-30 else {
            return vector.indices.map { $0 == 0 ? 1 : 0 }
        }
        return vector.map { Float(Double($0) / norm) }
    }

    /// The inner product, summed in `Double` in order.
    static func dot(_ a: [Float], _ b: [Float]) -> Double {
        var sum = 0.0
        for index in a.indices { sum += Double(a[index]) * Double(b[index]) }
        return sum
    }

    /// A random direction perpendicular to `mean`; the plane of the two is what a shift turns in.
    static func perpendicular(to mean: [Float], _ random: inout SeededGenerator) -> [Float] {
        let drawn = direction(&random, dimension: mean.count)
        let along = Float(dot(drawn, mean))
        return normalised(zip(drawn, mean).map { $0 - along * $1 })
    }
}

/// A turn by an angle in the plane of two perpendicular unit vectors.
struct PlaneRotation: Sendable {
    let first: [Float]
    let second: [Float]

    /// Turns `vector` by `degrees`, from `first` towards `second`. O(d).
    func turn(_ vector: inout [Float], degrees: Double) {
        let (sine, cosine) = PortableMath.sinCos(degrees / 180 * Double.pi)
        let a = ClusterGeometry.dot(vector, first)
        let b = ClusterGeometry.dot(vector, second)
        let changeFirst = Float(a * (cosine - 1) - b * sine)
        let changeSecond = Float(a * sine + b * (cosine - 1))
        for index in vector.indices {
            vector[index] += changeFirst * first[index] + changeSecond * second[index]
        }
    }
}
