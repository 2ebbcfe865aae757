import StreamCore
import StreamFormats

/// Scenarios that describe data of the user's own:
///
/// ```yaml
/// data: news.csv                       # a dataset folder or a file, from this file's folder
/// columns: id=url,timestamp=published,domain=desk,embedding=e*
/// timestamp_unit: ms                   # auto | iso | s | ms | us | ns
/// rate: 10                             # vectors a second, where there are no timestamps
/// domain: news                         # where rows name none
/// dataset: test                        # in an HDF5 file
/// truth: news-truth.csv                # where the data has none of its own
/// ```
extension ScenarioParser {
    private static let recordingKeys = [
        "name", "description", "data", "truth", "columns", "timestamp_unit", "rate", "domain", "dataset",
        "block",
    ]

    /// Whether the file describes data that exists already.
    var isRecording: Bool { root.keys.contains("data") }

    /// The recording that the file describes; paths in it start at `folder`, which ends in a slash or is
    /// empty.
    func recording(from folder: String) throws(InputError) -> Recording {
        let map = try root.mapping(Self.recordingKeys)
        func path(_ value: YAMLValue) throws(InputError) -> String {
            let name = try value.string()
            return name.hasPrefix("/") ? name : folder + name
        }
        var layout = SourceLayout()
        var defaults = SourceDefaults()
        if let value = map["columns"] {
            do throws(InputError) {
                layout.columns = try ColumnMapping(parsing: try value.string())
            } catch {
                // What is wrong is a part of the value; where it stands is here.
                throw value.error(
                    [error.field, error.problem].compactMap { $0 }.joined(separator: " "), error.remedy)
            }
        }
        if let value = map["timestamp_unit"] {
            layout.timestampUnit = try value.choice(of: TimestampUnit.self)
        }
        if let value = map["dataset"] { layout.dataset = try value.string() }
        if let value = map["domain"] { defaults.domain = try domain(value) }
        if let value = map["rate"] {
            defaults.rate = try value.double()
            guard defaults.rate > 0 else {
                throw value.error("is no number of vectors a second", "give a number above 0")
            }
        }
        var block: Int?
        if let value = map["block"] {
            let number = try value.integer()
            guard number >= 1 else { throw value.error("is no number of vectors", "give 1 or more") }
            block = number
        }
        var truth: String?
        if let value = map["truth"] { truth = try path(value) }
        _ = try map["description"]?.string()
        return try Recording(
            try path(try map.required("data")),
            name: try map["name"]?.string() ?? Self.stem(root.context.file), truth: truth, block: block,
            layout: layout, defaults: defaults)
    }
}
