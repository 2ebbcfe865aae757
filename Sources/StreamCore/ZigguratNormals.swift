/// Many standard normal numbers quickly: Marsaglia and Tsang's ziggurat ("The ziggurat method for
/// generating random variables", Journal of Statistical Software 5, 2000) with 256 layers, in Doornik's
/// form ("An improved ziggurat method to generate normal random samples", 2005), which takes the layer
/// and the position from different bits.
///
/// Its tables and its rare wedge and tail cases use ``PortableMath``, so the numbers are the same bits on
/// every machine. They differ from those of ``SeededGenerator/normal()``, which spends exactly one draw a
/// number; this spends one most of the time.
enum Ziggurat {
    static let layers = 256
    /// Where the tail begins.
    static let tailStart = 3.6541528853610088
    /// The area of each layer.
    static let area = 0.00492867323399

    /// The layers' right edges, outermost first; one more than there are layers, the last 0.
    static let edges: [Double] = {
        var x = [Double](repeating: 0, count: layers + 1)
        var density = PortableMath.exp(-0.5 * tailStart * tailStart)
        x[0] = area / density
        x[1] = tailStart
        for layer in 2..<layers {
            x[layer] = (-2 * PortableMath.log(area / x[layer - 1] + density)).squareRoot()
            density = PortableMath.exp(-0.5 * x[layer] * x[layer])
        }
        return x
    }()

    /// Below this fraction of a layer's width a point is certainly under the curve.
    static let certain: [Double] = (0..<layers).map { edges[$0 + 1] / edges[$0] }

    /// A number from beyond ``tailStart`` (Marsaglia's exponential rejection).
    static func tail(_ generator: inout SeededGenerator, negative: Bool) -> Double {
        while true {
            let x = PortableMath.log(generator.openUniform()) / tailStart
            let y = PortableMath.log(generator.openUniform())
            if -2 * y >= x * x { return negative ? x - tailStart : tailStart - x }
        }
    }
}

extension SeededGenerator {
    /// Writes `count` standard normal numbers to `target`; about 4 ns each.
    public mutating func fillNormals(_ target: UnsafeMutablePointer<Float>, count: Int) {
        Ziggurat.edges.withUnsafeBufferPointer { edges in
            Ziggurat.certain.withUnsafeBufferPointer { certain in
                // A local copy stays in registers; through `self` each draw would write memory.
                var generator = self
                for index in 0..<count {
                    target[index] = Float(generator.zigguratNormal(edges: edges, certain: certain))
                }
                self = generator
            }
        }
    }

    /// `count` standard normal numbers.
    public mutating func normals(count: Int) -> [Float] {
        [Float](unsafeUninitializedCapacity: count) { buffer, initialised in
            if let base = buffer.baseAddress { fillNormals(base, count: count) }
            initialised = count
        }
    }

    /// One standard normal number by the ziggurat: faster than ``normal()``, with a varying number of
    /// draws.
    public mutating func fastNormal() -> Double {
        Ziggurat.edges.withUnsafeBufferPointer { edges in
            Ziggurat.certain.withUnsafeBufferPointer { certain in
                zigguratNormal(edges: edges, certain: certain)
            }
        }
    }

    /// A number from the gamma distribution with this `shape` > 0 and scale 1 (Marsaglia and Tsang, "A
    /// simple method for generating gamma variables", ACM TOMS 2000).
    public mutating func gamma(shape: Double) -> Double {
        if shape < 1 {
            // gamma(a) = gamma(a + 1)·U^(1/a)
            let boosted = gamma(shape: shape + 1)
            return boosted * PortableMath.exp(PortableMath.log(openUniform()) / shape)
        }
        let d = shape - 1.0 / 3
        let c = 1 / (9 * d).squareRoot()
        while true {
            let x = fastNormal()
            let root = 1 + c * x
            guard root > 0 else { continue }
            let v = root * root * root
            let u = openUniform()
            if u < 1 - 0.0331 * (x * x) * (x * x) { return d * v }
            if PortableMath.log(u) < 0.5 * x * x + d * (1 - v + PortableMath.log(v)) { return d * v }
        }
    }

    @inline(__always)
    private mutating func zigguratNormal(
        edges: UnsafeBufferPointer<Double>, certain: UnsafeBufferPointer<Double>
    ) -> Double {
        while true {
            let bits = next()
            let layer = Int(bits & 0xFF)
            let signed = Double(Int64(bitPattern: bits) >> 11) * 0x1p-52  // in [−1, 1)
            if abs(signed) < certain[layer] { return signed * edges[layer] }
            if layer == 0 { return Ziggurat.tail(&self, negative: signed < 0) }
            let x = signed * edges[layer]
            let outer = PortableMath.exp(-0.5 * (edges[layer] * edges[layer] - x * x))
            let inner = PortableMath.exp(-0.5 * (edges[layer + 1] * edges[layer + 1] - x * x))
            if inner + uniform() * (outer - inner) < 1 { return x }
        }
    }
}
