import StreamCore

/// What a maker hands over for one arrival.
struct MadeVector: Sendable {
    var embedding: [Float]
    /// The events that this vector carries, with the place of its domain in each.
    var carries: [(event: Int, hop: Int)] = []
    /// The nuisance that made an outlier of it.
    var outlier: Int?
    var metadata: [String: String] = [:]
}

/// Makes the content of a stream's vectors, one arrival after another.
protocol VectorMaker: Sendable {
    /// The content of the vector that arrives in the `domain`-th domain, `time` nanoseconds after the
    /// stream's beginning.
    mutating func make(domain: Int, time: Int64) -> MadeVector
}

/// Puts a stream together: arrivals, their content, what comes late, and the truth.
///
/// Every vector depends on what came before it and on nothing else, so a longer stream of the same seed
/// begins with the shorter one.
struct StreamAssembler<Maker: VectorMaker>: Sendable {
    private struct Arrival: Sendable {
        let time: Int64
        let domain: Int
        let made: MadeVector
    }

    private let timing: StreamTiming
    private let domains: [Domain]
    private let countLimit: Int
    private let timeLimit: Int64
    private var arrivals: ArrivalProcess
    private var maker: Maker
    private var recorder: TruthRecorder
    private var lateness: SeededGenerator
    private var late = DelayLine<Arrival>()
    private var upcoming: Arrival?
    private var isOver = false
    private var emitted = 0

    init(
        timing: StreamTiming, domains: [Domain], shares: [Double], nuisances: [Nuisance],
        schedule: EventSchedule, maker: Maker, seed: UInt64, count: Int?
    ) {
        self.timing = timing
        self.domains = domains
        self.maker = maker
        countLimit = count ?? timing.count ?? .max
        // A count given for this run replaces the scenario's length, whichever way it is stated.
        timeLimit = count == nil ? timing.duration?.wholeNanoseconds ?? .max : .max
        arrivals = ArrivalProcess(
            timing: timing, shares: shares, domains: domains, nuisances: nuisances, seed: seed)
        recorder = TruthRecorder(
            schedule: schedule, timing: timing, domains: domains, nuisances: nuisances)
        lateness = SeededGenerator(seed: seed, stream: RandomStream.lateness)
    }

    var truth: GroundTruth { recorder.truth }

    mutating func next() -> SemanticVector? {
        guard emitted < countLimit else { return nil }
        guard let outOfOrder = timing.outOfOrder else {
            return arrive().map { emit($0) }
        }
        while true {
            if upcoming == nil { upcoming = arrive() }
            if let held = late.release(by: upcoming?.time ?? .max) { return emit(held) }
            guard let fresh = upcoming else { return nil }
            upcoming = nil
            guard lateness.uniform() < outOfOrder.fraction else { return emit(fresh) }
            let delay = lateness.uniform() * Double(outOfOrder.lateness.wholeNanoseconds)
            late.hold(fresh, until: fresh.time &+ Int64(delay))
        }
    }

    private mutating func arrive() -> Arrival? {
        guard !isOver, let (time, domain) = arrivals.next(), time < timeLimit else {
            isOver = true
            return nil
        }
        return Arrival(time: time, domain: domain, made: maker.make(domain: domain, time: time))
    }

    private mutating func emit(_ arrival: Arrival) -> SemanticVector {
        let id = "v\(emitted)"
        for tag in arrival.made.carries {
            recorder.note(
                event: tag.event, hop: tag.hop, id: id, index: emitted, time: arrival.time)
        }
        if let nuisance = arrival.made.outlier {
            recorder.note(outlierOf: nuisance, id: id, time: arrival.time)
        }
        emitted += 1
        return SemanticVector(
            id: id, embedding: arrival.made.embedding, domain: domains[arrival.domain],
            timestamp: timing.epoch.advanced(byNanoseconds: arrival.time),
            metadata: arrival.made.metadata)
    }
}
