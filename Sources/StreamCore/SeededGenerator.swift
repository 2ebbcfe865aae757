/// The xoshiro256** generator of Blackman and Vigna ("Scrambled linear pseudorandom number generators",
/// ACM TOMS 2021), seeded by SplitMix64.
///
/// Everything random in Faultline comes from here. The same seed gives the same numbers on every
/// machine: integers, uniforms and normals alike (normals use ``NormalQuantile``, which needs no
/// function of the C library).
public struct SeededGenerator: RandomNumberGenerator, Sendable, Hashable {
    private var s0: UInt64
    private var s1: UInt64
    private var s2: UInt64
    private var s3: UInt64

    /// The generator that `seed` gives: its four state words are the first four of SplitMix64.
    public init(seed: UInt64) {
        var mixer = SplitMix64(state: seed)
        s0 = mixer.next()
        s1 = mixer.next()
        s2 = mixer.next()
        s3 = mixer.next()
    }

    /// The generator of a named part of a seeded whole: independent parts (arrivals, noise, events…)
    /// draw from streams of their own, so adding a draw to one changes no other.
    ///
    /// - Parameters:
    ///   - seed: The seed of the whole.
    ///   - stream: The part's number.
    public init(seed: UInt64, stream: UInt64) {
        var mixer = SplitMix64(state: seed)
        let mixed = mixer.next()
        var second = SplitMix64(state: mixed ^ (stream &+ 1) &* 0xD1B5_4A32_D192_ED03)
        self.init(seed: second.next())
    }

    /// The next 64 random bits.
    public mutating func next() -> UInt64 {
        let result = rotateLeft(s1 &* 5, by: 7) &* 9
        let shifted = s1 << 17
        s2 ^= s0
        s3 ^= s1
        s1 ^= s2
        s0 ^= s3
        s2 ^= shifted
        s3 = rotateLeft(s3, by: 45)
        return result
    }

    /// Moves ahead by 2¹²⁸ numbers, the authors' jump: streams that start a jump apart never overlap.
    public mutating func jump() {
        let polynomial: [UInt64] = [
            0x180E_C6D3_3CFD_0ABA, 0xD5A6_1266_F0C9_392C, 0xA958_2618_E03F_C9AA, 0x39AB_DC45_29B1_661C,
        ]
        var (t0, t1, t2, t3): (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
        for word in polynomial {
            for bit in 0..<64 {
                if word & (1 << UInt64(bit)) != 0 {
                    t0 ^= s0
                    t1 ^= s1
                    t2 ^= s2
                    t3 ^= s3
                }
                _ = next()
            }
        }
        (s0, s1, s2, s3) = (t0, t1, t2, t3)
    }

    /// A uniform number in [0, 1), a multiple of 2⁻⁵³.
    public mutating func uniform() -> Double {
        Double(next() >> 11) * 0x1p-53
    }

    /// A uniform number in (0, 1): the middle of one of 2⁵² cells, never an end.
    public mutating func openUniform() -> Double {
        (Double(next() >> 12) + 0.5) * 0x1p-52
    }

    /// A uniform whole number in 0..<`bound`, without bias; `bound` must be positive.
    public mutating func below(_ bound: Int) -> Int {
        Int(next(upperBound: UInt64(bound)))
    }

    /// A standard normal number: the quantile of one uniform.
    public mutating func normal() -> Double {
        NormalQuantile.value(at: openUniform())
    }

    /// An exponential number of mean 1.
    public mutating func exponential() -> Double {
        -PortableMath.log(openUniform())
    }

    /// A uniformly random order of 0..<`count` (Fisher–Yates).
    public mutating func permutation(of count: Int) -> [Int] {
        var order = Array(0..<count)
        guard count > 1 else { return order }
        for last in stride(from: count - 1, to: 0, by: -1) {
            order.swapAt(last, below(last + 1))
        }
        return order
    }

    private func rotateLeft(_ word: UInt64, by bits: UInt64) -> UInt64 {
        (word << bits) | (word >> (64 - bits))
    }
}

/// Steele, Lea and Flood's SplitMix64 ("Fast splittable pseudorandom number generators", OOPSLA 2014):
/// turns any seed, even 0, into well-mixed state words.
public struct SplitMix64: Sendable, Hashable {
    private var state: UInt64

    /// The mixer that starts at `state`.
    public init(state: UInt64) {
        self.state = state
    }

    /// The next 64 mixed bits.
    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }
}
