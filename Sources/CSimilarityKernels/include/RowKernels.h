/* Inner products and sums over plain rows of floats, one set an instruction set, picked at run time: for
 * few vectors against few rows, where packing them would cost more than it saves.
 *
 * Every set computes the same bits. An inner product has sixteen lanes; lane l adds the products of the
 * components k ≡ l (mod 16) of the ⌊d/16⌋ whole steps in order, product and sum rounded each. Then lanes
 * l and l + 8 are added, l and l + 4, l and l + 2, l and l + 1, and at last the components that are left,
 * one after the other. Nothing is fused. */
#ifndef FAULTLINE_ROW_KERNELS_H
#define FAULTLINE_ROW_KERNELS_H

#include "SimilarityKernels.h"

typedef struct fl_rows {
    /* ⟨x, y⟩. */
    float (*dot)(const float *x, const float *y, int64_t dimension);
    /* products[v * row_count + r] = ⟨vector v, row r⟩; the strides are in floats. */
    void (*products)(const float *vectors, int64_t vector_count, int64_t vector_stride, const float *rows,
                     int64_t row_count, int64_t row_stride, int64_t dimension, float *products);
    /* y[k] += weights[0]·row 0[k], then weights[1]·row 1[k] and so on. */
    void (*accumulate)(const float *rows, int64_t row_count, int64_t row_stride, const float *weights,
                       float *y, int64_t dimension);
    /* x[k] *= factor. */
    void (*scale)(float *x, float factor, int64_t dimension);
} fl_rows;

/* The set for an instruction set, or NULL where this build or machine does not have it. */
const fl_rows *fl_rows_for(fl_isa isa);

#endif
