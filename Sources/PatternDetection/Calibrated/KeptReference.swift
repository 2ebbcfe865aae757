/// A reference that an event put aside: it keeps watching, its past frozen at the event's onset, for the old
/// state to return.
///
/// The event moved the channels by m; along w = m/√(mᵀRm), with R the channels' correlation
/// without change, a block's deviate is N(0, 1) once the old state is back and about N(δ, ·), δ = wᵀm, while
/// the event lasts. A CUSUM of the log-likelihood ratio decides.
struct KeptReference: Sendable {
    /// The reference with its past.
    var monitor: ReferenceMonitor
    private let direction: [Double]
    private let shift: Double
    private var cusum = 0.0
    private var blocks = 0
    private var recent = Latest<[Double]>(CalibrationConstants.libraryBlocks)
    /// What the channels said of each block since the onset.
    private var course: [(block: Int, z: [Double])] = []

    /// - Parameters:
    ///   - readings: What the channels said since the onset.
    init(monitor: ReferenceMonitor, readings: [ReferenceMonitor.Reading]) {
        self.monitor = monitor
        let channels = monitor.channels
        var mean = [Double](repeating: 0, count: channels.count)
        let root = Double(max(1, readings.count)).squareRoot()
        for c in channels.indices where channels[c].servesRecovery {
            var sum = 0.0
            for reading in readings where c < reading.z.count && reading.z[c].isFinite { sum += reading.z[c] }
            if abs(sum) / root > CalibrationConstants.recoveryChannelZ {
                mean[c] = sum / Double(max(1, readings.count))
            }
        }
        let variance = max(monitor.nullVariance(along: mean), 1e-9)
        direction = mean.map { $0 / variance.squareRoot() }
        var shift = 0.0
        for c in mean.indices { shift += direction[c] * mean[c] }
        self.shift = shift
        course = readings.map { ($0.block, $0.z) }
    }

    private static func place(_ z: [Double], along direction: [Double]) -> Double {
        var value = 0.0
        for c in direction.indices where c < z.count && direction[c] != 0 && z[c].isFinite {
            let limit = CalibrationConstants.largestZ
            value += direction[c] * min(max(z[c], -limit), limit)
        }
        return value
    }

    /// Whether the old state may be about to return: the blocks have begun to say so.
    var mayReturn: Bool { cusum > CalibrationConstants.returnHint }

    /// What the channels said of the event, from its onset on, seen from before it.
    func course(until onset: Int) -> EventCourse {
        EventCourse(course, channels: monitor.channels, onset: onset)
    }

    /// Judges a block; true when the old state has returned.
    mutating func process(_ block: DomainBlock, _ scratch: inout DetectionScratch) -> Bool {
        typealias Constants = CalibrationConstants
        monitor.reference.judge(block, &scratch)
        let reading = monitor.process(block, frozen: true, &scratch)
        recent.append(reading.z)
        blocks += 1
        course.append((block.index, reading.z))
        if course.count > Constants.onsetHistory { course.removeFirst() }
        guard shift > 1 else { return false }
        let value = Self.place(reading.z, along: direction)
        let centre = Constants.recoveryShare * min(shift, Constants.largestZ * 2)
        let deviation = max(Constants.recoveryDeviation, Constants.recoveryDeviationShare * centre)
        let scaled = (value - centre) / deviation
        let ratio = -0.5 * value * value + 0.5 * scaled * scaled + ChannelMath.log(deviation)
        cusum = max(0, cusum + min(ratio, Constants.recoveryIncrement))
        return cusum > Constants.recoveryThreshold && blocks >= Constants.recoveryBlocks
    }

    /// Whether the last blocks look like this reference's state, and how far they are from it (ΣZ²).
    var fit: (fits: Bool, distance: Double) {
        guard recent.count >= CalibrationConstants.libraryBlocks else { return (false, .infinity) }
        var distance = 0.0
        var largest = 0.0
        for (c, channel) in monitor.channels.enumerated() where channel.servesRecovery {
            var sum = 0.0
            for z in recent where c < z.count && z[c].isFinite { sum += z[c] }
            let value = sum / Double(recent.count).squareRoot()
            distance += value * value
            largest = max(largest, abs(value))
        }
        return (largest < CalibrationConstants.libraryZ, distance)
    }
}
