/// The field that a vector comes from, such as climate or finance: an open set of names.
///
/// A name has 1 to 64 characters, none of them a control character or one of `; > @ ,` (those separate
/// domains in `truth.csv` and in cascade links).
public struct Domain: Hashable, Sendable {
    /// The domain's name, as it appears in files and reports.
    public let name: String

    /// The domain with this name.
    ///
    /// - Throws: ``InvalidDomainName`` when the name is empty, longer than 64 characters or holds a
    ///   reserved character.
    public init(_ name: String) throws(InvalidDomainName) {
        if let problem = Domain.problem(in: name) {
            throw InvalidDomainName(name: name, problem: problem)
        }
        self.name = name
    }

    private init(known name: String) {
        self.name = name
    }

    /// The longest name, in characters.
    public static let maximumNameLength = 64

    private static func problem(in name: String) -> String? {
        if name.isEmpty { return "is empty" }
        // Counted in bytes first: a grapheme can be arbitrarily long, and the limit has to bound memory.
        if name.utf8.count > 4 * maximumNameLength || name.count > maximumNameLength {
            return "is longer than \(maximumNameLength) characters"
        }
        for scalar in name.unicodeScalars {
            if scalar.properties.generalCategory == .control { return "holds a control character" }
            if ";>@,".unicodeScalars.contains(scalar) {
                return "holds the reserved character '\(scalar)'"
            }
        }
        return nil
    }

    /// Weather and climate.
    public static let climate = Domain(known: "climate")
    /// Markets and instruments.
    public static let finance = Domain(known: "finance")
    /// Papers and preprints.
    public static let research = Domain(known: "research")
    /// Medicine.
    public static let medical = Domain(known: "medical")
    /// Economic indicators.
    public static let economic = Domain(known: "economic")
    /// Genomics.
    public static let genomics = Domain(known: "genomics")
    /// Physics.
    public static let physics = Domain(known: "physics")
    /// Earthquakes.
    public static let seismic = Domain(known: "seismic")
    /// Oceanography.
    public static let ocean = Domain(known: "ocean")
    /// Space weather and astronomy.
    public static let space = Domain(known: "space")
    /// Transport.
    public static let transportation = Domain(known: "transportation")
    /// Maps and places.
    public static let geospatial = Domain(known: "geospatial")
    /// Government.
    public static let government = Domain(known: "government")
    /// Vectors that belong to several fields at once.
    public static let crossDomain = Domain(known: "crossDomain")

    /// The domain of vectors whose source names none.
    public static let unspecified = Domain(known: "default")
}

extension Domain: CustomStringConvertible {
    /// The domain's name.
    public var description: String { name }
}

/// A string that cannot name a ``Domain``.
public struct InvalidDomainName: Error, Hashable, CustomStringConvertible {
    /// The string, as given.
    public let name: String
    /// What is wrong with it.
    public let problem: String

    /// One sentence: the start of the name, and what is wrong with it.
    public var description: String {
        "the domain name '\(name.prefix(80))' \(problem)"
    }
}

/// The domains of one stream, numbered in the order in which they first appear.
///
/// Inside the engine a domain is this small integer, so that per-domain sums are arrays.
public struct DomainTable: Sendable, Hashable {
    /// The domains; a domain's number is its place here.
    public private(set) var domains: [Domain] = []
    private var indices: [Domain: Int] = [:]

    /// An empty table.
    public init() {}

    /// How many domains are known.
    public var count: Int { domains.count }

    /// The number of `domain`, which is given the next one when it is new. O(1).
    public mutating func index(of domain: Domain) -> Int {
        if let index = indices[domain] { return index }
        let index = domains.count
        domains.append(domain)
        indices[domain] = index
        return index
    }

    /// The number of `domain`, or nil when it has not appeared. O(1).
    public func existingIndex(of domain: Domain) -> Int? { indices[domain] }

    /// The domain with this number, which must be below ``count``.
    public subscript(index: Int) -> Domain { domains[index] }
}
