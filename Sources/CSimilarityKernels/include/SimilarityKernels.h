/* Kernels for inner products of unit vectors, one set an instruction set, picked at run time.
 *
 * Every set computes the same bits: an inner product is the sum of sixteen lanes, added in order 0…15,
 * and lane l is a chain of fused multiply-adds over the components k ≡ l (mod 16), started at +0, padded
 * with zeros to ⌈d/16⌉ steps.
 *
 * Panels hold sixteen rows: [lane 0…15][step 0…S-1][row 0…15]. Packed queries are the same with a tile's
 * queries in the place of the rows. */
#ifndef FAULTLINE_SIMILARITY_KERNELS_H
#define FAULTLINE_SIMILARITY_KERNELS_H

#include <stddef.h>
#include <stdint.h>

/* What the kernels of this header, of RowKernels.h and of GraphKernels.h are written for. */
typedef enum fl_isa {
    FL_ISA_PORTABLE = 0,
    FL_ISA_NEON = 1,
    FL_ISA_AVX2 = 2,
    FL_ISA_AVX512 = 3,
} fl_isa;

/* One call's work: packed queries against panels. */
typedef struct fl_job {
    const float *queries; /* from pack_queries */
    int64_t count;        /* queries */
    const float *panels;
    int64_t columns;      /* rows in the panels, dead ones included */
    int64_t first_panel;  /* where to begin */
    int64_t steps;        /* ⌈d/16⌉ */
    int32_t triangular;   /* the panels hold the queries themselves: only columns j ≤ i, pairs j < i */

    /* Products, if not NULL: row-major, `product_stride` floats from one query's row to the next. */
    float *products;
    int64_t product_stride;

    /* Pairs, if products is NULL: query q's go to slots[q * stride + n], weights[q * stride + n] for
     * n = counts[q]…, which must have room for sixteen more than it gets. */
    const uint16_t *live; /* a bit a column, sixteen an element; NULL with `triangular` */
    float threshold;
    int32_t *slots;
    float *weights;
    int32_t *counts;
    int64_t stride;
} fl_job;

typedef struct fl_kernels {
    /* Floats that `count` queries take packed: count * steps * 16. */
    void (*pack_queries)(const float *rows, int64_t count, int64_t dimension, float *packed);
    /* Rows to panels; the last panel's missing rows are zero. */
    void (*pack_panels)(const float *rows, int64_t count, int64_t dimension, float *panels);
    void (*run)(const fl_job *job);
    /* Live entries ≥ threshold of one row of products: how many, written with up to 16 more. */
    int32_t (*threshold_row)(const float *row, int64_t columns, const uint16_t *live, float threshold,
                             int32_t *slots, float *weights);
    /* Runs `iterations` rounds of independent multiply-adds and returns the floating-point operations
     * done; `sink` keeps them from being optimised away. */
    double (*multiply_adds)(int64_t iterations, float *sink);
    /* Reads `count` floats, a multiple of 64, once; `sink` gets their sum, so that they are read. */
    void (*read_all)(const float *values, int64_t count, float *sink);
} fl_kernels;

/* The set for an instruction set, or NULL where this build or machine does not have it. */
const fl_kernels *fl_kernels_for(fl_isa isa);

/* Writes a row into (reads it from) panels: `panel_row` is panel base + row % 16. */
void fl_panel_write(float *panel_row, const float *row, int64_t dimension);
void fl_panel_read(const float *panel_row, float *row, int64_t dimension);

/* Features of the processor that matter here, separated by spaces, and its name; at most `size` bytes
 * with the final zero. */
void fl_cpu_features(char *text, size_t size);
void fl_cpu_name(char *text, size_t size);

#include "RowKernels.h"
#include "ScreenKernels.h"

#endif
