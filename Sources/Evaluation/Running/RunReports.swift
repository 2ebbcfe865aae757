import StreamCore

/// Writes the files that tell what a run came to, the summary last.
struct RunReports {
    var folder: RunFolder
    var record: RunRecord

    /// Renders and writes everything; the paths of the files, the report first.
    ///
    /// A file that cannot be written does not keep the others from being written; the summary then says
    /// that the run failed, and the first such error is thrown.
    func write(
        _ rendering: (RunRecord) throws -> [RenderedFile]
    ) throws -> [String] {
        var failure: (any Error)?
        var written: [String] = []
        do {
            for file in try rendering(record) {
                do {
                    try folder.write(file.content, to: file.name)
                    written.append(file.name)
                } catch {
                    failure = failure ?? error
                }
            }
            try folder.writeJSON(record.environment, to: "environment.json")
        } catch {
            failure = failure ?? error
        }
        let files = RunFolder.listed(written)
        var record = record
        if let failure {
            record.status = .failed
            record.failure = record.failure ?? "\(failure)"
        }
        do {
            try folder.writeJSON(RunSummary(record, files: files), to: "summary.json")
        } catch {
            throw failure ?? error
        }
        if let failure { throw failure }
        return files.map(folder.file)
    }
}
