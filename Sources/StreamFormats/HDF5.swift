import StreamCore

/// HDF5 files, as far as this build can read them.
enum HDF5 {
    /// The rows of the two-dimensional `dataset` of the file at `path`.
    static func rows(of path: String, dataset: String) throws(InputError) -> any RowReader {
        #if HDF5
            return try HDF5Reader(path, dataset: dataset)
        #else
            throw InputError(
                .unreadable, file: path, problem: "this build does not read HDF5",
                remedy: "build with swift build -c release --traits HDF5, which needs libhdf5-dev, or save "
                    + "the dataset with numpy.save")
        #endif
    }

    /// Whether this build reads HDF5.
    static var isAvailable: Bool {
        #if HDF5
            true
        #else
            false
        #endif
    }
}
