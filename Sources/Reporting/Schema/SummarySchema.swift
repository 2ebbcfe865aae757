import Evaluation

/// The published JSON Schema of `summary.json`.
public enum SummarySchema {
    /// What its file is called, beside the summary.
    public static let fileName = "summary.schema.json"

    /// The whole file.
    public static var text: String {
        root.text(with: [
            "\"$schema\": \"https://json-schema.org/draft/2020-12/schema\"",
            "\"title\": \"Summary of a faultline run\"",
            "\"description\": \"summary.json: whether a run is complete, and its figures for programs. "
                + "Times are in seconds, sizes in bytes; a figure that is not defined is left out.\"",
        ]) + "\n"
    }

    private static let count = JSONSchema.integer(minimum: 0)
    private static let positive = JSONSchema.integer(minimum: 1)

    private static var root: JSONSchema {
        .object([
            JSONSchema.field("$schema", .text, "Where this schema lies, seen from the summary."),
            JSONSchema.field(
                "schema_version", .constant(resultSchemaVersion),
                "The version of fields and columns; it moves when a reader would have to."),
            JSONSchema.field("suite", .text, "The suite's name."),
            JSONSchema.field(
                "status", .words(["running", "complete", "failed", "cancelled"]),
                "Complete only when every cell is done and every file in place."),
            JSONSchema.field("seed", count, "The suite's seed."),
            JSONSchema.field(
                "configuration", .text,
                "The digest of what decides what was measured; runs of one digest compare cell by cell."),
            JSONSchema.optional(
                "shard",
                .object([
                    JSONSchema.field("index", positive, "Which part."),
                    JSONSchema.field("count", positive, "Of how many."),
                ]), "The part of the suite that was run; left out for all of it."),
            JSONSchema.optional("error", .text, "What ended the run early."),
            JSONSchema.field("cells", count, "Cells that were to be run."),
            JSONSchema.field("cells_done", count, "Cells that are done."),
            JSONSchema.field("started", .text, "When the run began, ISO 8601."),
            JSONSchema.optional("ended", .text, "When it ended, ISO 8601."),
            JSONSchema.optional("elapsed_s", .number, "Seconds that it took."),
            JSONSchema.field("environment", environment, "Machine and program; environment.json has more."),
            JSONSchema.field("files", .array(.text), "The files of the folder, reports first."),
            JSONSchema.field("notes", .array(.text), "What a reader should know."),
            JSONSchema.field("throughput", .array(SummaryRows.throughput), "Repeats of a cell together."),
            JSONSchema.field(
                "memory_growth", .array(SummaryRows.growth),
                "Peak memory in bytes of the longest stream over the shortest's."),
            JSONSchema.field(
                "cost_growth", .array(SummaryRows.growth),
                "Seconds a vector of the longest stream over the shortest's."),
            JSONSchema.field("latency", .array(SummaryRows.latency), "The rows of latency.csv."),
            JSONSchema.field("accuracy", .array(SummaryRows.accuracy), "The rows of accuracy.csv."),
            JSONSchema.field(
                "calibration", .array(SummaryRows.calibration), "The rows of calibration.csv."),
            JSONSchema.field("cascade", .array(SummaryRows.cascade), "The rows of cascade.csv."),
            JSONSchema.field("backends", .array(SummaryRows.backends), "The rows of backends.csv."),
        ])
    }

    private static var environment: JSONSchema {
        .object([
            JSONSchema.field("cpu", .text, "The processor's name."),
            JSONSchema.field("isa", .text, "The instruction set that the simd kernels ran on."),
            JSONSchema.field("cores", positive, "Logical processors that the process might use."),
            JSONSchema.field("architecture", .text, "The processor's architecture."),
            JSONSchema.field("memory_bytes", count, "Physical memory."),
            JSONSchema.field("system", .text, "The operating system and its kernel."),
            JSONSchema.field("compiler", .text, "The compiler that built the program."),
            JSONSchema.field("build_configuration", .text, "release or debug."),
            JSONSchema.optional("git_commit", .text, "The commit that the program was built from."),
            JSONSchema.optional("git_modified", .boolean, "Whether its working copy had changes."),
            JSONSchema.field("openblas_version", .text, "OpenBLAS's version."),
            JSONSchema.field("openblas_core", .text, "The core type whose kernels OpenBLAS used."),
            JSONSchema.optional(
                "peak_gflops", .number, "The measured multiply-add peak of one thread, in 1e9 FLOP/s."),
        ])
    }
}
