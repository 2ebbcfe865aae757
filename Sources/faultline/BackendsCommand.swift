import ArgumentParser
import Evaluation

/// `faultline backends`: the kernels side by side.
struct BackendsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backends",
        abstract: "Compare the similarity kernels with OpenBLAS over windows, dimensions and batches.",
        discussion: """
            EXAMPLES
              faultline backends --output results/kernels
              faultline backends --output results/kernels --sweep window=256,1024 \\
                  --sweep dimension=128,384 --sweep batch=1,16,256

            OpenBLAS is measured with its default core type and with Haswell's, and the better one is quoted.
            """)

    @Option(help: "How often each kernel is measured.")
    var repeats: Int?

    @Option(help: "Seeds the vectors and the order of the cells.")
    var seed: UInt64 = 1

    @Option(help: ArgumentHelp("A factor and its values: window, dimension, batch.", valueName: "key=v1,v2"))
    var sweep: [String] = []

    @OptionGroup(title: "Run options") var options: SuiteOptions
    @OptionGroup var common: CommonOptions

    func run() async throws {
        try await reportingFailures {
            let sweeps = sweep.isEmpty ? ["window=1024", "dimension=384", "batch=1,16,64,256"] : sweep
            let settings = repeats.map { [(key: "repeats", value: String($0))] } ?? []
            let suite = try Suite(experiment: "backends", settings: settings, sweeps: sweeps, seed: seed)
            try await SuiteRun(options: options, common: common)(suite)
        }
    }
}
