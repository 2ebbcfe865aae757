import COpenBLAS
import StreamCore

/// The largest eigenvalue of D^−½·A·D^−½ below the trivial one, by Lanczos with full re-orthogonalisation
/// and thick restarts; keeps its memory between calls.
final class LanczosSolver {
    private var basisBuffer = ScratchBuffer<Double>()
    private var trivialBuffer = ScratchBuffer<Double>()
    private var scaleBuffer = ScratchBuffer<Double>()
    private var scratchBuffer = ScratchBuffer<Double>()
    private var stride = 0
    private var count = 0

    /// Products until the best that was found is returned as not converged.
    private static let maximumProducts = 2000

    /// λ₂ of a connected graph with at least two nodes.
    ///
    /// - Parameter start: A guess of the eigenvector.
    func solve(
        _ graph: WeightedGraph, tolerance: Double, start: [Double]?
    ) -> AlgebraicConnectivity.Result {
        count = graph.nodeCount
        stride = LaplacianProduct.paddedCount(count)
        // 32 MB of basis at most, and enough vectors to make restarts worthwhile.
        let limit = min(count - 1, max(32, min(160, (1 << 22) / stride)))
        basisBuffer.reserve((limit + 1) * stride)
        let scale = scaleBuffer.reserve(stride)
        let trivial = trivialBuffer.reserve(stride)
        let norm = (2 * graph.totalWeight).squareRoot()
        for node in 0..<count {
            let root = graph.weightedDegrees[node].squareRoot()
            scale[node] = 1 / root
            trivial[node] = root / norm
        }
        let product = LaplacianProduct(
            graph: graph, scale: scale, scratch: scratchBuffer.reserve(stride), isSingle: tolerance >= 1e-7)
        prepareStart(start)
        var state = Projection(limit: limit)
        var products = 0
        while true {
            let outcome = extend(&state, product, tolerance: tolerance, products: &products)
            if outcome.isDone || products >= Self.maximumProducts {
                return AlgebraicConnectivity.Result(
                    value: 1 - outcome.value, vector: combine(outcome.vector), residual: outcome.residual,
                    products: products, isConverged: outcome.isDone)
            }
            restart(&state)
        }
    }

    private func basis(_ index: Int) -> UnsafeMutablePointer<Double> { basisBuffer.base + index * stride }

    /// The operator on the basis: diagonal, then an arrow to the vector `kept`, then tridiagonal.
    private struct Projection {
        let limit: Int
        var diagonal: [Double]
        /// Entry i couples i with i + 1, or with `kept` for i < `kept`.
        var coupling: [Double]
        /// Ritz vectors from before the last restart.
        var kept = 0
        /// Basis vectors whose column is complete.
        var size = 0
        /// The largest Ritz value at the last look, and the error estimated then.
        var lastLook = (value: -Double.infinity, error: Double.infinity)

        init(limit: Int) {
            self.limit = limit
            diagonal = [Double](repeating: 0, count: limit)
            coupling = [Double](repeating: 0, count: limit)
        }
    }

    private struct Outcome {
        var value: Double
        var residual: Double
        var vector: [Double]
        var isDone: Bool
    }

    /// Puts the first basis vector in place: the guess with a trace of noise, or noise alone. Without the
    /// noise, a guess that is an eigenvector already would hide those it is orthogonal to.
    private func prepareStart(_ start: [Double]?) {
        var generator = SeededGenerator(seed: 0x5EED_1A2C)
        let first = basis(0)
        var weight = 1.0
        var square = 0.0
        if let start, start.count == count {
            for entry in start { square += entry * entry }
        }
        if square > 0, square.isFinite { weight = 0.02 * (square / Double(count)).squareRoot() }
        for node in 0..<count {
            let noise = weight * (2 * generator.uniform() - 1)
            first[node] = (square > 0 && square.isFinite ? start?[node] ?? 0 : 0) + noise
        }
        for node in count..<stride { first[node] = 0 }
        deflate(first)
        deflate(first)
        var norm = dot(first, first).squareRoot()
        if !(norm > 0) { norm = 1 }
        for node in 0..<count { first[node] /= norm }
    }

    /// Runs Lanczos until the largest Ritz value has converged or the basis is full.
    private func extend(
        _ state: inout Projection, _ product: LaplacianProduct, tolerance: Double, products: inout Int
    ) -> Outcome {
        while true {
            let step = state.size
            let current = basis(step)
            let next = basis(step + 1)
            product.apply(current, next)
            products += 1
            let alpha = dot(current, next)
            state.diagonal[step] = alpha
            // All of the recurrence is in here: one pass over the whole basis, a second if it took most.
            let before = dot(next, next).squareRoot()
            deflate(next)
            orthogonalise(next, against: step + 1)
            var beta = dot(next, next).squareRoot()
            if beta < 0.7 * before {
                deflate(next)
                orthogonalise(next, against: step + 1)
                beta = dot(next, next).squareRoot()
            }
            state.coupling[step] = beta
            state.size = step + 1
            let isExhausted = beta < 1e-13 || state.size >= count - 1
            let isFull = state.size == state.limit
            if !isExhausted {
                let inverse = 1 / beta
                for node in 0..<count { next[node] *= inverse }
            }
            for node in count..<stride { next[node] = 0 }
            let isDue = state.kept == 0 && state.size % 4 == 0
            guard isDue || isExhausted || isFull else { continue }
            var outcome = look(at: &state, tolerance: tolerance)
            if isExhausted {
                outcome.residual = 0
                outcome.isDone = true
            }
            if outcome.isDone || isFull { return outcome }
        }
    }

