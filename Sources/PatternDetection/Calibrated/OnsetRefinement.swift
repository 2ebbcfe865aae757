import StreamCore

/// Finds the vector at which a change began, where the channel that raised the alarm scores single vectors.
enum OnsetRefinement {
    /// The event time of the first vector that carries the change; nil where the channel cannot tell.
    ///
    /// The vectors around the block of the onset are split where N(0, 1) before and N(δ, 1) after fit best, δ being
    /// the mean score of the blocks that follow. Without it a lag between two domains is off by one whenever
    /// a change begins late in one block and is first seen in the next. O(vectors of a few blocks · rows ·
    /// dimension).
    ///
    /// - Parameters:
    ///   - blocks: The domain's last blocks, in order.
    ///   - onsetBlock: The block in which the change probably began.
    ///   - lead: The leading channel's kind; nil for the conformal bets, which look at s.
    ///   - reference: What the domain was like before.
    static func moment(
        in blocks: [DomainBlock], onsetBlock: Int, lead: Channel.Kind?, reference: DomainReference
    ) -> EventTime? {
        let sign: Double
        let useY: Bool
        switch lead {
        case .tighter, .plainTighter: (sign, useY) = (1, false)
        case nil, .looser, .plainLooser, .stragglers: (sign, useY) = (-1, false)
        case .towardsMean: (sign, useY) = (1, true)
        case .awayFromMean, .plainAway: (sign, useY) = (-1, true)
        case .drift, .novel, .foreign, .fading, .growing: return nil
        }
        guard let place = blocks.firstIndex(where: { $0.index >= onsetBlock }) else { return nil }
        func scores(_ block: DomainBlock) -> [Double] {
            let judged = block.vectors.withUnsafeBufferPointer {
                reference.judge($0.baseAddress!, count: block.count)
            }
            return (useY ? judged.y : judged.s).map { sign * $0 }
        }
        let nearby = blocks[max(0, place - 1)..<min(place + 2, blocks.count)]
        let values = nearby.flatMap(scores)
        let times = nearby.flatMap(\.timestamps)
        let later = blocks[min(place + 1, blocks.count)...].prefix(6).flatMap(scores)
        let sample = later.isEmpty ? scores(blocks[place]) : later
        guard !sample.isEmpty else { return nil }
        let shift = sample.reduce(0, +) / Double(sample.count)
        guard shift >= CalibrationConstants.leastOnsetShift else { return nil }
        var best = (place: values.count - 1, sum: -Double.infinity)
        var sum = 0.0
        for index in values.indices.reversed() {
            sum += shift * (values[index] - shift / 2)
            if sum > best.sum { best = (index, sum) }
        }
        return times.indices.contains(best.place) ? times[best.place] : nil
    }
}
