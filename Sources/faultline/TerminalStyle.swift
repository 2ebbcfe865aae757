import ArgumentParser
import Foundation

/// When text is coloured.
enum ColorChoice: String, ExpressibleByArgument, CaseIterable {
    /// On a terminal that can, unless NO_COLOR (https://no-color.org) is set.
    case auto
    /// Always, a pipe included.
    case always
    /// Never.
    case never

    /// The choice among a program's arguments, for what is said before they are parsed, or instead.
    static func asked(_ arguments: [String]) -> ColorChoice {
        for (place, argument) in arguments.enumerated() {
            if argument == "--color", place + 1 < arguments.count {
                return ColorChoice(rawValue: arguments[place + 1]) ?? .auto
            }
            if argument.hasPrefix("--color=") {
                return ColorChoice(rawValue: String(argument.dropFirst("--color=".count))) ?? .auto
            }
        }
        return .auto
    }

    /// The style for what is written to this file.
    func style(for descriptor: Int32) -> TerminalStyle {
        TerminalStyle(
            isColoured: isOn(
                environment: ProcessInfo.processInfo.environment, isTerminal: isatty(descriptor) == 1))
    }

    /// Whether colour is used: an explicit choice wins over the environment.
    func isOn(environment: [String: String], isTerminal: Bool) -> Bool {
        switch self {
        case .always: return true
        case .never: return false
        case .auto:
            let refused = !(environment["NO_COLOR"] ?? "").isEmpty
            return isTerminal && !refused && environment["TERM"] != "dumb"
        }
    }
}

/// Colours text where that is wanted: meaning is never in the colour alone.
struct TerminalStyle {
    var isColoured: Bool

    /// The few inks that are told apart on dark and light ground alike.
    enum Ink: String {
        case bold = "1"
        case faint = "2"
        case red = "31"
        case green = "32"
        case yellow = "33"
    }

    func paint(_ text: String, _ ink: Ink) -> String {
        isColoured ? "\u{1B}[\(ink.rawValue)m\(text)\u{1B}[0m" : text
    }
}
