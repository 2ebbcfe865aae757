/* What a graph's upkeep does once an edge, one set for AVX2 and one in plain C, picked at run time. Both
 * compute the same bits where the sums of the weights are exact. */
#ifndef FAULTLINE_EDGE_KERNELS_H
#define FAULTLINE_EDGE_KERNELS_H

#include "SimilarityKernels.h"

/* By slot: the number and weight of edges to later nodes, the same of those inside the slot's domain, and
 * the last of the later nodes. */
typedef struct fl_later_edges {
    double *weights, *inside_weights;
    int32_t *counts, *inside_counts, *links;
} fl_later_edges;

typedef struct fl_edge_sums {
    double weight, inside_weight;
    int64_t inside_count;
} fl_edge_sums;

typedef struct fl_edges {
    /* Adds the edges of the new node `link`, of domain `domain`, to the slots that they lead to, which
     * differ, and returns the sums over them. */
    fl_edge_sums (*add)(const int32_t *slots, const float *weights, int64_t count, const int32_t *domains,
                        int32_t domain, int32_t link, const fl_later_edges *later);
    /* Whether every weight is above zero; no NaN is. */
    int32_t (*all_positive)(const float *weights, int64_t count);
} fl_edges;

/* The set for an instruction set; the plain one where there is none of its own. */
const fl_edges *fl_edges_for(fl_isa isa);

#endif
