import StreamCore

extension RunSession {
    /// Runs kernel cells one after the other, each with all its variants side by side.
    func run(
        _ experiment: BackendsExperiment, _ cells: [KernelCell], _ pending: [Int], index: Int
    ) async throws {
        var workers: [(core: String, process: WorkerProcess)] = []
        defer { for worker in workers { worker.process.close() } }
        let cores = BLASCores.alternatives(to: environment)
        var notes: [String] = []
        if let command = options.worker {
            for core in cores {
                workers.append(
                    (core, try WorkerProcess(command, environment: ["OPENBLAS_CORETYPE": core])))
            }
        } else if !cores.isEmpty {
            notes.append("OpenBLAS was measured with core type \(environment.openblasCore) alone")
        }
        for place in pending {
            let cell = cells[place]
            try Task.checkCancellation()
            progress.start(cell.id, cost: KernelCell.cost)
            let start = clock.now
            let load = MachineLoad.Reading.now()
            let outcome = try await experiment.run(cell, workers: workers, progress: progress)
            var event = event(
                "backends", experiment: index, cell: place, seconds: (clock.now - start).inSeconds)
            event.kernel = outcome
            // Workers take turns with this process, and their time is not its own.
            event.doubt = workers.isEmpty ? MachineLoad.since(load)?.doubt : nil
            event.notes = notes.isEmpty ? nil : notes
            try finish(event, cost: KernelCell.cost)
        }
    }
}

extension KernelCell {
    /// About how many seconds a cell adds to a run.
    static let cost = 0.7
}
