import StreamCore

extension RunSession {
    /// Runs accuracy cells side by side, one a processor: they measure no time.
    func run(_ cells: [AccuracyCell], _ pending: [Int], index: Int) async throws {
        let width = max(environment.cores, 1)
        progress.start("accuracy, \(width) streams at a time", cost: cells[pending[0]].cost / Double(width))
        try await withThrowingTaskGroup(of: (Int, AccuracyOutcome, Double).self) { group in
            var next = pending.makeIterator()
            func launch() {
                guard let place = next.next() else { return }
                let cell = cells[place]
                group.addTask {
                    let clock = ContinuousClock()
                    let start = clock.now
                    let outcome = try await AccuracyRun(cell: cell).run()
                    return (place, outcome, (clock.now - start).inSeconds)
                }
            }
            for _ in 0..<width { launch() }
            while let (place, outcome, seconds) = try await group.next() {
                try Task.checkCancellation()
                var event = event("accuracy", experiment: index, cell: place, seconds: seconds)
                event.accuracy = outcome
                let cost = cells[place].cost / Double(width)
                try finish(event, cost: cost)
                progress.start(cells[place].label, cost: cost)
                launch()
            }
        }
    }
}

extension AccuracyCell {
    /// About how many seconds a cell takes: a stream of a few thousand vectors at the generator's and the
    /// detector's pace.
    var cost: Double {
        let vectors = Double(count ?? 5000)
        return settings.coherence == "moments" ? vectors * 1e-4 : vectors * 2e-4
    }
}
