import ArgumentParser

/// How a command talks: the options that every command has.
struct CommonOptions: ParsableArguments {
    @Flag(name: [.short, .long], help: "Print nothing but errors and the data asked for.")
    var quiet = false

    @Option(help: "How results are printed on standard output: text or json.")
    var format: OutputFormat = .text
}

/// How results are printed on standard output.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
    /// For people.
    case text
    /// One JSON value.
    case json
}
