import Foundation
import Similarity
import StreamCore

/// What a run was made on and with: enough to judge its figures and to make them again.
public struct Environment: Sendable, Codable, Hashable {
    /// The processor's name.
    public var cpu: String
    /// The instruction set that the `simd` kernels run on.
    public var isa: String
    /// Every instruction set that they could run on.
    public var isas: [String]
    /// Logical processors that this process may use.
    public var cores: Int
    /// Cache sizes in bytes by level, as `L1d`, `L1i`, `L2`, `L3`.
    public var caches: [CacheSize]
    /// Physical memory in bytes.
    public var memoryBytes: Int
    /// The operating system and its kernel.
    public var system: String
    /// The processor's architecture.
    public var architecture: String
    /// The compiler that built this program.
    public var compiler: String
    /// `release` or `debug`.
    public var buildConfiguration: String
    /// Flags and switches that bear on speed.
    public var buildFlags: [String]
    /// The commit that the program was built from, where it lies in a working copy.
    public var gitCommit: String?
    /// Whether that working copy has changes that are not committed.
    public var gitModified: Bool?
    /// OpenBLAS's version.
    public var openblasVersion: String
    /// The core type whose kernels OpenBLAS uses.
    public var openblasCore: String
    /// Threads that OpenBLAS uses in a call.
    public var openblasThreads: Int
    /// Measured peaks of one thread.
    public var peaks: [MeasuredPeak]
    /// Measured read bandwidths of one thread, the smallest level first.
    public var bandwidths: [MeasuredBandwidth] = []
    /// The clock that times are taken with.
    public var clock: String
    /// Environment variables that change what runs: FAULTLINE_ISA, OPENBLAS_…
    public var variables: [String]
    /// When the run began, ISO 8601.
    public var started: String
    /// When it ended; nil while it runs.
    public var ended: String?
    /// When the run was taken up again after an interruption, ISO 8601.
    public var resumed: [String] = []

    /// One level of cache.
    public struct CacheSize: Sendable, Codable, Hashable {
        /// `L1d`, `L1i`, `L2`, `L3`.
        public var level: String
        /// Its size in bytes, as one core sees it.
        public var bytes: Int
    }

    /// What one thread reaches on registers alone.
    public struct MeasuredPeak: Sendable, Codable, Hashable {
        /// The instruction set.
        public var isa: String
        /// Fused multiply-adds in 1e9 floating-point operations per second (two an element).
        public var gflops: Double

        /// The peak of an instruction set.
        public init(isa: String, gflops: Double) {
            self.isa = isa
            self.gflops = gflops
        }
    }

    /// What one thread reads from a level of the memory.
    public struct MeasuredBandwidth: Sendable, Codable, Hashable {
        /// `L1d`, `L2`, `L3` or `memory`.
        public var level: String
        /// The size of what was read over and over, in bytes.
        public var bytes: Int
        /// 1e9 bytes a second.
        public var gigabytesPerS: Double

        /// The bandwidth of a level.
        public init(level: String, bytes: Int, gigabytesPerS: Double) {
            self.level = level
            self.bytes = bytes
            self.gigabytesPerS = gigabytesPerS
        }
    }

    /// An environment of these parts.
    public init(
        cpu: String, isa: String, isas: [String], cores: Int, caches: [CacheSize], memoryBytes: Int,
        system: String, architecture: String, compiler: String, buildConfiguration: String,
        buildFlags: [String], gitCommit: String?, gitModified: Bool?, openblasVersion: String,
        openblasCore: String, openblasThreads: Int, peaks: [MeasuredPeak], clock: String,
        variables: [String], started: String, ended: String?, bandwidths: [MeasuredBandwidth] = []
    ) {
        self.bandwidths = bandwidths
        self.cpu = cpu
        self.isa = isa
        self.isas = isas
        self.cores = cores
        self.caches = caches
        self.memoryBytes = memoryBytes
        self.system = system
        self.architecture = architecture
        self.compiler = compiler
        self.buildConfiguration = buildConfiguration
        self.buildFlags = buildFlags
        self.gitCommit = gitCommit
        self.gitModified = gitModified
        self.openblasVersion = openblasVersion
        self.openblasCore = openblasCore
        self.openblasThreads = openblasThreads
        self.peaks = peaks
        self.clock = clock
        self.variables = variables
        self.started = started
        self.ended = ended
    }

