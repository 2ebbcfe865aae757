import CSimilarityKernels
import StreamCore

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

    /// How fast one thread reads memory, in 1e9 bytes per second: the same `bytes` over and over, so that
    /// their size picks the level of the memory that answers; the best of several passes.
    ///
    /// - Parameters:
    ///   - bytes: How much is read in a pass, from 256 bytes up.
    ///   - milliseconds: About how long to measure.
    public static func readBandwidth(bytes: Int, milliseconds: Int = 50) -> Double {
        guard let table = (try? KernelISA.inForce()).flatMap(KernelTable.init) else { return 0 }
        let count = max(bytes / MemoryLayout<Float>.stride, 64) / 64 * 64
        let values = AlignedBuffer<Float>(count: count)
        for index in 0..<count { values.base[index] = Float(index & 7) }
        let clock = ContinuousClock()
        let end = clock.now.advanced(by: .milliseconds(milliseconds))
        var passes = max((1 << 20) / count, 1)
        var best = 0.0
        var sink: Float = 0
        repeat {
            let start = clock.now
            for _ in 0..<passes { table.readAll(values.base, count: count, sink: &sink) }
            let seconds = (clock.now - start).seconds
            best = max(best, Double(passes * count * MemoryLayout<Float>.stride) / seconds / 1e9)
            if seconds < 1e-3 { passes *= 2 }
        } while clock.now < end
        return best
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
