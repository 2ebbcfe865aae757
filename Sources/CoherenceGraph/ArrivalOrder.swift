/// Watches whether slots follow the order of arrival around a circle, as they do in a stream whose oldest
/// vectors leave first: ascending, but for one place where they begin again from below.
///
/// Then neighbours that come ascending by slot are put in order of arrival by turning them, at no cost.
struct ArrivalOrder {
    /// Successive live arrivals of which the later has the lower slot.
    private var descents = 0

    /// A node came after `previous` (−1 for none).
    mutating func append(_ slot: Int32, after previous: Int32) {
        if previous > slot { descents += 1 }
    }

    /// A node left from between two others (−1 for none).
    mutating func remove(_ slot: Int32, between previous: Int32, and next: Int32) {
        if previous > slot { descents -= 1 }
        if next >= 0, slot > next { descents -= 1 }
        if next >= 0, previous > next { descents += 1 }
    }

    /// Whether slots ascend around the circle from the first live arrival to the last.
    func isCyclic(first: Int32, last: Int32) -> Bool {
        descents == 0 || (descents == 1 && first > last)
    }
}