    /// The peak of the instruction set in use, or nil where it was not measured.
    public var peakGflops: Double? {
        peaks.first { $0.isa == isa }?.gflops ?? peaks.map(\.gflops).max()
    }

    /// The time now, ISO 8601 with seconds, in UTC.
    static func timestamp() -> String {
        let formatter = ISO8601DateFormatter()
        return formatter.string(from: Date())
    }
}

/// What the operating system says of the machine. Linux's files; elsewhere what Foundation knows.
enum Machine {
    static func processorName() -> String {
        let info = text(of: "/proc/cpuinfo") ?? ""
        for line in info.split(separator: "\n") {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else { continue }
            let key = parts[0].trimmingCharacters(in: .whitespaces)
            if key == "model name" || key == "Hardware" {
                return parts[1].trimmingCharacters(in: .whitespaces)
            }
        }
        return architecture()
    }

    static func architecture() -> String {
        #if arch(x86_64)
            "x86_64"
        #elseif arch(arm64)
            "arm64"
        #else
            "unknown"
        #endif
    }

    static func system() -> String {
        let release = text(of: "/etc/os-release") ?? ""
        let name = release.split(separator: "\n").first { $0.hasPrefix("PRETTY_NAME=") }
            .map {
                $0.dropFirst("PRETTY_NAME=".count).trimmingCharacters(in: CharacterSet(charactersIn: "\""))
            }
        let kernel = (text(of: "/proc/sys/kernel/osrelease") ?? "")
            .trimmingCharacters(in: .whitespacesAndNewlines)
        let base = name ?? ProcessInfo.processInfo.operatingSystemVersionString
        return kernel.isEmpty ? base : "\(base), kernel \(kernel)"
    }

    static func caches() -> [Environment.CacheSize] {
        var caches: [Environment.CacheSize] = []
        for index in 0..<8 {
            let folder = "/sys/devices/system/cpu/cpu0/cache/index\(index)"
            guard let level = text(of: folder + "/level"), let kind = text(of: folder + "/type"),
                let size = text(of: folder + "/size").flatMap(bytes)
            else { continue }
            let letter =
                switch kind.trimmingCharacters(in: .whitespacesAndNewlines) {
                case "Data": "d"
                case "Instruction": "i"
                default: ""
                }
            caches.append(
                .init(
                    level: "L\(level.trimmingCharacters(in: .whitespacesAndNewlines))\(letter)", bytes: size))
        }
        return caches
    }

    static func compiler() -> String {
        #if compiler(>=6.4)
            "Swift 6.4 or later"
        #elseif compiler(>=6.3)
            "Swift 6.3"
        #elseif compiler(>=6.2)
            "Swift 6.2"
        #else
            "Swift 6"
        #endif
    }

    static func buildConfiguration() -> String {
        #if DEBUG
            "debug"
        #else
            "release"
        #endif
    }

    /// The commit of the working copy that holds this program, if it does and git is there.
    static func commit() -> (hash: String, modified: Bool)? {
        guard let program = Bundle.main.executablePath else { return nil }
        let folder = URL(fileURLWithPath: program).resolvingSymlinksInPath().deletingLastPathComponent().path
        guard let hash = git(["-C", folder, "rev-parse", "HEAD"]), hash.count >= 40 else { return nil }
        let changes = git(["-C", folder, "status", "--porcelain", "--untracked-files=no"]) ?? ""
        return (String(hash.prefix(40)), !changes.isEmpty)
    }

