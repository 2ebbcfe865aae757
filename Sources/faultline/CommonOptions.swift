import ArgumentParser

/// How a command talks: the options that every command has.
struct CommonOptions: ParsableArguments {
    @Flag(name: [.short, .long], help: "Print nothing but errors and the data asked for.")
    var quiet = false

    @Option(name: .customLong("format"), help: "How results are printed on standard output.")
    var chosenFormat: OutputFormat = .text

    @Flag(help: "Short for --format json.")
    var json = false

    @Option(help: "Whether text is coloured; auto colours a terminal's, unless NO_COLOR is set.")
    var color: ColorChoice = .auto

    /// How results are printed.
    var format: OutputFormat { json ? .json : chosenFormat }
}

/// How results are printed on standard output.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
    /// For people.
    case text
    /// One JSON value.
    case json
}
