import Similarity
import StreamCore

extension KernelVariant {
    /// The ways of computing with these backends on this machine: `simd` once for each instruction set
    /// that it runs, unless the environment forces one.
    static func all(of backends: [String]) -> [KernelVariant] {
        backends.flatMap { backend -> [KernelVariant] in
            guard backend == "simd", Machine.variables().allSatisfy({ !$0.hasPrefix("FAULTLINE_ISA=") })
            else {
                return [KernelVariant(backend: backend)]
            }
            return KernelISA.available.map { KernelVariant(backend: backend, isa: $0.rawValue) }
        }
    }

    /// The backend, on one thread.
    func make() throws(BackendError) -> any SimilarityBackend {
        switch backend {
        case "simd":
            if let isa { return try SIMDBackend(isa: KernelISA.named(isa)) }
            return try SIMDBackend()
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
