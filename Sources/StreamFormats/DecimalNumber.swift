import Foundation

/// Decimal numbers from bytes, correctly rounded.
enum DecimalNumber {
    /// 10⁰…10²², all exact in `Double`.
    private static let powers: [Double] = (0...22).map { exponent in
        (0..<exponent).reduce(1.0) { power, _ in power * 10 }
    }

    /// Reads a number in JSON's grammar (leading zeros are let pass) from `position` on and moves it behind; nil where none stands.
    ///
    /// Up to 2⁵³ and 10^±22 one multiplication or division is exact enough to round correctly (Clinger,
    /// "How to read floating point numbers accurately", PLDI 1990); `strtod` does the rest.
    static func parse(_ bytes: UnsafeBufferPointer<UInt8>, _ position: inout Int) -> Double? {
        let start = position
        var index = position
        let end = bytes.count
        var mantissa: UInt64 = 0
        var digits = 0
        var exponent = 0
        let isNegative = index < end && bytes[index] == 0x2D
        if isNegative { index += 1 }
        let firstDigit = index
        while index < end, bytes[index] &- 0x30 < 10 {
            if digits < 19 {
                mantissa = mantissa &* 10 &+ UInt64(bytes[index] &- 0x30)
                if mantissa > 0 { digits += 1 }
            } else {
                exponent += 1
            }
            index += 1
        }
        guard index > firstDigit else { return nil }
        if index < end, bytes[index] == 0x2E {
            index += 1
            let firstFraction = index
            while index < end, bytes[index] &- 0x30 < 10 {
                if digits < 19 {
                    mantissa = mantissa &* 10 &+ UInt64(bytes[index] &- 0x30)
                    if mantissa > 0 { digits += 1 }
                    exponent -= 1
                }
                index += 1
            }
            guard index > firstFraction else { return nil }
        }
        if index < end, bytes[index] | 0x20 == 0x65 {
            index += 1
            var isNegativeExponent = false
            if index < end, bytes[index] == 0x2B || bytes[index] == 0x2D {
                isNegativeExponent = bytes[index] == 0x2D
                index += 1
            }
            let firstExponent = index
            var written = 0
            while index < end, bytes[index] &- 0x30 < 10 {
                // Beyond this the number is zero or infinite, whatever its digits.
                written = min(written * 10 + Int(bytes[index] &- 0x30), 100_000)
                index += 1
            }
            guard index > firstExponent else { return nil }
            exponent += isNegativeExponent ? -written : written
        }
        position = index
        if digits < 19, mantissa <= 1 << 53, abs(exponent) <= 22 {
            let value = Double(mantissa)
            let scaled = exponent < 0 ? value / powers[-exponent] : value * powers[exponent]
            return isNegative ? -scaled : scaled
        }
        return strtod(String(decoding: bytes[start..<index], as: UTF8.self), nil)
    }

    /// As ``parse(_:_:)``, correctly rounded to single precision.
    static func parseFloat(_ bytes: UnsafeBufferPointer<UInt8>, _ position: inout Int) -> Float? {
        let start = position
        guard let value = parse(bytes, &position) else { return nil }
        // Rounding twice is rounding once, unless the first lands on the middle between two floats: the
        // 29 bits that are cut are then 1000…0. Subnormal floats cut more.
        let isDoubtful = value.bitPattern & 0x1FFF_FFFF == 0x1000_0000
        if isDoubtful || (value != 0 && abs(value) < Double(Float.leastNormalMagnitude)) {
            return strtof(String(decoding: bytes[start..<position], as: UTF8.self), nil)
        }
        return Float(value)
    }
}
