import CSimilarityKernels

/// What this machine can do at best, measured, and what it is.
public enum MachinePeak {
    /// The highest rate of fused multiply-adds of one thread, in GFLOP/s (two operations each): independent
    /// chains in registers, the best of several short runs.
    ///
    /// - Parameters:
    ///   - isa: The instruction set; one that cannot run here gives 0.
    ///   - milliseconds: About how long to measure; short runs miss a processor's fastest clock.
    public static func gigaflops(isa: KernelISA, milliseconds: Int = 50) -> Double {
        guard let table = KernelTable(isa) else { return 0 }
        let clock = ContinuousClock()
        let end = clock.now.advanced(by: .milliseconds(milliseconds))
        var iterations = 1000
        var best = 0.0
        return withUnsafeTemporaryAllocation(of: Float.self, capacity: 3) { sink in
            guard let base = sink.baseAddress else { return 0 }
            repeat {
                // Tiny but normal numbers: the chains neither overflow nor turn denormal.
                base[0] = 0.5
                base[1] = 0.25
                base[2] = 0
                let start = clock.now
                let operations = table.multiplyAdds(iterations: iterations, sink: base)
                let seconds = (clock.now - start).seconds
                best = max(best, operations / seconds / 1e9)
                if seconds < 1e-3 { iterations *= 2 }
            } while clock.now < end
            return best
        }
    }

    /// The highest of ``gigaflops(isa:milliseconds:)`` over what runs here.
    public static func gigaflops(milliseconds: Int = 50) -> Double {
        KernelISA.available.filter { $0 != .portable || KernelISA.available.count == 1 }
            .map { gigaflops(isa: $0, milliseconds: milliseconds) }.max() ?? 0
    }

    /// The processor's own name, or an empty text where it has none.
    public static var processorName: String { text(fl_cpu_name) }

    /// The processor's features that matter to the kernels, such as `avx2`.
    public static var processorFeatures: [String] {
        text(fl_cpu_features).split(separator: " ").map(String.init)
    }

    private static func text(_ fill: (UnsafeMutablePointer<CChar>?, Int) -> Void) -> String {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 512) { buffer in
            guard let base = buffer.baseAddress else { return "" }
            base[0] = 0
            fill(base, buffer.count)
            return String(cString: base)
        }
    }
}

extension Duration {
    /// The whole duration in seconds.
    var seconds: Double {
        Double(components.seconds) + Double(components.attoseconds) * 1e-18
    }
}