    private static func git(_ arguments: [String]) -> String? {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["git"] + arguments
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        process.standardInput = FileHandle.nullDevice
        do { try process.run() } catch { return nil }
        let data = (try? output.fileHandleForReading.readToEnd()) ?? Data()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { return nil }
        return String(data: data, encoding: .utf8)?.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    static func variables() -> [String] {
        ProcessInfo.processInfo.environment
            .filter {
                $0.key.hasPrefix("FAULTLINE_") || $0.key.hasPrefix("OPENBLAS_") || $0.key == "OMP_NUM_THREADS"
            }
            .map { "\($0.key)=\($0.value)" }.sorted()
    }

    private static func text(of path: String) -> String? {
        guard let handle = FileHandle(forReadingAtPath: path), let data = try? handle.readToEnd() else {
            return nil
        }
        return String(data: data, encoding: .utf8)
    }

    private static func bytes(_ text: String) -> Int? {
        let trimmed = text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard let number = Int(trimmed.filter(\.isNumber)) else { return nil }
        if trimmed.hasSuffix("K") { return number << 10 }
        if trimmed.hasSuffix("M") { return number << 20 }
        return number
    }
}

extension Environment {
    /// The read bandwidth from half of each cache's size, and from four times the largest.
    private static func measuredBandwidths() -> [MeasuredBandwidth] {
        let caches = Machine.caches().filter { ["L1d", "L2", "L3"].contains($0.level) }
        var levels = caches.map { ($0.level, $0.bytes / 2) }
        if let largest = caches.map(\.bytes).max() { levels.append(("memory", min(largest * 4, 1 << 28))) }
        return levels.map { level, bytes in
            MeasuredBandwidth(
                level: level, bytes: bytes,
                gigabytesPerS: MachinePeak.readBandwidth(bytes: bytes, milliseconds: 60))
        }
    }

    /// The fields in which two environments differ that make their figures incomparable, with both values.
    public func differences(from other: Environment) -> [(field: String, this: String, other: String)] {
        let fields: [(String, (Environment) -> String)] = [
            ("cpu", \.cpu), ("isa", \.isa), ("cores", { "\($0.cores)" }), ("architecture", \.architecture),
            ("build_configuration", \.buildConfiguration), ("compiler", \.compiler),
            ("openblas_version", \.openblasVersion), ("openblas_core", \.openblasCore),
            ("variables", { $0.variables.joined(separator: " ") }),
        ]
        return fields.compactMap { field, value in
            value(self) == value(other) ? nil : (field, value(self), value(other))
        }
    }

    /// This machine and this program, with the peak of every instruction set and the bandwidth of every
    /// level of the memory measured: about half a second.
    public static func measured() -> Environment {
        var environment = described()
        environment.peaks = KernelISA.available.map {
            MeasuredPeak(isa: $0.rawValue, gflops: MachinePeak.gigaflops(isa: $0, milliseconds: 100))
        }
        environment.bandwidths = measuredBandwidths()
        return environment
    }

    /// This machine and this program, with nothing measured.
    public static func described() -> Environment {
        let inForce = (try? KernelISA.inForce()) ?? .portable
        let commit = Machine.commit()
        // OpenBLAS is told its threads when a backend is made; what it had before is nothing that runs.
        _ = try? BLASBackend(threads: 1)
        return Environment(
            cpu: Machine.processorName(), isa: inForce.rawValue, isas: KernelISA.available.map(\.rawValue),
            cores: ProcessInfo.processInfo.activeProcessorCount, caches: Machine.caches(),
            memoryBytes: Int(clamping: ProcessInfo.processInfo.physicalMemory), system: Machine.system(),
            architecture: Machine.architecture(), compiler: Machine.compiler(),
            buildConfiguration: Machine.buildConfiguration(), buildFlags: ["Swift 6 language mode"],
            gitCommit: commit?.hash, gitModified: commit?.modified, openblasVersion: OpenBLASInfo.version,
            openblasCore: OpenBLASInfo.coreType, openblasThreads: OpenBLASInfo.threads, peaks: [],
            clock: "ContinuousClock", variables: Machine.variables(), started: timestamp(), ended: nil)
    }
}
