import ArgumentParser
import Foundation
import StreamCore
import StreamFormats

/// How the input is laid out, where its format leaves that open.
struct InputOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            """
            The format, where the name's ending does not say: folder, npy, fvecs, bvecs, fbin, u8bin, csv, \
            jsonl or hdf5.
            """, valueName: "format"),
        completion: .list(VectorFormat.allCases.map(\.rawValue)))
    var inputFormat: String?

    @Option(
        help: ArgumentHelp(
            """
            What columns (CSV, X.records.csv) or keys (JSON Lines) are called, such as \
            id=name,timestamp=time,domain=source,embedding=e*. The embedding is a prefix (e*), a range \
            (e0..e383) or one column that holds a JSON list.
            """, valueName: "part=name,…"))
    var columns: String?

    @Option(
        help: ArgumentHelp(
            """
            What timestamps are written in: iso, s, ms, us, ns, or auto, which takes ISO 8601, then a \
            column's ending (_ms), then the size of the first number: below 1e11 seconds, 1e14 \
            milliseconds, 1e17 microseconds, else nanoseconds. Fractions are exact.
            """, valueName: "unit"),
        completion: .list(TimestampUnit.allCases.map(\.rawValue)))
    var timestampUnit: String = TimestampUnit.auto.rawValue

    @Option(help: ArgumentHelp("Vectors a second, where there are no timestamps.", valueName: "rate"))
    var rate: Double = 50

    @Option(help: ArgumentHelp("The domain of vectors that name none.", valueName: "name"))
    var domain: String?

    @Option(help: ArgumentHelp("The dataset to read from an HDF5 file.", valueName: "name"))
    var dataset: String = "train"

    func validate() throws {
        _ = try unit()
        _ = try format()
        guard rate > 0, rate.isFinite else {
            throw ValidationError("--rate \(rate) is no number of vectors a second")
        }
        if let domain {
            do throws(InvalidDomainName) {
                _ = try Domain(domain)
            } catch {
                throw ValidationError("--domain \(error)")
            }
        }
    }

    private func unit() throws -> TimestampUnit {
        guard let unit = TimestampUnit(rawValue: timestampUnit) else {
            throw ValidationError(
                "--timestamp-unit cannot be '\(timestampUnit)'; "
                    + Suggestion.remedy(for: timestampUnit, among: TimestampUnit.allCases.map(\.rawValue)))
        }
        return unit
    }

    private func format() throws -> VectorFormat? {
        guard let inputFormat else { return nil }
        guard let format = VectorFormat(rawValue: inputFormat) else {
            throw ValidationError(
                "--input-format cannot be '\(inputFormat)'; "
                    + Suggestion.remedy(for: inputFormat, among: VectorFormat.allCases.map(\.rawValue)))
        }
        return format
    }

    /// Opens the source at `path` as these options say.
    func open(_ path: String, policy: BadInputPolicy?) throws -> VectorSource {
        let mapping: ColumnMapping?
        do {
            mapping = try columns.map { text throws(InputError) in try ColumnMapping(parsing: text) }
        } catch {
            // It was typed, not read: a matter of usage.
            throw ValidationError("\(error)")
        }
        var defaults = SourceDefaults(rate: rate)
        if let domain { defaults.domain = (try? Domain(domain)) ?? .unspecified }
        let layout = SourceLayout(columns: mapping, timestampUnit: try unit(), dataset: dataset)
        return try VectorSource.open(
            path, policy: policy, format: try format(), layout: layout, defaults: defaults)
    }
}
