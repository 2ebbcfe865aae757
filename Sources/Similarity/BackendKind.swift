/// The backends by name, as the command line and configurations say them.
public enum BackendKind: String, CaseIterable, Sendable, Hashable {
    /// Plain Swift in Double: the oracle.
    case reference
    /// The kernels of this package: panels, thresholds in registers.
    case simd
    /// OpenBLAS and a threshold pass.
    case blas
    /// The faster of `simd` and `blas` for the workload, by measurement.
    case auto

    /// Makes the backend for a workload of no known shape (`auto` then measures a typical one).
    ///
    /// - Throws: ``BackendError`` when the environment forces an instruction set that is unknown or that
    ///   this machine lacks.
    public func make() throws(BackendError) -> any SimilarityBackend {
        try make(for: .typical)
    }

    /// Makes the backend for a workload; only `auto` looks at its shape.
    ///
    /// - Throws: ``BackendError``, as ``make()`` does.
    public func make(for workload: Workload) throws(BackendError) -> any SimilarityBackend {
        switch self {
        case .reference: ReferenceBackend()
        case .simd: try SIMDBackend()
        case .blas: try BLASBackend()
        case .auto: try AutoBackend(workload: workload)
        }
    }
}

/// The shape of the work that a backend is wanted for.
public struct Workload: Sendable, Hashable {
    /// Components of a vector.
    public var dimension: Int
    /// Vectors in the window.
    public var window: Int
    /// Queries in a call.
    public var batch: Int

    /// A workload of `batch` queries a call against `window` vectors of `dimension` components.
    public init(dimension: Int, window: Int, batch: Int) {
        self.dimension = dimension
        self.window = window
        self.batch = batch
    }

    /// Sentence embeddings in a window of about a thousand, in the engine's default batches.
    public static let typical = Workload(dimension: 384, window: 1024, batch: 100)
}

/// Why a backend cannot be made.
public enum BackendError: Error, Sendable, Hashable, CustomStringConvertible {
    /// An instruction set of no known name was asked for.
    case unknownISA(String, available: [String])
    /// This machine or build does not have the instruction set that was asked for.
    case unsupportedISA(String, available: [String])
    /// The environment asks for screening in a word of no meaning.
    case unknownScreening(String)

    /// One line for people.
    public var description: String {
        switch self {
        case .unknownISA(let name, let available):
            "\"\(name)\" is not an instruction set that the kernels know; this machine runs "
                + available.joined(separator: ", ") + " (FAULTLINE_ISA picks one)"
        case .unsupportedISA(let name, let available):
            "this machine cannot run the \(name) kernels; it runs " + available.joined(separator: ", ")
                + " (FAULTLINE_ISA picks one)"
        case .unknownScreening(let value):
            "\"\(value)\" does not say when to screen; \(Screening.environmentVariable) is one of "
                + Screening.allCases.map(\.rawValue).joined(separator: ", ")
        }
    }
}
