import Foundation

/// The work of one unit of a part: what a longer run does more than a shorter one, so that start and
/// preparation cancel.
struct WorkDifference {
    let part: WorkPart
    let instructions: Double
    let allocations: Double

    /// Counts both runs.
    ///
    /// - Throws: As ``Callgrind/profile(_:times:)``.
    init(_ part: WorkPart) throws {
        let short = try Callgrind.profile(part, times: part.short)
        let long = try Callgrind.profile(part, times: part.long)
        let units = Double(part.long - part.short)
        self.part = part
        instructions = Double(long.instructions - short.instructions) / units
        allocations = Double(long.allocations - short.allocations) / units
    }

    var markdown: String {
        "| \(part.name) | \(part.unit) | \(Self.grouped(instructions)) | \(Self.rounded(allocations)) |"
    }

    var csv: String {
        "\"\(part.name)\",\(part.unit),\(Int(instructions.rounded())),\(Self.rounded(allocations))"
    }

    private static func rounded(_ value: Double) -> String {
        String(format: "%.2f", value)
    }

    private static func grouped(_ value: Double) -> String {
        var text = String(Int(value.rounded()))
        var end = text.count - 3
        while end > 0 {
            text.insert(",", at: text.index(text.startIndex, offsetBy: end))
            end -= 3
        }
        return text
    }
}
