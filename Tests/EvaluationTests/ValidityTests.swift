import Evaluation
import StreamCore
import Testing

/// Whether a figure can be trusted.
@Suite struct ValidityTests {
    /// A run of `segments` segments of 100 vectors at these rates.
    func progress(_ rates: [Double]) -> [(vectors: Int, seconds: Double)] {
        var seconds = 0.0
        return rates.enumerated().map { index, rate in
            seconds += 100 / rate
            return ((index + 1) * 100, seconds)
        }
    }

    @Test func aSteadyRunIsSteady() throws {
        var generator = SeededGenerator(seed: 3)
        let rates = (0..<20).map { _ in 1000 * (1 + 0.05 * generator.normal()) }
        let steady = try #require(SteadyState(progress: progress(rates)))
        #expect(!steady.isDrifting)
        #expect(abs(steady.vectorsPerS - 1000) < 50)
    }

    @Test func aWarmUpIsCutOff() throws {
        var generator = SeededGenerator(seed: 4)
        let rates = (0..<20).map { (index: Int) -> Double in
            (index < 4 ? 3000 : 1000) * (1 + 0.02 * generator.normal())
        }
        let steady = try #require(SteadyState(progress: progress(rates)))
        #expect(steady.warmupVectors == 400)
        #expect(abs(steady.vectorsPerS - 1000) < 20)
        #expect(!steady.isDrifting)
    }

    @Test func aRateThatFallsDrifts() throws {
        let rates = (0..<20).map { 1000 - 20 * Double($0) }
        let steady = try #require(SteadyState(progress: progress(rates)))
        #expect(steady.isDrifting && steady.change < -0.1)
        // A change under the tolerance does no harm, however certain it is.
        let slight = (0..<20).map { 1000 - 2 * Double($0) }
        #expect(try !#require(SteadyState(progress: progress(slight))).isDrifting)
    }

    @Test func noiseAloneSeldomDrifts() throws {
        var drifting = 0
        for seed in 0..<300 {
            var generator = SeededGenerator(seed: UInt64(seed))
            let rates = (0..<20).map { _ in 1000 * (1 + 0.2 * generator.normal()) }.map { max($0, 100) }
            if try #require(SteadyState(progress: progress(rates))).isDrifting { drifting += 1 }
        }
        // At a level of .01, and with a warm-up chosen for its looks: some more than one in a hundred.
        #expect(drifting <= 12, "\(drifting)")
    }

    @Test func fewPointsSayNothing() {
        #expect(SteadyState(progress: []) == nil)
        #expect(SteadyState(progress: progress([1, 2, 3])) == nil)
    }

    @Test func aBusyMachineIsDoubted() throws {
        let start = try #require(MachineLoad.Reading(stat: "cpu  100 0 50 1000 0 0 0 0 0 0\ncpu0 1", own: 1))
        func load(_ stat: String, own: Double) throws -> MachineLoad {
            MachineLoad(
                from: start, to: try #require(MachineLoad.Reading(stat: stat, own: own)), seconds: 1, cores: 2
            )
        }
        // One processor of two is this process's own work, and next to nothing else ran.
        #expect(try load("cpu  195 0 55 1100 0 0 0 0 0 0", own: 2).doubt == nil)
        // Another process took most of the second processor.
        let busy = try load("cpu  265 0 55 1030 0 0 0 0 0 0", own: 2)
        #expect(busy.doubt?.contains("0.66 processors") == true, "\(busy)")
        #expect(try load("cpu  195 0 55 1050 0 0 0 50 0 0", own: 2).doubt?.contains("hypervisor") == true)
        #expect(MachineLoad.Reading(stat: "intr 1 2 3", own: 0) == nil)
    }
}
