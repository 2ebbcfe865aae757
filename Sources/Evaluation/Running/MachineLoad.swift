import Foundation

/// What else ran on the machine while a cell was measured.
///
/// Linux counts, for the whole machine, ticks in which its processors worked and ticks that a hypervisor
/// gave to another guest. What this process did not use itself was used by others, and whether that matters
/// depends on how much was left over: a process that takes a third of what this one left free may have taken
/// it from this one.
package struct MachineLoad: Sendable, Hashable {
    /// Processors that other processes kept busy, on average.
    package var others: Double
    /// The share of what this process left free that others took.
    package var shareOfFree: Double
    /// The share of all processors' time that a hypervisor took.
    package var stolen: Double

    /// Above these a cell's times cannot be trusted.
    package static let largestShare = 0.3
    package static let largestStolen = 0.05

    /// Why a cell measured under this load cannot be trusted; nil where it can.
    package var doubt: String? {
        if shareOfFree > Self.largestShare {
            return "machine busy: other processes used \(Self.text(others)) processors"
        }
        if stolen > Self.largestStolen {
            return "machine busy: the hypervisor took \(Self.text(stolen * 100)) % of the time"
        }
        return nil
    }

    private static func text(_ value: Double) -> String {
        "\((value * 100).rounded() / 100)"
    }

    /// The counters at one moment.
    package struct Reading: Sendable {
        fileprivate var busy: Double
        fileprivate var stolen: Double
        fileprivate var own: Double
        fileprivate var at = ContinuousClock.now

        /// The counters now; nil where the system has none.
        static func now() -> Reading? {
            // A file of /proc has no length to ask for, so it is read by its handle.
            guard let handle = FileHandle(forReadingAtPath: "/proc/stat"),
                let data = try? handle.read(upToCount: 512)
            else { return nil }
            return Reading(
                stat: String(decoding: data, as: UTF8.self), own: ProcessUsage.processorSeconds())
        }

        /// The counters in the first line of `/proc/stat`: user, nice, system, idle, iowait, irq, softirq,
        /// steal, in hundredths of a second.
        package init?(stat: String, own: Double) {
            guard let line = stat.split(separator: "\n").first, line.hasPrefix("cpu ") else { return nil }
            let ticks = line.split(separator: " ").dropFirst().compactMap { Double($0) }
            guard ticks.count >= 8 else { return nil }
            busy = (ticks[0] + ticks[1] + ticks[2] + ticks[5] + ticks[6]) / 100
            stolen = ticks[7] / 100
            self.own = own
        }
    }

    /// The load between two readings, `seconds` apart; ticks are coarse, so two a processor are forgiven.
    package init(from start: Reading, to end: Reading, seconds: Double, cores: Int) {
        let own = end.own - start.own
        let slack = 0.02 * Double(cores)
        let seconds = max(seconds, 1e-3)
        others = max(0, end.busy - start.busy - own - slack) / seconds
        shareOfFree = others / max(Double(cores) - own / seconds, 0.1)
        stolen = max(0, end.stolen - start.stolen - slack) / (seconds * Double(max(cores, 1)))
    }

    /// The load since `start`; nil where the system does not say.
    static func since(_ start: Reading?) -> MachineLoad? {
        guard let start, let end = Reading.now() else { return nil }
        return MachineLoad(
            from: start, to: end, seconds: (end.at - start.at).inSeconds,
            cores: ProcessInfo.processInfo.activeProcessorCount)
    }
}
