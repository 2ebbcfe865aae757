import ArgumentParser
import Evaluation

/// How a run is written, shared and taken up again: the options of every command that runs cells.
struct SuiteOptions: ParsableArguments {
    @Option(
        name: [.short, .long], help: "The folder to write.", completion: .directory)
    var output: String?

    @Flag(help: "Replace an earlier run in the folder.")
    var force = false

    @Flag(help: "Go on with a run that was interrupted in the folder; finished cells are not run again.")
    var resume = false

    @Option(
        help: ArgumentHelp(
            "Run only the I-th of N parts; 'faultline merge' puts the parts together.", valueName: "I/N"))
    var shard: Shard?

    @Flag(help: "Show the plan with an estimate of its time, and run nothing.")
    var dryRun = false

    mutating func validate() throws {
        if output == nil && !dryRun {
            throw ValidationError("Missing expected argument '--output <output>' (or give --dry-run).")
        }
        if resume && force {
            throw ValidationError("--resume keeps what --force would remove: give one of them.")
        }
    }
}

extension Shard: ExpressibleByArgument {
    /// Reads `I/N`.
    public init?(argument: String) { self.init(argument) }
}
