/// What a matrix row of a maximum-adjacency scan is made of.
///
/// The steps are written in pairs of doubles, because that is what every 64-bit machine has addition and
/// maximum instructions for.
protocol ConnectivityAddend: BinaryFloatingPoint {
    /// Adds 32 entries of a row to the sums and returns the largest of the sums.
    ///
    /// - Parameters:
    ///   - row: Aligned to 64 bytes, as are the sums.
    ///   - sums: What to add to.
    ///   - block: Which 32 entries.
    static func add(
        _ row: UnsafeMutablePointer<Self>, to sums: UnsafeMutablePointer<Double>, block: Int
    ) -> Double
}

@inline(__always)
private func higher(_ left: SIMD2<Double>, _ right: SIMD2<Double>) -> SIMD2<Double> {
    right.replacing(with: left, where: left .> right)
}

extension Double: ConnectivityAddend {
    @inline(__always)
    static func add(
        _ row: UnsafeMutablePointer<Double>, to sums: UnsafeMutablePointer<Double>, block: Int
    ) -> Double {
        let addends = UnsafeRawPointer(row).assumingMemoryBound(to: SIMD2<Double>.self)
        let pairs = UnsafeMutableRawPointer(sums).assumingMemoryBound(to: SIMD2<Double>.self)
        var high0 = SIMD2<Double>(repeating: -.infinity)
        var high1 = high0
        var high2 = high0
        var high3 = high0
        var place = block &* 16
        for _ in 0..<4 {
            let sum0 = pairs[place] + addends[place]
            let sum1 = pairs[place &+ 1] + addends[place &+ 1]
            let sum2 = pairs[place &+ 2] + addends[place &+ 2]
            let sum3 = pairs[place &+ 3] + addends[place &+ 3]
            pairs[place] = sum0
            pairs[place &+ 1] = sum1
            pairs[place &+ 2] = sum2
            pairs[place &+ 3] = sum3
            high0 = higher(sum0, high0)
            high1 = higher(sum1, high1)
            high2 = higher(sum2, high2)
            high3 = higher(sum3, high3)
            place &+= 4
        }
        let high = higher(higher(high0, high1), higher(high2, high3))
        return high[0] > high[1] ? high[0] : high[1]
    }
}

extension Float: ConnectivityAddend {
    @inline(__always)
    static func add(
        _ row: UnsafeMutablePointer<Float>, to sums: UnsafeMutablePointer<Double>, block: Int
    ) -> Double {
        let addends = UnsafeRawPointer(row).assumingMemoryBound(to: SIMD2<Float>.self)
        let pairs = UnsafeMutableRawPointer(sums).assumingMemoryBound(to: SIMD2<Double>.self)
        var high0 = SIMD2<Double>(repeating: -.infinity)
        var high1 = high0
        var high2 = high0
        var high3 = high0
        var place = block &* 16
        for _ in 0..<4 {
            let sum0 = pairs[place] + SIMD2<Double>(addends[place])
            let sum1 = pairs[place &+ 1] + SIMD2<Double>(addends[place &+ 1])
            let sum2 = pairs[place &+ 2] + SIMD2<Double>(addends[place &+ 2])
            let sum3 = pairs[place &+ 3] + SIMD2<Double>(addends[place &+ 3])
            pairs[place] = sum0
            pairs[place &+ 1] = sum1
            pairs[place &+ 2] = sum2
            pairs[place &+ 3] = sum3
            high0 = higher(sum0, high0)
            high1 = higher(sum1, high1)
            high2 = higher(sum2, high2)
            high3 = higher(sum3, high3)
            place &+= 4
        }
        let high = higher(higher(high0, high1), higher(high2, high3))
        return high[0] > high[1] ? high[0] : high[1]
    }
}
