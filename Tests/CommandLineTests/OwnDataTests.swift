import Foundation
import StreamFormats
import Testing

/// Data in every format goes out of `generate` and into `detect` and the suites.
@Suite struct OwnDataTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private static let options = [
        "--detection-interval", "50", "--windowing", "count", "--window", "500", "--coherence", "moments",
    ]

    /// A scenario with one strong break at block 60 of 80.
    private func scenario() throws -> String {
        try folder.file(
            "break.yaml",
            """
            name: break
            dimension: 32
            count: 4000
            domains: [climate, finance]
            events:
              - {type: coherenceBreak, domains: [climate], start: 60 blocks, strength: strong}
            """)
    }

    private func object(_ text: String) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any], "\(text)")
    }

    @Test func everyFormatGivesTheSamePatterns() throws {
        let scenario = try scenario()
        var outputs: [String: String] = [:]
        for format in ["folder", "npy", "fvecs", "fbin", "csv", "jsonl", "bvecs", "u8bin"] {
            let data = folder.path("data.\(format)")
            let generated = try Faultline.run(
                ["generate", scenario, "--output", data, "--format", format, "--format", "json"])
            #expect(generated.status == 0, "\(generated.errors)")
            let told = try object(generated.output)
            #expect(told["format"] as? String == format && told["vectors"] as? Int == 4000)
            for file in try #require(told["files"] as? [String]) {
                #expect(FileManager.default.fileExists(atPath: file))
            }
            let detected = try Faultline.run(["detect", data, "--score", "--format", "json"] + Self.options)
            #expect(detected.status == 0, "\(detected.errors)")
            outputs[format] = detected.output
            let summary = try object(detected.errors)
            #expect(summary["input_format"] as? String == format)
            let accuracy = try #require(summary["accuracy"] as? [String: Any])
            let typed = try #require(accuracy["typed"] as? [String: Any])
            #expect(typed["true_positives"] as? Int == 1 && typed["false_negatives"] as? Int == 0)
            #expect((0...8).contains(try #require(typed["delay_mean_blocks"] as? Double)))
            // A second time without --force: what is there is left alone.
            let again = try Faultline.run(["generate", scenario, "--output", data, "--format", format])
            #expect(again.status == 74)
        }
        for format in ["npy", "fvecs", "fbin", "csv", "jsonl"] {
            #expect(outputs[format] == outputs["folder"])
        }
        #expect(outputs["u8bin"] == outputs["bvecs"])
        let piped = try Faultline.run(["generate", scenario, "--output", "-", "--quiet"])
        #expect(piped.status == 0)
        #expect(
            try Faultline.run(["detect", "-"] + Self.options, input: piped.output).output == outputs["folder"]
        )
    }

    @Test func theNameTellsTheFormat() throws {
        let path = folder.path("x.fbin")
        #expect(try Faultline.run(["generate", try scenario(), "-o", path, "--count", "10"]).status == 0)
        #expect(try VectorSource.open(path).format == .fbin)
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)).count == 8 + 10 * 32 * 4)
        for format in [["npy", "csv"], ["text", "json"], ["parquet"]] {
            let outcome = try Faultline.run(
                ["generate", try scenario(), "-o", folder.path("y")] + format.flatMap { ["--format", $0] })
            #expect(outcome.status == 64)
        }
    }

    @Test func columnsAndUnitsAreMapped() throws {
        var text = "url,published,desk,x0,x1,x2\n"
        for row in 0..<300 {
            text += "u\(row),\(1_700_000_000_000 + row * 1000),d\(row % 2),\(row % 5 + 1),\(row % 7),1\n"
        }
        let path = try folder.file("news.csv", text)
        let mapping = "id=url,timestamp=published,domain=desk,embedding=x*"
        let outcome = try Faultline.run(["detect", path, "--columns", mapping, "--format", "json"])
        #expect(outcome.status == 0, "\(outcome.errors)")
        let summary = try object(outcome.errors)
        #expect(summary["vectors_processed"] as? Int == 300)
        // Five minutes in windows of a minute every thirty seconds.
        #expect((9...13).contains(try #require(summary["windows"] as? Int)))
        #expect((summary["notes"] as? [String])?.contains { $0.contains("milliseconds") } == true)
        // Taken at another word, the same numbers are three tenths of a second.
        let micro = try Faultline.run(
            ["detect", path, "--columns", mapping, "--timestamp-unit", "us", "--format", "json"])
        #expect((try object(micro.errors)["windows"] as? Int ?? 99) <= 3)
    }

    @Test(
        arguments: [
            (
                ["--columns", "timestamp=publisched,embedding=x*"], 65,
                ["news.csv:1", "publisched", "did you mean 'published'"]
            ),
            (["--columns", "embedding=y*"], 65, ["news.csv:1", "y*", "there are: url, published, x0"]),
            ([], 65, ["news.csv:1", "embedding", "--columns"]),
            (["--columns", "idd=url"], 64, ["did you mean 'id'"]), (["--rate", "0"], 64, ["--rate"]),
            (["--timestamp-unit", "days"], 64, ["days", "auto, iso, s"]),
            (["--domain", "a;b"], 64, ["--domain"]),
            (["--input-format", "parquet"], 64, ["parquet"]),
            (["--columns", "embedding=x*", "--score"], 66, ["--truth"]),
            (["--columns", "embedding=x*", "--truth", "nowhere.csv"], 66, ["nowhere.csv"]),
            (["--columns", "embedding=x*", "--timestamp-unit", "iso"], 0, []),
        ] as [([String], Int32, [String])])
    func whatIsWrongIsNamed(options: [String], status: Int32, words: [String]) throws {
        let path = try folder.file("news.csv", "url,published,x0\na,1700000000,1\nb,1700000001,2\n")
        let outcome = try Faultline.run(["detect", path] + options)
        #expect(outcome.status == status, "\(outcome.errors)")
        for word in words { #expect(outcome.errors.contains(word), "\(outcome.errors)") }
        #expect(outcome.output.isEmpty)
    }

    @Test func numbersAloneAreJudgedByANamedTruth() throws {
        let data = folder.path("data.npy")
        #expect(try Faultline.run(["generate", try scenario(), "-o", data]).status == 0)
        let truth = folder.path("truth.csv")
        try FileManager.default.moveItem(atPath: data + ".truth.csv", toPath: truth)
        try FileManager.default.removeItem(atPath: data + ".meta.json")
        let outcome = try Faultline.run(["detect", data, "--truth", truth] + Self.options)
        #expect(outcome.status == 0)
        #expect(outcome.errors.contains("typed: 1 of 1 found"), "\(outcome.errors)")
        let broken = try folder.file("broken.csv", "event,type\n")
        #expect(try Faultline.run(["detect", data, "--truth", broken]).status == 65)
    }

    @Test func suitesMeasureOwnData() throws {
        let data = folder.path("mine")
        #expect(try Faultline.run(["generate", try scenario(), "-o", data]).status == 0)
        let bare = folder.path("bare.fvecs")
        #expect(try Faultline.run(["generate", try scenario(), "-o", bare, "--count", "600"]).status == 0)
        try FileManager.default.removeItem(atPath: bare + ".truth.csv")
        try FileManager.default.removeItem(atPath: bare + ".meta.json")
        let suite = try folder.file(
            "suite.yaml",
            """
            name: own
            experiments:
              - throughput: {scenarios: [mine, bare.fvecs], window: 500, slide: 100}
              - accuracy: {scenarios: [mine, break.yaml], seeds: 2}
            """)
        let output = folder.path("run")
        let outcome = try Faultline.run(["run", suite, "--output", output, "--quiet"])
        #expect(outcome.status == 0, "\(outcome.errors)")
        let throughput = try records(output + "/throughput.csv")
        #expect(
            throughput.map { $0["scenario"] } == ["mine", "bare"]
                || throughput.map { $0["scenario"] } == ["bare", "mine"])
        #expect(throughput.first { $0["scenario"] == "mine" }?["vectors"] == "4000")
        #expect(throughput.first { $0["scenario"] == "bare" }?["vectors"] == "600")
        #expect(throughput.allSatisfy { $0["dimension"] == "32" })
        let accuracy = try records(output + "/accuracy.csv").filter { $0["pattern_type"] == "any" }
        #expect(accuracy.first { $0["scenario"] == "mine" }?["seeds"] == "1")
        #expect(accuracy.first { $0["scenario"] == "mine" }?["true_positives"] == "1")
        #expect(accuracy.first { $0["scenario"] == "break" }?["seeds"] == "2")

        for (arguments, words) in [
            (["accuracy", bare], ["bare.fvecs", "truth.csv"]),
            (["throughput", bare, "--count", "601"], ["601", "600"]),
            (["throughput", bare, "--sweep", "dimension=16"], ["16", "32"]),
            (["accuracy", data, "--sweep", "strength=weak"], ["strength", "recorded"]),
        ] {
            let refused = try Faultline.run(arguments + ["--output", folder.path("no")])
            #expect(refused.status == 65, "\(refused.errors)")
            for word in words { #expect(refused.errors.contains(word), "\(refused.errors)") }
        }
    }

    @Test func aDescriptionStandsForItsData() throws {
        var text = "url,at,desk,note,x0,x1,x2\n"
        for row in 0..<200 {
            text += "u\(row),\(1_700_000_000 + row),d\(row % 2),n\(row),\(row % 5 + 1),\(row % 7),1\n"
        }
        _ = try folder.file("news.csv", text)
        let description = try folder.file(
            "news.yaml",
            """
            name: newsroom
            data: news.csv
            columns: id=url,timestamp=at,domain=desk,embedding=x*
            timestamp_unit: s
            """)
        // From one format to another, with the metadata.
        let data = folder.path("news.fvecs")
        let converted = try Faultline.run(["generate", description, "-o", data])
        #expect(converted.status == 0, "\(converted.errors)")
        // Nobody said what changes in it.
        #expect(!FileManager.default.fileExists(atPath: data + ".truth.csv"))
        let source = try VectorSource.open(data)
        let first = try #require(try source.next())
        #expect(first.id == "u0" && first.domain.name == "d0" && first.metadata == ["note": "n0"])
        #expect(first.timestamp.nanoseconds == 1_700_000_000_000_000_000 && first.embedding == [1, 0, 1])
        let output = folder.path("run")
        let measured = try Faultline.run([
            "throughput", description, "-o", output, "--window", "100", "--slide", "50",
        ])
        #expect(measured.status == 0, "\(measured.errors)")
        let rows = try records(output + "/throughput.csv")
        #expect(rows.map { $0["scenario"] } == ["news"] && rows.map { $0["vectors"] } == ["200"])
        for (line, words) in [
            ("colums: id=url", ["news.yaml:2", "colums", "columns"]),
            ("columns: id=uri,embedding=x*", ["news.csv:1", "'uri'", "'url'"]),
            ("columns: idd=url", ["news.yaml:2", "columns", "'id'"]), ("rate: 0", ["news.yaml:2", "rate"]),
            ("timestamp_unit: days", ["news.yaml:2", "days", "us"]),
            ("truth: none.csv", ["none.csv"]),
        ] {
            let broken = try folder.file(
                "news.yaml",
                "data: news.csv\n\(line)\n" + (line.contains("col") ? "" : "columns: embedding=x*\n"))
            let outcome = try Faultline.run(["generate", broken, "-o", folder.path("no")])
            #expect(outcome.status == 65 || outcome.status == 66, "\(outcome.errors)")
            for word in words { #expect(outcome.errors.contains(word), "\(line): \(outcome.errors)") }
        }
    }

    private func records(_ path: String) throws -> [[String: String]] {
        var reader = try CSVReader(path)
        let header = try #require(try reader.next()).fields
        var rows: [[String: String]] = []
        while let record = try reader.next() {
            rows.append(Dictionary(uniqueKeysWithValues: zip(header, record.fields)))
        }
        return rows
    }

    /// Runs a line of shell in which `$FAULTLINE` is the program.
    private func shell(_ line: String) throws -> (status: Int32, errors: String) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", line]
        process.environment = ProcessInfo.processInfo.environment.merging(
            ["FAULTLINE": Faultline.executable.path]) { $1 }
        process.currentDirectoryURL = folder.url
        let errors = folder.path("errors.txt")
        _ = FileManager.default.createFile(atPath: errors, contents: nil)
        process.standardError = FileHandle(forWritingAtPath: errors)
        try process.run()
        process.waitUntilExit()
        let text = try String(contentsOfFile: errors, encoding: .utf8)
        try FileManager.default.removeItem(atPath: errors)
        return (process.terminationStatus, text)
    }

    @Test func aFullDiskIsOneLineAndLeavesNothing() throws {
        _ = try scenario()
        for target in ["data", "data.npy", "data.csv", "data.u8bin"] {
            // Sixty-four blocks of 512 bytes: enough to begin, too little to end.
            let outcome = try shell("ulimit -f 64; exec \"$FAULTLINE\" generate break.yaml -o \(target)")
            #expect(outcome.status == 74, "\(outcome)")
            #expect(outcome.errors.split(separator: "\n").count == 1, "\(outcome.errors)")
            #expect(try folder.contents() == ["break.yaml"])
        }
        let full = try shell("exec \"$FAULTLINE\" generate break.yaml -o - --format jsonl > /dev/full")
        #expect(full.status == 74 && full.errors.contains("standard output"), "\(full)")
        let gone = try shell(
            "\"$FAULTLINE\" generate break.yaml -o - -q --format csv | head -n 1 > /dev/null")
        #expect(gone.errors.contains("standard output"), "\(gone)")
    }
}
