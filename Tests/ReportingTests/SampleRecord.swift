import Evaluation

/// A run with rows for every part of a report, its figures smooth functions of the factors.
enum SampleRecord {
    static var whole: RunRecord {
        var environment = Rows.environment
        environment.peaks = [.init(isa: "avx2", gflops: 100), .init(isa: "portable", gflops: 20)]
        environment.bandwidths = [
            .init(level: "L1d", bytes: 16 << 10, gigabytesPerS: 180),
            .init(level: "L2", bytes: 256 << 10, gigabytesPerS: 90),
            .init(level: "memory", bytes: 256 << 20, gigabytesPerS: 15),
        ]
        var record = RunRecord(suite: "sample", suiteFile: "sample.yaml", seed: 1, environment: environment)
        record.elapsedS = 61
        record.cells = 30
        record.cellsDone = 30
        record.throughput = throughput
        record.latency = latency
        record.accuracy = accuracy
        record.calibration = calibration
        record.cascade = [Rows.cascade]
        record.delays = delays
        record.timeline = timeline
        record.marks = marks
        record.backends = backends
        return record
    }

    private static var throughput: [ThroughputRow] {
        var rows: [ThroughputRow] = []
        for (place, backend) in ["simd", "blas"].enumerated() {
            for threads in [1, 2] {
                for buffer in [256, 10_000] {
                    for number in 1...3 {
                        var row = Rows.throughput
                        row.backend = backend
                        row.concurrency = threads
                        row.bufferSize = buffer
                        row.repeat = number
                        row.vectorsPerS =
                            Double(90_000 + 40_000 * threads - 20_000 * place + 1000 * number + buffer)
                        row.backpressureEvents = 2_000_000 / buffer
                        rows.append(row)
                    }
                }
            }
        }
        return rows
    }

    private static var latency: [LatencyRow] {
        [10_000, 20_000, 40_000, 80_000].map { offered in
            let scale = 40_000 / max(90_000 - offered, 1000)
            return LatencyRow(
                scenario: "topics", backend: "simd", dimension: 128, window: "1000", batchSize: 256,
                bufferSize: 10_000, concurrency: 1, offeredPerS: offered, achievedPerS: min(offered, 70_000),
                samples: 50_000, meanS: 0.002 * scale, p50S: 0.001 * scale, p90S: 0.003 * scale,
                p99S: 0.008 * scale, p999S: offered > 10_000 ? 0.02 * scale : nil, maxS: 0.04 * scale,
                backlogEnd: 0, sustained: offered < 80_000, schedule: "poisson", kind: "curve", repeat: 1,
                seed: 1, valid: true, note: "")
        }
    }

    private static var accuracy: [AccuracyRow] {
        var rows: [AccuracyRow] = []
        for (place, detector) in ["calibrated", "original"].enumerated() {
            for type in ["coherenceBreak", "bridgeFormation"] {
                for (step, strength) in ["strong", "medium", "weak"].enumerated() {
                    for runLength in [100.0, 1000, 10_000] {
                        var row = Rows.accuracy
                        row.detector = detector
                        row.patternType = type
                        row.strength = strength
                        row.events = 10
                        row.truePositives = 10 - 2 * step - 3 * place
                        row.falseNegatives = 10 - row.truePositives
                        row.falsePositives = runLength < 1000 ? 4 : 1
                        row.f1 = 0.95 - 0.15 * Double(step) - 0.3 * Double(place)
                        row.f1Low = (row.f1 ?? 0) - 0.1
                        row.f1High = min((row.f1 ?? 0) + 0.1, 1)
                        row.factors.averageRunLength = runLength
                        rows.append(row)
                    }
                }
            }
        }
        var quiet = Rows.accuracy
        quiet.scenario = "stationary"
        quiet.patternType = "any"
        quiet.strength = "none"
        quiet.events = 0
        rows.append(quiet)
        return rows
    }

    private static var calibration: [CalibrationRow] {
        ["s-", "c0+"].flatMap { channel in
            [0.05, 0.01, 0.001].map { alpha in
                var row = Rows.calibration
                row.patternType = channel
                row.alpha = alpha
                row.expectedRate = alpha
                row.observedRate = alpha * 1.1
                row.rateLow = alpha * 0.7
                row.rateHigh = alpha * 1.6
                return row
            }
        }
    }

    private static var delays: [DelayRow] {
        ["strong", "medium", "weak"].enumerated().flatMap { step, strength in
            (0...3).map { delay in
                DelayRow(
                    scenario: "planted", detector: "calibrated", patternType: "coherenceBreak",
                    strength: strength, averageRunLength: 1000, delayBlocks: delay + step, events: 2)
            }
        }
    }

    private static var timeline: [TimelineRow] {
        (0..<120).map { block in
            var row = Rows.timeline
            row.block = block
            row.meanSimilarity = 0.3 + (block > 60 && block < 80 ? -0.05 : 0) + Double(block % 7) / 1000
            row.monitored = block > 30
            return row
        }
    }

    private static var marks: [MarkRow] {
        var planted = Rows.mark
        planted.block = 60
        planted.endBlock = 80
        var found = planted
        found.kind = "detected"
        found.outcome = "true"
        found.block = 62
        var wrong = found
        wrong.patternType = "temporalShift"
        wrong.outcome = "false"
        wrong.block = 100
        return [planted, found, wrong]
    }

    private static var backends: [BackendRow] {
        var rows: [BackendRow] = []
        for operation in ["inner_products", "similar_pairs"] {
            for batch in [1, 16, 256] {
                for backend in ["simd", "blas"] {
                    var row = Rows.backend
                    row.operation = operation
                    row.batch = batch
                    row.backend = backend
                    row.isa = backend == "simd" ? "avx2" : "Zen"
                    row.gflopsMedian = 30 + Double(batch) / 8 + (backend == "simd" ? 8 : 0)
                    row.ratioToBlas = backend == "simd" ? (batch == 16 ? 0.9 : 1.3) : 1
                    row.ratioLow = (row.ratioToBlas ?? 1) - 0.05
                    row.ratioHigh = (row.ratioToBlas ?? 1) + 0.05
                    rows.append(row)
                }
            }
        }
        return rows
    }
}
