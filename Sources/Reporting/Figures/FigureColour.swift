/// The colours of figures and of the page around them, each with what stands for it on a dark ground.
///
/// The series are Okabe and Ito's ("Color universal design", 2008), which people with any colour vision can
/// tell apart, darkened on white until they stand out from it; shapes and dashes say the same once more.
enum FigureColour: String, CaseIterable {
    case ink, muted, axis, grid, paper, band
    case blue, orange, green, purple, amber, slate
    case heat0, heat1, heat2, heat3, heat4, heat5, heat6, heat7, heat8
    case heatStrong, heatWeak

    /// On white, as six hexadecimal digits. No two are alike, so that a drawing's colours can be told by them.
    var light: String {
        switch self {
        case .ink: "1d2127"
        case .muted: "5b626c"
        case .axis: "8b919a"
        case .grid: "e6e3dc"
        case .paper: "ffffff"
        case .band: "e4ebf1"
        case .blue: "0072b2"
        case .orange: "d55e00"
        case .green: "009e73"
        case .purple: "a8477f"
        case .amber: "9a6b00"
        case .slate: "5a6472"
        case .heat0: "b34a00"
        case .heat1: "d97a33"
        case .heat2: "efb184"
        case .heat3: "f6dcc8"
        case .heat4: "eeeeea"
        case .heat5: "cfe1ee"
        case .heat6: "92c1e0"
        case .heat7: "4a98cc"
        case .heat8: "0b62a0"
        case .heatStrong: "fffffe"
        case .heatWeak: "1d2128"
        }
    }

    /// On the dark ground.
    var dark: String {
        switch self {
        case .ink: "e8eaed"
        case .muted: "a3abb5"
        case .axis: "6d757f"
        case .grid: "2b3139"
        case .paper: "171b20"
        case .band: "24313d"
        case .blue: "56b4e9"
        case .orange: "f0904a"
        case .green: "35c99c"
        case .purple: "e39ac4"
        case .amber: "e9b949"
        case .slate: "a7b1bd"
        case .heat0: "f0904a"
        case .heat1: "a8602c"
        case .heat2: "7d4c2e"
        case .heat3: "543d2f"
        case .heat4: "343a41"
        case .heat5: "2c4557"
        case .heat6: "2f6183"
        case .heat7: "2f7fb5"
        case .heat8: "6cc0f2"
        case .heatStrong: "10141a"
        case .heatWeak: "e8eaee"
        }
    }

    /// The name of the colour among the page's CSS variables.
    var variable: String { "--" + rawValue.lowercased() }

    /// How gnuplot is told: in single quotes, in which it expands nothing.
    var gnuplot: String { "'#\(light)'" }

    /// The CSS variables of the light or the dark ground.
    static func declarations(dark: Bool) -> String {
        allCases.map { "\($0.variable):#\(dark ? $0.dark : $0.light)" }.joined(separator: ";")
    }

    /// The colours that tell series apart, in the order in which they are given out.
    static let series: [FigureColour] = [.blue, .orange, .green, .purple, .amber, .slate]

    /// The colour of a backend, the same in every figure.
    static func backend(_ name: String) -> FigureColour {
        switch name {
        case "simd": .blue
        case "blas": .orange
        case "auto": .green
        case "reference": .slate
        default: .purple
        }
    }
}
