import StreamCore
import Testing

@Suite struct ValueTests {
    @Test func timesSaturate() {
        let late = EventTime(nanoseconds: .max - 5)
        #expect(late.advanced(byNanoseconds: 10) == .distantFuture)
        #expect(EventTime(nanoseconds: .min + 5).advanced(byNanoseconds: -10) == .distantPast)
        #expect(late.advanced(byNanoseconds: -10).nanoseconds == .max - 15)
        #expect(EventTime.distantFuture.nanoseconds(since: .distantPast) == .max)
        #expect(EventTime.distantPast.nanoseconds(since: .distantFuture) == .min)
        #expect(EventTime(nanoseconds: 9).nanoseconds(since: EventTime(nanoseconds: 4)) == 5)
        #expect(EventTime(nanoseconds: 1) < EventTime(nanoseconds: 2))
    }

    @Test func durationsBecomeNanoseconds() {
        #expect(Duration.seconds(3).wholeNanoseconds == 3_000_000_000)
        #expect(Duration.nanoseconds(-7).wholeNanoseconds == -7)
        #expect(Duration.seconds(Int64.max).wholeNanoseconds == .max)
        #expect(Duration.seconds(-10_000_000_000).wholeNanoseconds == .min)
        #expect(Duration.milliseconds(1500).inSeconds == 1.5)
    }

    @Test(
        arguments: [
            ("300s", 300_000_000_000), ("500ms", 500_000_000), ("2m", 120_000_000_000),
            ("1.5h", 5_400_000_000_000), ("60", 60_000_000_000), (" 7 s ", 7_000_000_000),
            ("1e3us", 1_000_000), ("250ns", 250), ("0s", 0), ("-2s", -2_000_000_000),
            ("3min", 180_000_000_000), ("1d", 86_400_000_000_000), ("5µs", 5000),
        ] as [(String, Int64)])
    func durationsAreParsed(text: String, nanoseconds: Int64) {
        #expect(DurationText.parse(text)?.wholeNanoseconds == nanoseconds)
    }

    @Test(arguments: [
        "", "s", "fast", "5 parsecs", "1e300s", "0x10s", "nans", "infs", "--3s", "3s4", "٣s",
    ])
    func otherTextIsNoDuration(text: String) {
        #expect(DurationText.parse(text) == nil)
    }

    @Test func durationsAreWrittenAsTheyAreRead() {
        for text in ["2m", "1500ms", "90s", "7us", "3ns", "2h", "0s", "-5s"] {
            #expect(DurationText.parse(text).map(DurationText.format) == text)
        }
    }

    @Test func domainNamesHaveRules() throws {
        #expect(try Domain("my field 7 – Ö").name == "my field 7 – Ö")
        #expect(try Domain(String(repeating: "x", count: 64)).name.count == 64)
        for bad in [
            "", String(repeating: "x", count: 65), "a;b", "a>b", "a@b", "a,b", "a\nb", "a\u{0}",
            "e" + String(repeating: "\u{301}", count: 10_000),
        ] {
            #expect(throws: InvalidDomainName.self) { try Domain(bad) }
        }
        #expect(try Domain("climate") == .climate)
    }

    @Test func domainsAreNumberedInOrder() {
        var table = DomainTable()
        #expect(table.index(of: .ocean) == 0)
        #expect(table.index(of: .space) == 1)
        #expect(table.index(of: .ocean) == 0)
        #expect(table.existingIndex(of: .climate) == nil)
        #expect(table[1] == .space && table.count == 2)
    }

    @Test func embeddingsAreChecked() throws {
        #expect(try VectorRejection.checkedNorm(of: [3, 4], dimension: 2) == 5)
        #expect(throws: VectorRejection.wrongDimension(expected: 3, found: 2)) {
            try VectorRejection.checkedNorm(of: [3, 4], dimension: 3)
        }
        #expect(throws: VectorRejection.notANumber(component: 1)) {
            try VectorRejection.checkedNorm(of: [3, .nan, .infinity], dimension: 3)
        }
        #expect(throws: VectorRejection.infinite(component: 2)) {
            try VectorRejection.checkedNorm(of: [3, 1, -.infinity], dimension: 3)
        }
        #expect(throws: VectorRejection.zeroNorm) {
            try VectorRejection.checkedNorm(of: [0, 0], dimension: 2)
        }
        #expect(throws: VectorRejection.zeroNorm) {
            try VectorRejection.checkedNorm(of: [.leastNonzeroMagnitude, 0], dimension: 2)
        }
        // The largest components still have a finite norm.
        let large = Float.greatestFiniteMagnitude
        #expect(try VectorRejection.checkedNorm(of: [large, large], dimension: 2).isFinite)
    }

    @Test func everyRejectionHasItsCause() {
        let all: [VectorRejection] = [
            .wrongDimension(expected: 1, found: 2), .notANumber(component: 0), .infinite(component: 0),
            .zeroNorm, .duplicateIdentifier("a"), .late(byNanoseconds: 1),
        ]
        #expect(all.map(\.cause) == VectorRejection.Cause.allCases)
        #expect(all.allSatisfy { !$0.description.isEmpty })
    }

    @Test func inputErrorsAreOneLine() {
        let error = InputError(
            file: "a.csv", line: 3, field: "id", problem: "is\nwrong", remedy: "write it\r\nagain")
        #expect(error.description == "a.csv:3: id: is wrong (write it again)")
        #expect(InputError(.unreadable, file: "-", problem: "is gone").description == "-: is gone")
    }

    @Test func alignedBuffersAreAlignedAndZero() {
        for count in [0, 1, 17, 1000] {
            let buffer = AlignedBuffer<Float>(count: count)
            let address = Int(bitPattern: buffer.base)
            #expect(address % 64 == 0)
            let isZero = buffer.elements.count == count && buffer.elements.allSatisfy { $0 == 0 }
            #expect(isZero)
            if count > 1 {
                buffer[1] = 5
                let stored = buffer[1]
                #expect(stored == 5)
            }
        }
    }
}
