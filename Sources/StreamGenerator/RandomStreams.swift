import StreamCore

/// The numbers of the random streams that a generated stream is made from, one a purpose, so that
/// adding an event or a nuisance changes nothing but what it touches.
enum RandomStream {
    static let geometry: UInt64 = 1
    static let arrivals: UInt64 = 2
    static let domains: UInt64 = 3
    static let topics: UInt64 = 4
    static let noise: UInt64 = 5
    static let lateness: UInt64 = 6
    static let decks: UInt64 = 7

    /// The part of event `event` in its `hop`-th domain; hop 0xFFFF is for the event as a whole.
    static func event(_ event: Int, hop: Int) -> UInt64 {
        (1 << 40) + UInt64(event) << 16 + UInt64(hop)
    }

    /// The part of the `index`-th nuisance.
    static func nuisance(_ index: Int, domain: Int) -> UInt64 {
        (2 << 40) + UInt64(index) << 16 + UInt64(domain)
    }
}