    /// The largest Ritz pair and whether it is good enough.
    ///
    /// It is when its residual r is within the tolerance: an eigenvalue lies no further than r. It is, too,
    /// when the sharper estimate r²/gap was low at this look and at the one before and the value has all
    /// but stopped rising. One look is not enough for that: eigenvalues close to each other are first seen
    /// as one, with a gap that is not theirs.
    private func look(at state: inout Projection, tolerance: Double) -> Outcome {
        let size = state.size
        let last = state.coupling[size - 1]
        let pair: (value: Double, second: Double, vector: [Double])
        if state.kept == 0 {
            let top = TridiagonalTop(
                diagonal: state.diagonal[..<size], offDiagonal: state.coupling[..<(size - 1)],
                precision: min(1e-3 * tolerance, 1e-9))
            pair = (top.largest, top.second, top.vector)
        } else {
            let spectrum = spectrum(of: state)
            pair = (
                spectrum.values[size - 1], spectrum.values[size - 2],
                Array(spectrum.vectors[((size - 1) * size)..<(size * size)])
            )
        }
        let residual = last * abs(pair.vector[size - 1])
        let gap = pair.value - pair.second
        let error = gap > 2 * residual ? min(residual, residual * residual / gap) : residual
        let isSettled =
            max(error, state.lastLook.error) <= tolerance
            && pair.value - state.lastLook.value <= tolerance
        state.lastLook = (pair.value, error)
        return Outcome(
            value: pair.value, residual: residual, vector: pair.vector,
            isDone: residual <= tolerance || isSettled)
    }

    /// All Ritz values, ascending, and the vectors as columns.
    private func spectrum(of state: Projection) -> (values: [Double], vectors: [Double]) {
        let size = state.size
        var matrix = [Double](repeating: 0, count: size * size)
        for index in 0..<size {
            matrix[index * size + index] = state.diagonal[index]
            guard index + 1 < size else { continue }
            let partner = index < state.kept ? state.kept : index + 1
            if partner < size {
                matrix[index * size + partner] = state.coupling[index]
                matrix[partner * size + index] = state.coupling[index]
            }
        }
        var values = [Double](repeating: 0, count: size)
        let order = Int32(size)
        let status = LAPACKE_dsyev(
            LAPACK_COL_MAJOR, CChar(UInt8(ascii: "V")), CChar(UInt8(ascii: "L")), order, &matrix, order,
            &values)
        precondition(status == 0, "the projected eigenproblem is finite and symmetric")
        return (values, matrix)
    }

    /// Replaces the full basis by its best Ritz vectors and the residual's direction.
    private func restart(_ state: inout Projection) {
        let size = state.size
        let spectrum = spectrum(of: state)
        let kept = max(1, min(size / 3, size - 2))
        let last = state.coupling[size - 1]
        var fresh = [Double](repeating: 0, count: kept * stride)
        fresh.withUnsafeMutableBufferPointer { fresh in
            for index in 0..<kept {
                let column = size - 1 - index
                for source in 0..<size {
                    let factor = spectrum.vectors[column * size + source]
                    let vector = basis(source)
                    let target = fresh.baseAddress! + index * stride
                    for node in 0..<count { target[node] += factor * vector[node] }
                }
            }
            let residual = basis(size)
            for node in 0..<stride { basis(kept)[node] = residual[node] }
            for index in 0..<kept {
                let target = basis(index)
                for node in 0..<stride { target[node] = fresh[index * stride + node] }
            }
        }
        for index in 0..<kept {
            let column = size - 1 - index
            state.diagonal[index] = spectrum.values[column]
            state.coupling[index] = last * spectrum.vectors[column * size + size - 1]
        }
        state.kept = kept
        state.size = kept
    }

    /// Σ coefficient·basis vector.
    private func combine(_ coefficients: [Double]) -> [Double] {
        var vector = [Double](repeating: 0, count: count)
        for (index, coefficient) in coefficients.enumerated() {
            let source = basis(index)
            vector.withUnsafeMutableBufferPointer { vector in
                for node in 0..<count { vector[node] += coefficient * source[node] }
            }
        }
        var square = 0.0
        for entry in vector { square += entry * entry }
        if square > 0 { for node in 0..<count { vector[node] /= square.squareRoot() } }
        return vector
    }

    private func deflate(_ vector: UnsafeMutablePointer<Double>) {
        let trivial = trivialBuffer.base
        let part = dot(vector, trivial)
        for node in 0..<count { vector[node] -= part * trivial[node] }
    }

    /// Classical Gram–Schmidt against the first `size` basis vectors.
    private func orthogonalise(_ vector: UnsafeMutablePointer<Double>, against size: Int) {
        var parts = [Double](repeating: 0, count: size)
        for index in 0..<size { parts[index] = dot(basis(index), vector) }
        for index in 0..<size {
            let part = parts[index]
            let other = basis(index)
            for node in 0..<count { vector[node] -= part * other[node] }
        }
    }

    /// The inner product, in eight lanes so that it runs at vector speed in one fixed order.
    @inline(__always)
    private func dot(_ left: UnsafePointer<Double>, _ right: UnsafePointer<Double>) -> Double {
        var lanes = SIMD8<Double>.zero
        let whole = count / 8
        let lefts = UnsafeRawPointer(left).assumingMemoryBound(to: SIMD8<Double>.self)
        let rights = UnsafeRawPointer(right).assumingMemoryBound(to: SIMD8<Double>.self)
        for place in 0..<whole { lanes += lefts[place] * rights[place] }
        var sum = 0.0
        for lane in 0..<8 { sum += lanes[lane] }
        for node in (whole * 8)..<count { sum += left[node] * right[node] }
        return sum
    }
}
