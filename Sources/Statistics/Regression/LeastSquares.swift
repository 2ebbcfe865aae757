import COpenBLAS

/// Linear regression by least squares, solved by LAPACK's QR decomposition.
public enum LeastSquares {
    /// What a regression found.
    public struct Fit: Sendable, Hashable {
        /// The coefficients, one a column.
        public let coefficients: [Double]
        /// The sum of squared residuals.
        public let residualSumOfSquares: Double
        /// The response minus its fit, one a row.
        public let residuals: [Double]
        /// Rows minus rank.
        public let residualDegreesOfFreedom: Int
        /// The rank of the design; below its columns when they depend on each other.
        public let rank: Int
        /// The coefficients' standard errors; NaN when the design has not full rank or no residual degrees of
        /// freedom are left.
        public let standardErrors: [Double]

        /// The coefficients over their standard errors.
        public var tStatistics: [Double] { zip(coefficients, standardErrors).map { $0 / $1 } }

        /// The two-sided p-values of the coefficients being 0, under normal errors.
        public var pValues: [Double] {
            let student = StudentT(degreesOfFreedom: Double(residualDegreesOfFreedom))
            return tStatistics.map { student.twoSided($0) }
        }
    }

    /// Why a regression cannot be made.
    public enum Failure: Error, Hashable, Sendable, CustomStringConvertible {
        /// The columns differ in length from the response, or there are none.
        case shape
        /// There are fewer rows than columns.
        case tooFewRows(rows: Int, columns: Int)
        /// A number is NaN or infinite.
        case notFinite
        /// LAPACK gave up with this code.
        case lapack(code: Int)

        /// One clause for people.
        public var description: String {
            switch self {
            case .shape: "the columns of the design differ in length from the response"
            case .tooFewRows(let rows, let columns): "\(rows) rows cannot determine \(columns) coefficients"
            case .notFinite: "the data hold a NaN or an infinity"
            case .lapack(let code): "LAPACK failed with code \(code)"
            }
        }
    }

    /// Regresses `response` on `columns` (add a column of ones for an intercept).
    ///
    /// O(rows·columns²). Columns that depend on each other give the solution of least norm.
    ///
    /// - Parameters:
    ///   - columns: The design, one array of `response.count` numbers a column.
    ///   - response: What is explained.
    public static func fit(columns: [[Double]], response: [Double]) throws(Failure) -> Fit {
        let rows = response.count
        let count = columns.count
        guard count > 0, columns.allSatisfy({ $0.count == rows }) else { throw .shape }
        guard rows >= count else { throw .tooFewRows(rows: rows, columns: count) }
        guard response.allSatisfy(\.isFinite), columns.allSatisfy({ $0.allSatisfy(\.isFinite) }) else {
            throw .notFinite
        }
        // Columns are brought to unit length first: judging rank must not depend on their units.
        let lengths = columns.map { column in
            let largest = column.reduce(0) { max($0, abs($1)) }
            guard largest > 0 else { return 1.0 }
            return largest * column.reduce(0) { $0 + ($1 / largest) * ($1 / largest) }.squareRoot()
        }
        var design = [Double]()
        design.reserveCapacity(rows * count)
        for (column, length) in zip(columns, lengths) {
            for value in column { design.append(value / length) }
        }
        var factored = design
        var solution = response
        let code = LAPACKE_dgels(
            columnMajor, transposeNone, Int32(rows), Int32(count), 1, &factored, Int32(rows), &solution,
            Int32(rows))
        guard code >= 0 else { throw .lapack(code: Int(code)) }
        let diagonal = (0..<count).map { abs(factored[$0 * rows + $0]) }
        let isFull = code == 0 && (diagonal.min() ?? 0) > 1e-13 * Double(rows)
        var rank = count
        if !isFull { (solution, rank) = try leastNorm(design, rows, count, response) }

        var residuals = response
        for column in 0..<count {
            let coefficient = solution[column]
            for row in 0..<rows { residuals[row] -= coefficient * design[column * rows + row] }
        }
        let sum = residuals.reduce(0) { $0 + $1 * $1 }
        let degrees = rows - rank
        var errors = [Double](repeating: .nan, count: count)
        if isFull && degrees > 0 {
            let variance = sum / Double(degrees)
            for (column, norm) in inverseRowNorms(factored, rows, count).enumerated() {
                errors[column] = (variance * norm).squareRoot() / lengths[column]
            }
        }
        return Fit(
            coefficients: (0..<count).map { solution[$0] / lengths[$0] }, residualSumOfSquares: sum,
            residuals: residuals, residualDegreesOfFreedom: degrees, rank: rank, standardErrors: errors)
    }

    /// The solution of least norm and the rank, by singular values.
    private static func leastNorm(
        _ design: [Double], _ rows: Int, _ count: Int, _ response: [Double]
    ) throws(Failure) -> ([Double], Int) {
        var work = design
        var solution = response
        var singular = [Double](repeating: 0, count: count)
        var rank: Int32 = 0
        let code = LAPACKE_dgelsd(
            columnMajor, Int32(rows), Int32(count), 1, &work, Int32(rows), &solution, Int32(rows), &singular,
            1e-13 * Double(rows), &rank)
        guard code == 0 else { throw .lapack(code: Int(code)) }
        return (solution, Int(rank))
    }

    /// The diagonal of (XᵀX)⁻¹: the squared row lengths of R⁻¹.
    private static func inverseRowNorms(_ factored: [Double], _ rows: Int, _ count: Int) -> [Double] {
        var upper = [Double](repeating: 0, count: count * count)
        for column in 0..<count {
            for row in 0...column { upper[column * count + row] = factored[column * rows + row] }
        }
        let code = LAPACKE_dtrtri(columnMajor, upperTriangle, nonUnit, Int32(count), &upper, Int32(count))
        guard code == 0 else { return [Double](repeating: .nan, count: count) }
        return (0..<count).map { row in
            (row..<count).reduce(0) { $0 + upper[$1 * count + row] * upper[$1 * count + row] }
        }
    }

    private static let columnMajor: Int32 = 102
    private static let transposeNone = CChar(UInt8(ascii: "N"))
    private static let upperTriangle = CChar(UInt8(ascii: "U"))
    private static let nonUnit = CChar(UInt8(ascii: "N"))
}
