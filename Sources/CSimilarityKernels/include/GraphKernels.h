/* Passes over the rows of a weighted graph's full matrix, one set an instruction set, picked at run time.
 *
 * Every set computes the same bits: sums are taken lane by lane in one fixed order and nothing is fused.
 * Rows and sums may lie anywhere; counts are whole multiples of 32. */
#ifndef FAULTLINE_GRAPH_KERNELS_H
#define FAULTLINE_GRAPH_KERNELS_H

#include "SimilarityKernels.h"

typedef struct fl_graph {
    /* sums[k] += row[k]; returns the largest sum and, in `place`, the first k that has it. Bit k of `hits`
     * tells whether sums[k] ≥ bound and row[k] > 0. */
    double (*advance_single)(const float *row, double *sums, int64_t count, double bound, uint32_t *hits,
                             int64_t *place);
    double (*advance_double)(const double *row, double *sums, int64_t count, double bound, uint32_t *hits,
                             int64_t *place);
    /* sums[k] += row[k]. */
    void (*add_single)(const float *row, double *sums, int64_t count);
    void (*add_double)(const double *row, double *sums, int64_t count);
    /* The sum of a row's entries in sixteen lanes, and in `highest` the largest of them. */
    double (*total)(const float *row, int64_t count, float *highest);
    /* Copies a square matrix's entries below the diagonal to above it; any count. */
    void (*mirror)(float *matrix, int64_t stride, int64_t count);
    /* y = A·x for a symmetric matrix of any count; x is readable and 0, and rows are, up to the next
     * multiple of 8. Entries left of a row's block of eight on the diagonal are read once and serve twice,
     * as a row and as a column: that halves the memory read, which bounds the product. */
    void (*product)(const float *matrix, int64_t stride, int64_t count, const float *x, float *y);
} fl_graph;

/* The set for an instruction set, or NULL where this build or machine does not have it. */
const fl_graph *fl_graph_for(fl_isa isa);

#endif
