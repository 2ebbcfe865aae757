import StreamCore

extension RunSession {
    /// Runs latency cells one after the other, each subject's search before what depends on it.
    func run(_ cells: [LatencyCell], _ pending: [Int], index: Int) async throws {
        let streams = LatencyStreams()
        var sustainable = searched()
        for place in pending {
            let cell = cells[place]
            try Task.checkCancellation()
            progress.start(cell.label, cost: cell.cost)
            let start = clock.now
            let outcome = try await LatencyRun(
                cell: cell, vectors: try streams.vectors(of: cell),
                sustainablePerS: sustainable[cell.subject]
            ).run(progress: progress)
            // The first search is the one that shares refer to.
            if cell.kind == .search, sustainable[cell.subject] == nil {
                sustainable[cell.subject] = outcome.sustainablePerS
            }
            var event = event(
                "latency", experiment: index, cell: place, seconds: (clock.now - start).inSeconds)
            event.latency = outcome
            try finish(event, cost: cell.cost)
        }
    }

    /// The sustainable rates that searches have found so far, also before an interruption.
    private func searched() -> [LatencySubject: Double] {
        var rates: [LatencySubject: Double] = [:]
        for event in events {
            guard let rate = event.latency?.sustainablePerS, let cell = latencyCell(of: event),
                rates[cell.subject] == nil
            else { continue }
            rates[cell.subject] = rate
        }
        return rates
    }
}

/// The vectors of latency cells, made once for all cells that follow each other with the same stream.
private final class LatencyStreams {
    private var key: Key?
    private var vectors: [SemanticVector] = []

    private struct Key: Hashable {
        var path: String
        var dimension: Int?
        var seed: UInt64
        var count: Int
    }

    func vectors(of cell: LatencyCell) throws(InputError) -> [SemanticVector] {
        let subject = cell.subject
        let key = Key(
            path: subject.scenario.path, dimension: subject.dimension, seed: subject.seed, count: cell.vectors
        )
        if key != self.key {
            vectors = []
            self.key = nil
            vectors = try subject.scenario.load()
                .stream(seed: subject.seed, count: cell.vectors, dimension: subject.dimension)
                .generate().vectors
            self.key = key
        }
        return vectors
    }
}
