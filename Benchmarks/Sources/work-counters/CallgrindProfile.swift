/// What one run under callgrind executed: the totals of the file that it writes.
///
/// The format is in the Callgrind Format Specification of Valgrind's manual: a function is given a number
/// with its name where it first appears, and `calls=` says how often the function named before was called.
struct CallgrindProfile: Sendable, Hashable {
    /// Instructions of all threads.
    var instructions = 0
    /// Calls to the C library for memory, by whoever made them.
    var allocations = 0

    private static let allocators: Set<Substring> = [
        "malloc", "calloc", "realloc", "posix_memalign", "aligned_alloc", "memalign",
    ]

    /// Reads a file that callgrind wrote.
    init(text: String) {
        var allocatorNumbers: Set<Substring> = []
        var callee: Substring = ""
        for line in text.utf8.split(separator: UInt8(ascii: "\n")).map(Substring.init) {
            if line.hasPrefix("fn=") || line.hasPrefix("cfn=") {
                let value = line.drop { $0 != "=" }.dropFirst()
                let number = value.prefix { $0 != " " }
                let name = value.dropFirst(number.count).drop { $0 == " " }
                if Self.allocators.contains(name.prefix { $0 != "@" }) { allocatorNumbers.insert(number) }
                if line.first == "c" { callee = number }
            } else if line.hasPrefix("calls="), allocatorNumbers.contains(callee) {
                allocations += Int(line.dropFirst(6).prefix { $0 != " " }) ?? 0
            } else if line.hasPrefix("totals:") {
                instructions = Int(line.drop { $0 != " " }.dropFirst()) ?? 0
            }
        }
    }
}
