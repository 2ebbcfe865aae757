import Benchmark
import Similarity
import Workloads

/// Thresholded products of a batch with a window and with itself.
func addKernels() {
    let shapes = [
        (batch: 1, window: 1000, dimension: 128), (batch: 100, window: 1000, dimension: 128),
        (batch: 256, window: 1000, dimension: 384), (batch: 256, window: 10_000, dimension: 384),
        (batch: 100, window: 1000, dimension: 1536),
    ]
    for backend in [BackendKind.simd, .blas] {
        for shape in shapes {
            Benchmark(
                "kernel \(backend.rawValue): \(shape.batch) by \(shape.window) by \(shape.dimension)",
                closure: { (_: Benchmark, call: KernelCall) in call.pairs() },
                setup: {
                    try KernelCall(
                        backend, window: shape.window, batch: shape.batch, dimension: shape.dimension)
                })
        }
        for (batch, dimension) in [(100, 128), (256, 384)] {
            Benchmark(
                "kernel \(backend.rawValue): \(batch) with itself by \(dimension)",
                closure: { (_: Benchmark, call: KernelCall) in call.selfPairs() },
                setup: { try KernelCall(backend, window: 16, batch: batch, dimension: dimension) })
        }
    }
}
