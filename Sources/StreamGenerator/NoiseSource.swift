import StreamCore

/// Draws vectors around a centre: unit(√r²·centre + √(1 − r²)·noise/√d).
///
/// All sums have a fixed order over eight lanes, so the bits are the same on every machine.
struct NoiseSource: Sendable {
    private let dimension: Int
    private let kind: NoiseModel.Kind
    private let autocorrelation: Float
    private let innovation: Float
    private var random: SeededGenerator
    private var buffer: [Float]
    /// Each domain's noise of the vector before; empty until there is one.
    private var memory: [[Float]]

    init(model: NoiseModel, domains: Int, dimension: Int, seed: UInt64) {
        self.dimension = dimension
        kind = model.kind
        autocorrelation = Float(model.autocorrelation)
        innovation = Float((1 - model.autocorrelation * model.autocorrelation).squareRoot())
        random = SeededGenerator(seed: seed, stream: RandomStream.noise)
        buffer = Array(repeating: 0, count: dimension)
        memory = Array(repeating: [], count: domains)
    }

    /// A vector with the mean squared cosine `coherence` to `centre`, of the `domain`-th domain. O(d).
    mutating func around(_ centre: [Float], coherence: Double, domain: Int) -> [Float] {
        draw()
        if autocorrelation != 0 { correlate(domain) }
        let signal = Float(coherence.squareRoot())
        let scale = Float(((1 - coherence) / Double(dimension)).squareRoot())
        let dimension = dimension
        return [Float](unsafeUninitializedCapacity: dimension) { output, initialised in
            buffer.withUnsafeBufferPointer { noise in
                centre.withUnsafeBufferPointer { centre in
                    guard let x = output.baseAddress, let n = noise.baseAddress,
                        let c = centre.baseAddress
                    else { return }
                    Self.combine(x, c, signal, n, scale, count: dimension)
                }
            }
            initialised = dimension
        }
    }

    /// x = unit(signal·c + scale·n).
    private static func combine(
        _ x: UnsafeMutablePointer<Float>, _ c: UnsafePointer<Float>, _ signal: Float,
        _ n: UnsafePointer<Float>, _ scale: Float, count: Int
    ) {
        var squares = SIMD8<Float>()
        let whole = count & ~7
        for start in stride(from: 0, to: whole, by: 8) {
            let centre = UnsafeRawPointer(c + start).loadUnaligned(as: SIMD8<Float>.self)
            let noise = UnsafeRawPointer(n + start).loadUnaligned(as: SIMD8<Float>.self)
            let value = centre * signal + noise * scale
            squares += value * value
            UnsafeMutableRawPointer(x + start).storeBytes(of: value, as: SIMD8<Float>.self)
        }
        var sum: Float = 0
        for lane in 0..<8 { sum += squares[lane] }
        for index in whole..<count {
            let value = c[index] * signal + n[index] * scale
            sum += value * value
            x[index] = value
        }
        let norm = sum.squareRoot()
        guard norm > .leastNormalMagnitude else {
            for index in 0..<count { x[index] = index == 0 ? 1 : 0 }
            return
        }
        let inverse = 1 / norm
        for start in stride(from: 0, to: whole, by: 8) {
            let pointer = UnsafeMutableRawPointer(x + start)
            let value = pointer.loadUnaligned(as: SIMD8<Float>.self) * inverse
            pointer.storeBytes(of: value, as: SIMD8<Float>.self)
        }
        for index in whole..<count { x[index] *= inverse }
    }

    /// Fills the buffer with components of variance 1.
    private mutating func draw() {
        let dimension = dimension
        buffer.withUnsafeMutableBufferPointer { buffer in
            if let base = buffer.baseAddress { random.fillNormals(base, count: dimension) }
        }
        if case .studentT(let degrees) = kind {
            // t = z·√(ν/χ²), and ν/(ν − 2) is its variance; χ² is twice a gamma of shape ν/2.
            let variance = degrees / (degrees - 2)
            for index in 0..<dimension {
                let chiSquared = 2 * random.gamma(shape: degrees / 2)
                buffer[index] *= Float((degrees / chiSquared / variance).squareRoot())
            }
        }
    }

    /// First-order autoregression within a domain, which keeps the variance.
    private mutating func correlate(_ domain: Int) {
        if memory[domain].isEmpty {
            memory[domain] = buffer
            return
        }
        for index in 0..<dimension {
            let value = autocorrelation * memory[domain][index] + innovation * buffer[index]
            memory[domain][index] = value
            buffer[index] = value
        }
    }
}
