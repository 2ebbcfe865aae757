import CSimilarityKernels

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The instruction sets that the `simd` kernels are written for, fastest first.
///
/// All give the same bits; a machine runs some of them.
public enum KernelISA: String, CaseIterable, Sendable, Hashable {
    /// AVX-512F (x86-64).
    case avx512
    /// AVX2 with FMA (x86-64).
    case avx2
    /// Advanced SIMD (AArch64).
    case neon
    /// Plain C: exact everywhere, slow where the compiler may not use a fused multiply-add.
    case portable

    /// Whether this build has the kernels and this machine can run them.
    public var isAvailable: Bool { kernels != nil }

    /// The sets that this machine runs, fastest first; `portable` is always among them.
    public static var available: [KernelISA] { allCases.filter(\.isAvailable) }

    /// The environment variable that forces an instruction set.
    public static let environmentVariable = "FAULTLINE_ISA"

    /// The set in force: what `FAULTLINE_ISA` names, or else the fastest that this machine runs.
    ///
    /// - Throws: ``BackendError`` if the variable names no set, or one that this machine cannot run.
    public static func inForce() throws(BackendError) -> KernelISA {
        guard let value = getenv(environmentVariable).map({ String(cString: $0) }), !value.isEmpty else {
            return available.first ?? .portable
        }
        return try named(value)
    }

    /// The set of a name, if this machine runs it.
    ///
    /// - Throws: ``BackendError`` otherwise.
    public static func named(_ name: String) throws(BackendError) -> KernelISA {
        guard let isa = KernelISA(rawValue: name.lowercased()) else {
            throw .unknownISA(name, available: available.map(\.rawValue))
        }
        guard isa.isAvailable else { throw .unsupportedISA(name, available: available.map(\.rawValue)) }
        return isa
    }

    var kernels: UnsafePointer<fl_kernels>? { fl_kernels_for(number) }

    /// The set in force, or the fastest where `FAULTLINE_ISA` names none that can run: for kernels whose
    /// result is the same on all, behind interfaces that have no error to throw.
    package static let inForceOrFastest: KernelISA = (try? inForce()) ?? available.first ?? .portable

    /// The kernels of ``inForceOrFastest``.
    ///
    /// - Parameter make: The kernels of a set; every set that is available has some.
    package static func kernelsInForce<Kernels>(_ make: (KernelISA) -> Kernels?) -> Kernels {
        guard let kernels = make(inForceOrFastest) else {
            preconditionFailure("a set that is available has all kernels")
        }
        return kernels
    }

    /// The number by which the C target knows the set.
    package var number: fl_isa {
        switch self {
        case .avx512: FL_ISA_AVX512
        case .avx2: FL_ISA_AVX2
        case .neon: FL_ISA_NEON
        case .portable: FL_ISA_PORTABLE
        }
    }
}

/// The functions of one instruction set.
struct KernelTable: @unchecked Sendable {
    // Proof for Sendable: the pointer is to a constant table of pointers to functions without state.
    private let pointer: UnsafePointer<fl_kernels>

    init?(_ isa: KernelISA) {
        guard let kernels = isa.kernels else { return nil }
        pointer = kernels
    }

    func packQueries(
        _ rows: UnsafePointer<Float>, count: Int, dimension: Int, into packed: UnsafeMutablePointer<Float>
    ) {
        pointer.pointee.pack_queries(rows, Int64(count), Int64(dimension), packed)
    }

    func packPanels(
        _ rows: UnsafePointer<Float>, count: Int, dimension: Int, into panels: UnsafeMutablePointer<Float>
    ) {
        pointer.pointee.pack_panels(rows, Int64(count), Int64(dimension), panels)
    }

    func run(_ job: fl_job) {
        withUnsafePointer(to: job) { pointer.pointee.run($0) }
    }

    /// The live entries of a row of products that reach the threshold: how many.
    func threshold(
        row: UnsafePointer<Float>, columns: Int, live: UnsafePointer<UInt16>?, threshold: Float,
        slots: UnsafeMutablePointer<Int32>, weights: UnsafeMutablePointer<Float>
    ) -> Int32 {
        pointer.pointee.threshold_row(row, Int64(columns), live, threshold, slots, weights)
    }

    /// Reads `count` floats, a multiple of 64 from a 64-byte-aligned address.
    func readAll(_ values: UnsafePointer<Float>, count: Int, sink: UnsafeMutablePointer<Float>) {
        pointer.pointee.read_all(values, Int64(count), sink)
    }

    /// Floating-point operations that `iterations` rounds of independent multiply-adds did.
    func multiplyAdds(iterations: Int, sink: UnsafeMutablePointer<Float>) -> Double {
        pointer.pointee.multiply_adds(Int64(iterations), sink)
    }
}
