import StreamCore
import StreamGenerator

/// Three equal domains of four topics at the default geometry, 50 vectors a block.
func plainScenario(
    events: [PlantedEvent] = [], nuisances: [Nuisance] = [], dimension: Int = 128,
    timing: StreamTiming = StreamTiming(arrivals: .fixed), noise: NoiseModel = NoiseModel(),
    persistence: Double = 0
) -> Scenario {
    Scenario(
        dimension: dimension, timing: timing, noise: noise,
        domains: [Domain.climate, .finance, .research].map {
            DomainProfile($0, persistence: persistence)
        },
        events: events, nuisances: nuisances)
}

/// The inner product.
func dot(_ a: [Float], _ b: [Float]) -> Double {
    var sum = 0.0
    for index in a.indices { sum += Double(a[index]) * Double(b[index]) }
    return sum
}

/// The mean similarity over pairs of distinct vectors of one list, in closed form.
func meanSimilarity(_ vectors: [SemanticVector]) -> Double {
    let sum = vectorSum(vectors)
    let count = Double(vectors.count)
    return (dot(sum, sum) - count) / (count * (count - 1))
}

/// The mean similarity between two lists.
func meanSimilarity(_ a: [SemanticVector], _ b: [SemanticVector]) -> Double {
    dot(vectorSum(a), vectorSum(b)) / (Double(a.count) * Double(b.count))
}

func vectorSum(_ vectors: [SemanticVector]) -> [Float] {
    var sum = [Double](repeating: 0, count: vectors.first?.embedding.count ?? 0)
    for vector in vectors {
        for index in sum.indices { sum[index] += Double(vector.embedding[index]) }
    }
    return sum.map(Float.init)
}

/// A 64-bit FNV-1a hash over everything that a stream says.
func fingerprint(_ vectors: some Sequence<SemanticVector>) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    func mix(_ byte: UInt8) {
        hash ^= UInt64(byte)
        hash = hash &* 0x100_0000_01B3
    }
    func mix(_ word: UInt64) {
        for shift in 0..<8 { mix(UInt8(truncatingIfNeeded: word >> (8 * UInt64(shift)))) }
    }
    for vector in vectors {
        vector.id.utf8.forEach(mix)
        vector.domain.name.utf8.forEach(mix)
        mix(UInt64(bitPattern: vector.timestamp.nanoseconds))
        for component in vector.embedding { mix(UInt64(component.bitPattern)) }
    }
    return hash
}
