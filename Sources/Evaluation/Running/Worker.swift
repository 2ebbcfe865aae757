import Foundation
import StreamCore

/// What a worker process is asked to do, one JSON object a line.
enum WorkerRequest: Codable, Sendable {
    /// Run a throughput cell; the process is its own, so its peak memory is the cell's.
    case throughput(ThroughputCell)
    /// Get ready to sample a kernel.
    case prepare(KernelCell, KernelVariant)
    /// Take one sample of the kernel that is ready.
    case sample(seconds: Double)
}

/// What a worker process answers, one JSON object a line.
enum WorkerReply: Codable, Sendable {
    /// The measured row.
    case throughput(ThroughputRow)
    /// The kernel is ready: its samples so far are none.
    case ready(KernelSamples)
    /// Seconds a call.
    case sample(Double)
    /// It could not be done.
    case failure(String)
}

/// The part of a run that needs a process of its own: a cell whose peak memory is measured, or kernels of
/// an OpenBLAS that reads its core type when it is loaded.
///
/// The command line exposes it as a hidden command that does nothing but call ``serve()``.
public enum Worker {
    /// Answers requests from standard input on standard output until the input ends.
    public static func serve() async {
        signal(SIGPIPE, SIG_IGN)
        // Ctrl-C reaches every process of the terminal; the run decides when its workers end.
        signal(SIGINT, SIG_IGN)
        var bench: KernelBench?
        while let line = readLine(strippingNewline: true) {
            let reply: WorkerReply
            do {
                switch try RunJSON.decoder().decode(WorkerRequest.self, from: Data(line.utf8)) {
                case .throughput(let cell):
                    reply = .throughput(try await ThroughputRun(cell: cell).run(progress: nil))
                case .prepare(let cell, let variant):
                    let ready = KernelBench(cell: cell, backend: try variant.make())
                    ready.call()
                    bench = ready
                    reply = .ready(
                        KernelSamples(
                            backend: variant.backend, isa: ready.backend.isa, threads: 1, seconds: [],
                            maxAbsDifference: ready.maxAbsDifference()))
                case .sample(let seconds):
                    guard let bench else { throw WorkerError.notReady }
                    reply = .sample(bench.sample(atLeast: seconds))
                }
            } catch {
                reply = .failure("\(error)")
            }
            // A reply that cannot be encoded or written ends the process, which the other side notices,
            // if it is still there.
            guard let data = try? RunJSON.encoder(pretty: false).encode(reply),
                RunFolder.writeAll(data + Data("\n".utf8), to: STDOUT_FILENO)
            else { return }
        }
    }
}

/// Why a worker did not do what it was asked.
enum WorkerError: Error, CustomStringConvertible {
    case notReady
    case ended(Int32)
    case failed(String)

    var description: String {
        switch self {
        case .notReady: "no kernel has been prepared"
        case .ended(let status): "the worker process ended early (status \(status))"
        case .failed(let reason): reason
        }
    }
}

/// How to start a worker process.
public struct WorkerCommand: Sendable, Hashable {
    /// The program.
    public var executable: String
    /// Its arguments.
    public var arguments: [String]

    /// The command that runs `executable` with `arguments`.
    public init(executable: String, arguments: [String]) {
        self.executable = executable
        self.arguments = arguments
    }
}

/// A worker process at the other end of two pipes.
///
/// One request at a time; the owner is one task.
final class WorkerProcess {
    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()
    private var pending = Data()

    /// Starts the process with `environment` added to this process's.
    init(_ command: WorkerCommand, environment: [String: String] = [:]) throws {
        // A worker that dies is to be an error here, not a signal.
        signal(SIGPIPE, SIG_IGN)
        process.executableURL = URL(fileURLWithPath: command.executable)
        process.arguments = command.arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardInput = input
        process.standardOutput = output
        try process.run()
    }

    /// Sends a request and waits for its reply, without holding a thread of the concurrency pool.
    func ask(_ request: WorkerRequest) async throws -> WorkerReply {
        let line = try RunJSON.encoder(pretty: false).encode(request) + Data("\n".utf8)
        try input.fileHandleForWriting.write(contentsOf: line)
        while true {
            if let end = pending.firstIndex(of: UInt8(ascii: "\n")) {
                let reply = pending[pending.startIndex..<end]
                pending = Data(pending[pending.index(after: end)...])
                return try RunJSON.decoder().decode(WorkerReply.self, from: Data(reply))
            }
            let descriptor = output.fileHandleForReading.fileDescriptor
            let identifier = process.processIdentifier
            let data = await withTaskCancellationHandler {
                await withCheckedContinuation { continuation in
                    DispatchQueue.global().async { continuation.resume(returning: Self.read(descriptor)) }
                }
            } onCancel: {
                // A cancelled run does not wait for what it will throw away.
                kill(identifier, SIGTERM)
            }
            try Task.checkCancellation()
            if data.isEmpty {
                process.waitUntilExit()
                throw WorkerError.ended(process.terminationStatus)
            }
            pending += data
        }
    }

    /// What can be read now, at least a byte; nothing at the end.
    private static func read(_ descriptor: Int32) -> Data {
        var bytes = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = Foundation.read(descriptor, &bytes, bytes.count)
            if count < 0 && errno == EINTR { continue }
            return Data(bytes.prefix(max(count, 0)))
        }
    }

    /// Ends the process.
    func close() {
        try? input.fileHandleForWriting.close()
        process.waitUntilExit()
    }
}
