import StreamCore
import StreamFormats

extension GroundTruth {
    /// The columns of `truth.csv`.
    public static let columns = [
        "event_id", "type", "domains", "strength", "start_ns", "observable_ns", "end_ns", "member_count",
        "detail",
    ]

    /// The content of `truth.csv`: one line an event, domains separated by `;`, no end for one that lasts;
    /// then one of the type `outliers` for each nuisance that made any, its strength their share of random
    /// energy, its detail their ids.
    public var csv: String {
        var text = CSVWriter.line(Self.columns)
        for event in events {
            text += CSVWriter.line([
                event.id, event.type.rawValue, event.domains.map(\.name).joined(separator: ";"),
                event.strength.text, String(event.start.nanoseconds),
                String(event.observable.nanoseconds),
                event.end.map { String($0.nanoseconds) } ?? "", String(event.memberCount), event.detail,
            ])
        }
        for nuisance in outliers {
            let first = String(nuisance.first.nanoseconds)
            text += CSVWriter.line([
                nuisance.id, TruthOutliers.typeName, nuisance.domains.map(\.name).joined(separator: ";"),
                String(nuisance.energy), first, first, String(nuisance.last.nanoseconds),
                String(nuisance.members.count), nuisance.members.joined(separator: ";"),
            ])
        }
        return text
    }

    /// Writes `truth.csv` to `path`.
    public func write(to path: String) throws(InputError) {
        try AtomicFile.write(csv, to: path)
    }

    /// Reads a `truth.csv`.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - block: Vectors in a block, which the file does not say.
    /// - Throws: ``StreamCore/InputError`` with line and field.
    public static func read(_ path: String, block: Int = 50) throws(InputError) -> GroundTruth {
        var reader = try CSVReader(path)
        guard let header = try reader.next(), header.fields == columns else {
            throw InputError(
                file: path, line: 1, problem: "the header is not that of a truth file",
                remedy: "start it with \(columns.joined(separator: ","))")
        }
        var events: [TruthEvent] = []
        var outliers: [TruthOutliers] = []
        while let record = try reader.next() {
            if record.fields.count == columns.count, record.fields[1] == TruthOutliers.typeName {
                outliers.append(try Self.outliers(record, path))
            } else {
                events.append(try event(record, path))
            }
        }
        return GroundTruth(block: block, events: events, outliers: outliers)
    }

    private static func outliers(_ record: CSVRecord, _ path: String) throws(InputError) -> TruthOutliers {
        let fields = record.fields
        guard let energy = Double(fields[3]), energy.isFinite else {
            throw fail(3, "is no share of energy", record, path)
        }
        guard let first = Int64(fields[4]), let last = Int64(fields[6]) else {
            throw fail(4, "or end_ns is no whole number of nanoseconds", record, path)
        }
        return TruthOutliers(
            id: fields[0], domains: try domains(record, path), energy: energy,
            first: EventTime(nanoseconds: first), last: EventTime(nanoseconds: last),
            members: fields[8].split(separator: ";").map(String.init))
    }

    private static func domains(_ record: CSVRecord, _ path: String) throws(InputError) -> [Domain] {
        var domains: [Domain] = []
        for name in record.fields[2].split(separator: ";") {
            do throws(InvalidDomainName) {
                domains.append(try Domain(String(name)))
            } catch {
                throw fail(2, error.description, record, path)
            }
        }
        return domains
    }

    private static func fail(
        _ column: Int, _ problem: String, _ record: CSVRecord, _ path: String
    ) -> InputError {
        InputError(file: path, line: record.line, field: columns[column], problem: problem)
    }

    private static func event(_ record: CSVRecord, _ path: String) throws(InputError) -> TruthEvent {
        func fail(_ column: Int, _ problem: String) -> InputError {
            Self.fail(column, problem, record, path)
        }
        let fields = record.fields
        guard fields.count == columns.count else {
            throw InputError(
                file: path, line: record.line,
                problem: "has \(fields.count) fields where the header has \(columns.count)")
        }
        func time(_ column: Int) throws(InputError) -> EventTime {
            guard let number = Int64(fields[column]) else {
                throw fail(column, "is no whole number of nanoseconds")
            }
            return EventTime(nanoseconds: number)
        }
        guard let type = PatternType(rawValue: fields[1]) else { throw fail(1, "is no pattern type") }
        let domains = try domains(record, path)
        guard let strength = EventStrength(text: fields[3]) else { throw fail(3, "is no strength") }
        guard let memberCount = Int(fields[7]), memberCount >= 0 else {
            throw fail(7, "is no number of members")
        }
        var links: [TruthLink] = []
        var members: [String] = []
        let details = fields[8].split(separator: ";")
        if type == .cascade {
            for detail in details {
                guard let link = TruthLink(text: detail) else {
                    throw fail(8, "'\(detail.prefix(40))' is no edge such as climate>finance@3")
                }
                links.append(link)
            }
        } else {
            members = details.map(String.init)
        }
        return TruthEvent(
            id: fields[0], type: type, domains: domains, strength: strength, start: try time(4),
            observable: try time(5), end: fields[6].isEmpty ? nil : try time(6), members: members,
            memberCount: memberCount, links: links)
    }
}
