/* What all instruction sets share: vector types, the cutting of a batch into tiles, packing. */
#ifndef FAULTLINE_KERNEL_COMMON_H
#define FAULTLINE_KERNEL_COMMON_H

#include "SimilarityKernels.h"

#pragma STDC FP_CONTRACT OFF

typedef float fl_v16 __attribute__((ext_vector_type(16)));
typedef float fl_v16u __attribute__((ext_vector_type(16), aligned(4)));
typedef float fl_v4 __attribute__((ext_vector_type(4), aligned(4)));
typedef float fl_v2 __attribute__((ext_vector_type(2), aligned(4)));

#define FL_UNROLL _Pragma("clang loop unroll(full)")

/* The largest tile's products: 8 queries × 4 panels × 16 rows. */
#define FL_MAX_TOTAL (8 * 4 * 16)

/* A batch is cut into the fewest tiles that hold it, and these are as even as can be: 7 queries are
 * 4 + 3, not 6 + 1, since a narrow tile reads as many panels as a wide one. */
typedef struct fl_tiling {
    int64_t base;  /* queries of a tile … */
    int64_t wider; /* … of which the first `wider` have one more */
} fl_tiling;

static inline fl_tiling fl_tiling_of(int64_t count, int64_t widest) {
    fl_tiling tiling = {0, 0};
    if (count > 0) {
        int64_t tiles = (count + widest - 1) / widest;
        tiling.base = count / tiles;
        tiling.wider = count % tiles;
    }
    return tiling;
}

static inline int64_t fl_tile_width(const fl_tiling *tiling, int64_t tile) {
    return tiling->base + (tile < tiling->wider);
}

/* The mask of columns below `columns` of a panel. */
static inline uint32_t fl_below(int64_t columns) {
    return columns <= 0 ? 0u : columns >= 16 ? 0xFFFFu : (1u << columns) - 1u;
}

static inline void fl_zero(float *floats, int64_t count) {
    for (int64_t i = 0; i < count; i++) floats[i] = 0.0f;
}

/* Up to four rows from component `lane` on, four components of each, turned into four groups of rows. */
static inline void fl_pack_four(const float *const rows[4], int64_t component, int64_t parts, float *packed,
                                int64_t lane_stride) {
    fl_v4 a = *(const fl_v4 *)(rows[0] + component), b = *(const fl_v4 *)(rows[1] + component);
    fl_v4 c = *(const fl_v4 *)(rows[2] + component), d = *(const fl_v4 *)(rows[3] + component);
    fl_v4 ab0 = __builtin_shufflevector(a, b, 0, 4, 1, 5), ab1 = __builtin_shufflevector(a, b, 2, 6, 3, 7);
    fl_v4 cd0 = __builtin_shufflevector(c, d, 0, 4, 1, 5), cd1 = __builtin_shufflevector(c, d, 2, 6, 3, 7);
    fl_v4 columns[4] = {
        __builtin_shufflevector(ab0, cd0, 0, 1, 4, 5), __builtin_shufflevector(ab0, cd0, 2, 3, 6, 7),
        __builtin_shufflevector(ab1, cd1, 0, 1, 4, 5), __builtin_shufflevector(ab1, cd1, 2, 3, 6, 7)};
    FL_UNROLL
    for (int l = 0; l < 4; l++) {
        float *out = packed + l * lane_stride;
        switch (parts) {
        case 4: *(fl_v4 *)out = columns[l]; break;
        case 3: *(fl_v2 *)out = columns[l].xy; out[2] = columns[l].z; break;
        case 2: *(fl_v2 *)out = columns[l].xy; break;
        default: out[0] = columns[l].x;
        }
    }
}

/* `count` rows of `dimension` floats to [lane][step][width], the last step's missing lanes zero. */
static inline void fl_pack(const float *rows, int64_t count, int64_t width, int64_t dimension,
                           float *packed) {
    int64_t steps = (dimension + 15) / 16, whole = dimension / 16, lane_stride = steps * width;
    for (int64_t first = 0; first < count; first += 4) {
        int64_t parts = count - first < 4 ? count - first : 4;
        const float *row[4];
        for (int64_t r = 0; r < 4; r++) row[r] = rows + (first + (r < parts ? r : 0)) * dimension;
        for (int64_t step = 0; step < whole; step++) {
            float *out = packed + step * width + first;
            for (int64_t lane = 0; lane < 16; lane += 4) {
                fl_pack_four(row, step * 16 + lane, parts, out + lane * lane_stride, lane_stride);
            }
        }
        for (int64_t lane = 0; whole < steps && lane < 16; lane++) {
            int64_t component = whole * 16 + lane;
            for (int64_t r = 0; r < parts; r++) {
                packed[lane * lane_stride + whole * width + first + r] =
                    component < dimension ? row[r][component] : 0.0f;
            }
        }
    }
}

/* Compression of a masked vector one element after another, for sets without an instruction for it. */
static inline int32_t fl_compress_scalar(const float *values, uint32_t mask, int32_t base, int32_t *slots,
                                         float *weights) {
    int32_t count = 0;
    for (; mask; mask &= mask - 1) {
        int32_t bit = __builtin_ctz(mask);
        slots[count] = base + bit;
        weights[count++] = values[bit];
    }
    return count;
}

static inline uint32_t fl_mask_scalar(const float *threshold, const float *values) {
    uint32_t mask = 0;
    for (int i = 0; i < 16; i++) mask |= (uint32_t)(values[i] >= *threshold) << i;
    return mask;
}

#endif
