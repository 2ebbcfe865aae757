import StreamCore

/// Puts the shards of one run together.
public struct RunMerge: Sendable {
    /// The shards' folders, in any order.
    public var shards: [String]
    /// The folder to write.
    public var output: String
    /// Whether an earlier run there may be replaced.
    public var overwrite: Bool

    /// The merge of `shards` into `output`.
    public init(shards: [String], output: String, overwrite: Bool = false) {
        self.shards = shards
        self.output = output
        self.overwrite = overwrite
    }

    /// Writes the folder that one run of the whole suite would have written, timings aside.
    ///
    /// The environment is the first shard's; a note says in what the others' differ.
    ///
    /// - Parameter rendering: As for ``Runner/run(rendering:)``.
    /// - Throws: ``StreamCore/InputError`` when the folders are not all the shards of one run, each whole
    ///   and there once.
    public func run(rendering: (RunRecord) throws -> [RenderedFile]) throws -> Runner.Result {
        var archives: [RunArchive] = []
        for path in shards { archives.append(try RunArchive(path: path)) }
        archives.sort { ($0.plan.shard?.index ?? 0) < ($1.plan.shard?.index ?? 0) }
        try check(archives)
        let first = archives[0]
        var plan = first.plan
        plan.shard = nil
        var environment = first.environment
        environment.ended = archives.compactMap(\.environment.ended).max()
        environment.started = archives.map(\.environment.started).min() ?? environment.started
        let events = archives.flatMap(\.log.events).sorted { $0.place < $1.place }

        let folder = RunFolder(path: output)
        try folder.create(overwrite: overwrite)
        let lock = try folder.lock()
        defer { lock.release() }
        try folder.writeJSON(plan, to: "plan.json", pretty: false)
        let encoder = RunJSON.encoder(pretty: false)
        for event in events { try folder.append(line: try encoder.encode(event), to: "events.jsonl") }
        var record = RunAssembly(plan: plan, environment: environment).record(of: events)
        record.elapsedS = archives.reduce(0) { $0 + $1.record().elapsedS }
        for archive in archives.dropFirst() {
            for difference in environment.differences(from: archive.environment) {
                record.notes.append(
                    "shard \(archive.plan.shard?.description ?? "?") ran with \(difference.field) "
                        + "'\(difference.other)', the first with '\(difference.this)'")
            }
        }
        let paths = try RunReports(folder: folder, record: record).write(rendering)
        return Runner.Result(record: record, paths: paths)
    }

    private func check(_ archives: [RunArchive]) throws(InputError) {
        guard let first = archives.first else {
            throw InputError(file: output, problem: "no shard to merge was given")
        }
        for archive in archives {
            guard let shard = archive.plan.shard else {
                throw InputError(
                    file: archive.path, problem: "is a whole run, not a shard",
                    remedy: "merge what was run with --shard I/N")
            }
            guard archive.plan.configuration == first.plan.configuration,
                shard.count == first.plan.shard?.count
            else {
                throw InputError(
                    file: archive.path,
                    problem: "is not of the same run as \(first.path): "
                        + (shard.count == first.plan.shard?.count
                            ? first.plan.difference(from: archive.plan)
                            : "it is of \(shard.count) shards, not \(first.plan.shard?.count ?? 0)"),
                    remedy: "merge shards of one suite, seed and N")
            }
            let record = archive.record()
            guard record.cellsDone == record.cells else {
                throw InputError(
                    file: archive.path,
                    problem: "is not whole: \(record.cellsDone) of \(record.cells) cells are done",
                    remedy: "finish it with --resume")
            }
        }
        let count = first.plan.shard?.count ?? 0
        let indices = archives.compactMap(\.plan.shard?.index)
        if let twice = indices.first(where: { index in indices.filter { $0 == index }.count > 1 }) {
            throw InputError(
                file: output, problem: "shard \(twice)/\(count) was given twice",
                remedy: "give each shard once")
        }
        let missing = (1...max(count, 1)).filter { !indices.contains($0) }
        guard missing.isEmpty else {
            let names = missing.prefix(20).map { "\($0)/\(count)" }.joined(separator: ", ")
            throw InputError(
                file: output, problem: "shards are missing: \(names)",
                remedy: "give the folders of all shards")
        }
    }
}
