#if HDF5
    import CHDF5
    import Foundation
    import StreamCore
    import Synchronization

    /// Reads the rows of a two-dimensional HDF5 dataset, a piece of about a mebibyte at a time.
    ///
    /// Any type of number is converted to single precision by the library, whatever its byte order, and
    /// compressed datasets are unpacked by it.
    final class HDF5Reader: RowReader {
        let dimension: Int
        let count: Int?

        private let path: String
        private let file: hid_t
        private let data: hid_t
        private let space: hid_t
        private let rows: Int
        private let rowsInPiece: Int
        private var piece: [Float] = []
        private var position = 0
        private var rowsFetched = 0

        /// The library keeps state of its own, which only some builds of it guard.
        private static let library = Mutex<Void>(())

        init(_ path: String, dataset: String) throws(InputError) {
            self.path = path
            guard FileManager.default.fileExists(atPath: path) else {
                throw InputError(
                    .unreadable, file: path, problem: "there is no such file", remedy: "check the path")
            }
            let opened = Self.library.withLock { _ in Self.open(path, dataset) }
            switch opened {
            case .failure(let error): throw error
            case .success(let found):
                (file, data, space, rows) = (found.file, found.data, found.space, found.rows)
                dimension = found.columns
                count = found.rows
                rowsInPiece = max(1, (1 << 18) / found.columns)
            }
        }

        deinit {
            Self.library.withLock { _ in
                H5Sclose(space)
                H5Dclose(data)
                H5Fclose(file)
            }
        }

        private struct Opened {
            var file: hid_t
            var data: hid_t
            var space: hid_t
            var rows: Int
            var columns: Int
        }

        private static func open(_ path: String, _ dataset: String) -> Result<Opened, InputError> {
            faultline_hdf5_be_quiet()
            let file = faultline_hdf5_open(path)
            guard file >= 0 else {
                return .failure(
                    InputError(
                        file: path, problem: "is no HDF5 file, or a damaged one",
                        remedy: "check it with h5ls"))
            }
            func fail(_ problem: String, _ remedy: String) -> Result<Opened, InputError> {
                .failure(InputError(file: path, field: dataset, problem: problem, remedy: remedy))
            }
            var isKept = false
            defer { if !isKept { H5Fclose(file) } }
            let data = faultline_hdf5_dataset(file, dataset)
            guard data >= 0 else {
                let names = Self.names(in: file)
                let suggestion = EditDistance.suggestion(for: dataset, among: names).map { $0 + " " } ?? ""
                return fail(
                    "there is no such dataset",
                    "\(suggestion)name one with --dataset; there are: \(names.joined(separator: ", "))")
            }
            defer { if !isKept { H5Dclose(data) } }
            let type = H5Dget_type(data)
            let isNumber = faultline_hdf5_is_number(type) != 0
            H5Tclose(type)
            guard isNumber else { return fail("does not hold numbers", "name another with --dataset") }
            let space = H5Dget_space(data)
            defer { if !isKept { H5Sclose(space) } }
            let axes = H5Sget_simple_extent_ndims(space)
            guard axes == 2 else {
                return fail(
                    "has \(axes) \(axes == 1 ? "axis" : "axes"), not 2",
                    "name one of vectors × dimension with --dataset")
            }
            var extent: [hsize_t] = [0, 0]
            H5Sget_simple_extent_dims(space, &extent, nil)
            guard extent[1] >= 1, extent[1] <= hsize_t(SemanticVector.maximumDimension) else {
                return fail(
                    "the dimension is \(extent[1]), outside 1…\(SemanticVector.maximumDimension)",
                    "name another with --dataset")
            }
            guard extent[0] <= 1 << 40 else {
                return fail("\(extent[0]) rows are more than the limit of 2^40", "split the dataset")
            }
            isKept = true
            return .success(
                Opened(file: file, data: data, space: space, rows: Int(extent[0]), columns: Int(extent[1])))
        }

        private static func names(in file: hid_t) -> [String] {
            var text = [CChar](repeating: 0, count: 1024)
            faultline_hdf5_names(file, &text)
            let bytes = text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
            return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
        }

        func next() throws(InputError) -> [Float]? {
            if position == piece.count {
                let wanted = min(rowsInPiece, rows - rowsFetched)
                guard wanted > 0 else { return nil }
                var target = [Float](repeating: 0, count: wanted * dimension)
                let status = Self.library.withLock { _ in
                    faultline_hdf5_read(
                        data, space, hsize_t(rowsFetched), hsize_t(wanted), hsize_t(dimension), &target)
                }
                guard status >= 0 else {
                    throw InputError(
                        file: path, field: "row \(rowsFetched)", problem: "cannot be read",
                        remedy: "the file may be cut off or use a filter that this HDF5 library lacks")
                }
                piece = target
                position = 0
                rowsFetched += wanted
            }
            let row = Array(piece[position..<(position + dimension)])
            position += dimension
            return row
        }
    }
#endif
