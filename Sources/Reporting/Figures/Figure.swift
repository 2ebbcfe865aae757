/// A figure: data and a gnuplot script that draws it, with the words that go with it.
struct Figure {
    /// What its files are called, without an ending.
    var name: String
    /// What it shows, as a heading.
    var title: String
    /// What it says, with its main numbers: the sentence above it, and its text for who cannot see it.
    var reading: String
    /// How to read it.
    var caption: String
    /// The CSV files that hold its figures.
    var sources: [String]
    /// Height in pixels, on a wide page and on a narrow one.
    var height: (wide: Int, narrow: Int)
    /// The blocks of the data file, which the script calls by their place.
    var blocks: [FigureData] = []
    /// The script's lines after the preamble, which sets `W`, `H`, `narrow` and `data`.
    var script: [String] = []

    /// Width in pixels, on a wide page and on a narrow one.
    static let width = (wide: 860, narrow: 360)

    /// Where the script is, in the run's folder.
    var scriptName: String { "figures/\(name).gp" }
    /// Where the data are.
    var dataName: String { "figures/\(name).dat" }
    /// Where the drawing is.
    var drawingName: String { "figures/\(name).svg" }
    /// Where the script leaves the drawing for narrow pages.
    var narrowDrawingName: String { "figures/\(name)-narrow.svg" }

    /// Adds a block of data and returns how the script calls it.
    mutating func add(_ block: FigureData) -> String {
        blocks.append(block)
        return "data index \(blocks.count - 1)"
    }

    /// The whole data file: blocks set apart by two empty lines, as gnuplot's `index` has it.
    var dataFile: String {
        (["# \(GnuplotText.comment(title))"]
            + [blocks.map(\.text).joined(separator: "\n\n")]).joined(separator: "\n")
    }

    /// The whole script.
    var scriptFile: String {
        ([
            "# \(GnuplotText.comment(title))",
            "# Run it in the folder that holds figures/:  gnuplot \(scriptName)",
            "reset",
            "if (!exists('narrow')) narrow = 0",
            "W = narrow ? \(Self.width.narrow) : \(Self.width.wide)",
            "H = narrow ? \(height.narrow) : \(height.wide)",
            "data = '\(dataName)'",
            "set encoding utf8",
            "set terminal svg size W,H dynamic noenhanced font 'sans-serif,12' background '#ffffff'",
            "set output (narrow ? '\(narrowDrawingName)' : '\(drawingName)')",
            "set border 0",
            "set tics nomirror scale 0 textcolor rgb \(FigureColour.muted.gnuplot)",
            "set bars 0",
            "set rmargin 6",
            "unset key",
        ] + script + ["unset output"]).joined(separator: "\n") + "\n"
    }
}

/// A block of a figure's data: named columns, a line each row.
struct FigureData {
    /// What the columns are, with their units.
    var columns: [String]
    /// The rows; texts in quotes.
    var rows: [[String]] = []

    init(_ columns: [String]) {
        self.columns = columns
    }

    /// A row of numbers; what is not finite is missing (gnuplot's `NaN`).
    mutating func append(_ numbers: [Double], texts: [String] = []) {
        rows.append(
            numbers.map { $0.isFinite ? "\($0)" : "NaN" } + texts.map { "\"\(GnuplotText.field($0))\"" })
    }

    var text: String {
        // gnuplot counts a block only where it has a line.
        let rows = rows.isEmpty ? [columns.map { _ in "NaN" }] : rows
        return "# " + columns.map(GnuplotText.comment).joined(separator: "  ") + "\n"
            + rows.map { $0.joined(separator: " ") }.joined(separator: "\n") + "\n"
    }
}

/// Texts as gnuplot takes them; what comes from data must never become part of a command.
enum GnuplotText {
    /// A text in single quotes, in which gnuplot expands neither backslashes nor back-quotes.
    static func quoted(_ text: String) -> String {
        "'" + oneLine(text).replacing("'", with: "''") + "'"
    }

    /// A tick's label in single quotes; it is a format, in which `%` stands for itself when doubled.
    static func tick(_ text: String) -> String {
        quoted(text.replacing("%", with: "%%"))
    }

    /// A text field of a data file, to stand in double quotes.
    static func field(_ text: String) -> String {
        oneLine(text).replacing("\"", with: "”").replacing("\\", with: "∖")
    }

    /// A comment.
    static func comment(_ text: String) -> String { oneLine(text) }

    private static func oneLine(_ text: String) -> String {
        String(text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7f ? " " : Character($0) })
    }
}
