import PatternDetection
import Testing

@Suite struct LatestTests {
    @Test(arguments: [1, 2, 7]) func itHoldsWhatAnArrayWould(limit: Int) {
        var latest = Latest<Int>(limit)
        var plain: [Int] = []
        for value in 0..<3 * limit + 2 {
            latest.append(value)
            plain.append(value)
            if plain.count > limit { plain.removeFirst() }
            latest[latest.count - 1] += 100
            plain[plain.count - 1] += 100
            #expect(Array(latest) == plain)
            #expect(latest.lastIndex { $0 >= 100 } == plain.count - 1)
        }
        latest.removeAll()
        #expect(latest.isEmpty)
        latest.append(1)
        #expect(Array(latest) == [1])
    }

    @Test func oneThatBeginsFullForgetsTheOldest() {
        var latest = Latest(3, repeating: 0, count: 5)
        #expect(latest.count == 3)
        latest.append(1)
        #expect(Array(latest) == [0, 0, 1])
    }
}
