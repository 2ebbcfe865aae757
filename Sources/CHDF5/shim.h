#ifndef FAULTLINE_CHDF5_SHIM_H
#define FAULTLINE_CHDF5_SHIM_H

#include <hdf5.h>

// Most of HDF5's names are macros that call a function first, which Swift does not see.

static inline hid_t faultline_hdf5_open(const char *path) {
    return H5Fopen(path, H5F_ACC_RDONLY, H5P_DEFAULT);
}

static inline hid_t faultline_hdf5_dataset(hid_t file, const char *name) {
    // Asked for first: opening what is not there fails all the same, but with less to say.
    if (H5Lexists(file, name, H5P_DEFAULT) <= 0) return -1;
    return H5Dopen2(file, name, H5P_DEFAULT);
}

static inline int faultline_hdf5_is_number(hid_t type) {
    H5T_class_t kind = H5Tget_class(type);
    return kind == H5T_FLOAT || kind == H5T_INTEGER;
}

/// Reads `count` rows of `columns` numbers from row `first` on, as floats.
static inline herr_t faultline_hdf5_read(
    hid_t dataset, hid_t space, hsize_t first, hsize_t count, hsize_t columns, float *target) {
    hsize_t start[2] = {first, 0};
    hsize_t size[2] = {count, columns};
    if (H5Sselect_hyperslab(space, H5S_SELECT_SET, start, NULL, size, NULL) < 0) return -1;
    hid_t memory = H5Screate_simple(2, size, NULL);
    if (memory < 0) return -1;
    herr_t status = H5Dread(dataset, H5T_NATIVE_FLOAT, memory, space, H5P_DEFAULT, target);
    H5Sclose(memory);
    return status;
}

/// Errors come back as return values; nothing is printed.
static inline void faultline_hdf5_be_quiet(void) {
    H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
}

/// The names in the root group, each with a line feed behind it, cut off at `capacity`.
static inline herr_t faultline_hdf5_append_name(
    hid_t group, const char *name, const H5L_info_t *info, void *text) {
    (void)group;
    (void)info;
    char *target = (char *)text;
    size_t used = 0;
    while (target[used] != 0) used += 1;
    size_t length = 0;
    while (name[length] != 0) length += 1;
    if (used + length + 2 > 1024) return 1;
    for (size_t i = 0; i < length; i += 1) target[used + i] = name[i];
    target[used + length] = '\n';
    target[used + length + 1] = 0;
    return 0;
}

/// Fills `text`, 1024 bytes of zeros, with the names in the root group.
static inline void faultline_hdf5_names(hid_t file, char *text) {
    hsize_t place = 0;
    H5Literate(file, H5_INDEX_NAME, H5_ITER_INC, &place, faultline_hdf5_append_name, text);
}

#endif
