import ArgumentParser
import Evaluation

/// The hidden command that a run starts for cells that need a process of their own.
struct WorkerSubcommand: AsyncParsableCommand {
    static let name = "worker"
    static let configuration = CommandConfiguration(
        commandName: name, abstract: "Serves a run's measurements on standard input and output.",
        shouldDisplay: false)

    func run() async {
        await Worker.serve()
    }
}
