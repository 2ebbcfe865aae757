import Foundation
import StreamCore
import StreamFormats
import Testing

/// The files of `datasets/golden/vectors`, which NumPy and h5py wrote, and what is in them.
enum GoldenVectors {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "datasets/golden/vectors")
        .path

    static func path(_ name: String) -> String { folder + "/" + name }

    /// The rows of `expected.csv` that are of this kind.
    static func expected(_ kind: String) throws -> [[Float]] {
        var reader = try CSVReader(path("expected.csv"))
        var rows: [[Float]] = []
        while let record = try reader.next() {
            if record.fields[1] == kind { rows.append(record.fields[2...].compactMap { Float($0) }) }
        }
        return rows
    }
}

@Suite struct GoldenFilesTests {
    @Test(arguments: [
        ("little_f4.npy", VectorFormat.npy), ("big_f4.npy", .npy), ("little_f8.npy", .npy),
        ("big_f8.npy", .npy), ("rows.fvecs", .fvecs), ("rows.fbin", .fbin),
    ])
    func floatsThatNumPyWroteAreRead(name: String, format: VectorFormat) throws {
        let source = try VectorSource.open(GoldenVectors.path(name))
        #expect(source.format == format)
        #expect(source.expectedCount == 6 && source.expectedDimension == 5)
        let expected = try GoldenVectors.expected("float")
        #expect(expected.count == 6 && expected[0] == [1, -2.5, 0.1, 1e-30, 3.4e38])
        #expect(try vectors(GoldenVectors.path(name)).map(\.embedding) == expected)
    }

    @Test(arguments: ["rows.bvecs", "rows.u8bin"])
    func bytesAreTakenAsTheyAre(name: String) throws {
        let expected = try GoldenVectors.expected("byte")
        #expect(expected.count == 6 && expected[0] == [0, 255, 128, 1, 254])
        #expect(try vectors(GoldenVectors.path(name)).map(\.embedding) == expected)
    }

    @Test func whatNumPySavesOtherwiseSaysWhatToDo() {
        let order = inputError { _ = try vectors(GoldenVectors.path("column_order.npy")) }
        #expect(order?.field == "fortran_order")
        #expect(order?.remedy == "convert with numpy.ascontiguousarray")
        let axis = inputError { _ = try vectors(GoldenVectors.path("one_axis.npy")) }
        #expect(axis?.field == "shape" && axis?.problem == "the array has 1 axis, not 2")
        let integers = inputError { _ = try vectors(GoldenVectors.path("integers.npy")) }
        #expect(integers?.field == "descr" && integers?.problem.contains("'<i8'") == true)
    }

    #if HDF5
        @Test func whatH5pyWroteIsRead() throws {
            let path = GoldenVectors.path("rows.hdf5")
            let expected = try GoldenVectors.expected("float")
            #expect(try vectors(path).map(\.embedding) == expected)
            let test = try VectorSource.open(path, layout: SourceLayout(dataset: "test"))
            #expect(test.expectedCount == 2 && test.expectedDimension == 5)
            #expect(try test.next()?.embedding == expected[0])
        }

        @Test(arguments: [
            (
                "tran",
                "did you mean 'train'? name one with --dataset; there are: line, neighbors, test, train"
            ),
            ("line", "name one of vectors × dimension with --dataset"),
        ])
        func anotherDatasetIsNamed(dataset: String, remedy: String) {
            let path = GoldenVectors.path("rows.hdf5")
            let error = inputError {
                _ = try VectorSource.open(path, layout: SourceLayout(dataset: dataset))
            }
            #expect(error?.field == dataset && error?.remedy == remedy)
        }

        @Test func damagedHDF5IsAnError() throws {
            let folder = try TemporaryFolder()
            let whole = try bytes(GoldenVectors.path("rows.hdf5"))
            for length in stride(from: 0, to: whole.count - 1, by: 397) {
                let path = try folder.file("cut.hdf5", Array(whole[..<length]))
                #expect(inputError { _ = try vectors(path) }?.kind == .badData, "\(length)")
            }
            #expect(inputError { _ = try vectors(folder.path + "/none.hdf5") }?.kind == .unreadable)
        }
    #else
        @Test func withoutTheTraitHDF5SaysHowToGetIt() {
            let error = inputError { _ = try vectors(GoldenVectors.path("rows.hdf5")) }
            #expect(error?.remedy?.contains("--traits HDF5") == true)
        }
    #endif
}
