import StreamCore

extension RunSession {
    /// Runs throughput cells one after the other.
    func run(_ cells: [ThroughputCell], _ pending: [Int], index: Int) async throws {
        let streams = PreparedStreams(for: pending.map { cells[$0] }.filter { $0.source == .generated })
        try await warmUp(pending.map { cells[$0] }, streams)
        for place in pending {
            let cell = cells[place]
            try Task.checkCancellation()
            progress.start(cell.label, cost: cell.cost)
            let start = clock.now
            var notes: [String] = []
            let row: ThroughputRow
            if cell.source == .streamed, let command = options.worker {
                row = try await runApart(cell, command)
            } else {
                if cell.source == .streamed {
                    notes.append(
                        "streamed cells shared one process, so their peak memory is not theirs alone")
                }
                row = try await ThroughputRun(
                    cell: cell, vectors: try streams.vectors(of: cell), peakGflops: environment.peakGflops
                ).run(progress: progress)
            }
            var event = event(
                "throughput", experiment: index, cell: place, seconds: (clock.now - start).inSeconds)
            event.throughput = row
            event.notes = notes.isEmpty ? nil : notes
            try finish(event, cost: cell.cost)
        }
    }

    /// Runs a short stretch of every combination of backend and coherence, so that code and tables are
    /// loaded and the clock has risen before the first measurement.
    private func warmUp(_ cells: [ThroughputCell], _ streams: PreparedStreams) async throws {
        var seen: Set<String> = []
        for var cell in cells where cell.source == .generated {
            guard seen.insert("\(cell.settings.backend) \(cell.settings.coherence)").inserted else {
                continue
            }
            progress.start("warm-up", cost: 0)
            let vectors = try streams.vectors(of: cell)?.prefix(2000)
            cell.vectors = vectors?.count
            _ = try await ThroughputRun(cell: cell, vectors: vectors.map(Array.init)).run(progress: nil)
        }
    }

    private func runApart(_ cell: ThroughputCell, _ command: WorkerCommand) async throws -> ThroughputRow {
        let process = try WorkerProcess(command)
        defer { process.close() }
        switch try await process.ask(.throughput(cell)) {
        case .throughput(var row):
            row.peakFraction = environment.peakGflops.map { row.gflops / ($0 * Double(row.concurrency)) }
            return row
        case .failure(let reason): throw WorkerError.failed(reason)
        default: throw WorkerError.failed("the worker process answered something else")
        }
    }
}
