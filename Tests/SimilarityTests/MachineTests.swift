import Similarity
import Testing

@Suite("Machine")
struct MachineTests {
    @Test("instruction sets are found by name, or the error says which there are")
    func names() throws {
        #expect(try KernelISA.named("portable") == .portable)
        #expect(try KernelISA.named("Portable") == .portable)
        #expect(KernelISA.available.contains(.portable))
        let unknown = #expect(throws: BackendError.self) { try KernelISA.named("sse9") }
        #expect(unknown == .unknownISA("sse9", available: KernelISA.available.map(\.rawValue)))
        #expect(unknown?.description.contains("portable") == true)
        for isa in KernelISA.allCases where !isa.isAvailable {
            #expect(throws: BackendError.self) { try KernelISA.named(isa.rawValue) }
            #expect(throws: BackendError.self) { try SIMDBackend(isa: isa) }
            #expect(MachinePeak.gigaflops(isa: isa) == 0)
        }
    }

    @Test("peaks are plausible")
    func peaks() {
        for isa in KernelISA.available {
            let peak = MachinePeak.gigaflops(isa: isa, milliseconds: 20)
            #expect(peak > 0.01 && peak < 2000)
        }
        #expect(MachinePeak.gigaflops(milliseconds: 20) >= MachinePeak.gigaflops(isa: .portable) * 0.5)
    }

    @Test("OpenBLAS and the processor say what they are")
    func descriptions() throws {
        let blas = try BLASBackend()
        #expect(blas.threads == 1 && OpenBLASInfo.threads == 1)
        #expect(!OpenBLASInfo.coreType.isEmpty && blas.isa == OpenBLASInfo.coreType)
        #expect(OpenBLASInfo.version.first?.isNumber == true)
        #expect(!MachinePeak.processorFeatures.isEmpty)
    }

    @Test("every kind makes its backend", arguments: BackendKind.allCases)
    func kinds(kind: BackendKind) throws {
        let backend = try kind.make(for: Workload(dimension: 32, window: 100, batch: 8))
        #expect(backend.name == kind.rawValue)
    }

    @Test("auto takes the layout of what it selected, and asks once")
    func auto() throws {
        let workload = Workload(dimension: 48, window: 200, batch: 10)
        let first = try AutoBackend(workload: workload)
        #expect(first.layout == first.selected.layout && ["simd", "blas"].contains(first.selected.name))
        for _ in 0..<5 { #expect(try AutoBackend(workload: workload).selected.name == first.selected.name) }
    }
}
