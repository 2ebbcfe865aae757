import Similarity
import StreamCore

extension KernelVariant {
    /// The backends that can be compared.
    static let backends = ["reference", "simd", "screened", "blas"]

    /// The ways of computing with these backends on this machine: `simd` and `screened` once for each
    /// instruction set that they run on, unless the environment forces one. `screened` only where it
    /// differs from `simd`.
    static func all(of backends: [String], for operation: KernelCell.Operation) -> [KernelVariant] {
        let isForced = Machine.variables().contains { $0.hasPrefix("FAULTLINE_ISA=") }
        let isas = isForced ? (try? KernelISA.inForce()).map { [$0] } ?? [] : KernelISA.available
        return backends.flatMap { backend -> [KernelVariant] in
            switch backend {
            case "simd": isas.map { KernelVariant(backend: backend, isa: $0.rawValue) }
            case "screened":
                operation == .similarPairs
                    ? isas.filter { (try? SIMDBackend(isa: $0))?.layout == .screenedPanels }
                        .map { KernelVariant(backend: backend, isa: $0.rawValue) } : []
            default: [KernelVariant(backend: backend)]
            }
        }
    }

    /// The backend, on one thread.
    func make() throws(BackendError) -> any SimilarityBackend {
        switch backend {
        case "simd", "screened":
            let set = if let isa { try KernelISA.named(isa) } else { try KernelISA.inForce() }
            return try SIMDBackend(isa: set, screening: backend == "simd" ? .never : .automatic)
        case "blas": return try BLASBackend(threads: 1)
        default: return ReferenceBackend()
        }
    }
}

/// OpenBLAS's core types, each a set of kernels.
enum BLASCores {
    /// The core types worth trying beside the one in use: Haswell's kernels, which are often the faster on
    /// large blocks, and those for AVX-512 where the machine has it. None where the user chose one.
    static func alternatives(to environment: Environment) -> [String] {
        guard environment.architecture == "x86_64",
            environment.variables.allSatisfy({ !$0.hasPrefix("OPENBLAS_CORETYPE=") })
        else { return [] }
        let current = environment.openblasCore.lowercased()
        var cores: [String] = []
        // OpenBLAS runs Haswell's kernels on Zen too.
        if environment.isas.contains("avx2"), !["haswell", "zen"].contains(current) {
            cores.append("Haswell")
        }
        if environment.isas.contains("avx512"),
            !["skylakex", "cooperlake", "sapphirerapids"].contains(current)
        {
            cores.append("SkylakeX")
        }
        return cores
    }
}
