/* Screening of thresholded inner products by 8-bit codes, exact: a bound in integers rejects most pairs,
 * and what is left is computed in float32 in the one order of SimilarityKernels.h.
 *
 * Codes. A row x of the window is coded as q = rint(c·x) with |q_k| ≤ 63 and stored as q + 64, so that a
 * code is 1…127 both as a signed and as an unsigned byte; a query is coded with |q_k| ≤ 127 and stored as
 * it is. c is also kept so small that the products of a row's and a query's codes over the eight pairs
 * that one sixteen-bit sum takes (see FL_CODE_CHUNK) stay within 2¹⁵ − 1, by Cauchy and Schwarz.
 *
 * The bound. Let α_x be the angle between x and its q. Angles obey the triangle inequality on the sphere:
 * ∠(a, b) ≥ ∠(q_a, q_b) − α_a − α_b. A float32 sum f of products in the lane order rounds each product at
 * most n = ⌈d/16⌉ + 15 times, so |f − ⟨a, b⟩| ≤ γ|a||b| with γ = n·u/(1 − n·u), u = 2⁻²⁴ (Higham,
 * "Accuracy and Stability of Numerical Algorithms", section 3.1). Rows count as unit vectors when |x|² ≤ L;
 * then f ≥ T > 0 implies cos ∠(a, b) ≥ T/L − γ =: cos θ, hence ∠(q_a, q_b) ≤ θ + α_a + α_b, hence
 *     ⟨q_a, q_b⟩ ≥ |q_a||q_b| cos(θ + α_a + α_b) as long as θ + α_a + α_b ≤ π,
 * which holds since cos θ > 0 and sin α ≤ ½ are asked for.
 * A pair is rejected if this fails; the scales c cancel, and pairs of coplanar vectors attain it.
 * The right side separates into A·X − B·Y with A = |q_a| cos(θ + α_a), B = |q_a| sin(θ + α_a) of the query
 * and X = |q_b| cos α_b, Y = |q_b| sin α_b of the row, which do not depend on the threshold.
 *
 * Rounding. ⟨q_a, q_b⟩ is exact in integers. Converting it, A, X, B and Y to float32 and the test's three
 * operations err by less than 6u·|q_a||q_b| = 4·10⁻⁷|q_a||q_b|; A is lowered by 10⁻⁶|q_a| for it. α comes
 * from sin α ≤ |c·x − q|/|c·x|, true for every c, raised by what its float32 sums can lose.
 *
 * Rows and queries for which that is no bound (|x|² > L, tiny or not finite, sin α > ½) are never rejected:
 * X = 0 and Y huge, or A hugely negative. */
#ifndef FAULTLINE_SCREEN_KERNELS_H
#define FAULTLINE_SCREEN_KERNELS_H

#include "SimilarityKernels.h"

/* Codes are read four at a time, one group a step; a sixteen-bit sum takes two codes of each of so many
 * steps, before it is added to one of 32 bits. */
#define FL_CODE_CHUNK 8

/* What a threshold comes to: cos θ and sin θ. */
typedef struct fl_screen_level {
    double cosine, sine;
    double inflation; /* of sin α_a; 1, but tests shrink it to show that the bound is none then */
} fl_screen_level;

/* A batch of coded queries. Tiles as in fl_job, each [step of four][query][four codes]. */
typedef struct fl_coded_queries {
    int8_t *codes;    /* count * steps * 16 */
    int16_t *offsets; /* per tile [chunk][query][2]: −64·Σ codes that a sixteen-bit sum starts at */
    int32_t *totals;  /* per query: −64·Σ codes */
    float *a;         /* per query: A */
    float *b;         /* per query: B */
} fl_coded_queries;

typedef struct fl_screen_job {
    fl_coded_queries coded;
    const float *rows; /* the queries themselves, each padded with zeros to steps * 16 floats */
    int64_t count;
    int64_t steps; /* ⌈d/16⌉ */

    const uint8_t *codes;  /* panels of sixteen rows: [step of four][row][four codes] */
    const float *x;        /* per row: X */
    const float *y;        /* per row: Y */
    const float *panels;   /* the rows themselves, as in fl_job */
    const uint16_t *live;  /* as in fl_job */
    int64_t first_panel;   /* from this panel on … */
    int64_t end_panel;     /* … to the one before this */

    float threshold;
    int32_t *slots; /* as in fl_job, without room to spare */
    float *weights;
    int32_t *counts;
    int64_t stride;

    int64_t refined; /* raised by the pairs that were not rejected … */
    int64_t touched; /* … and by the panels that held one */
    uint16_t *masks; /* room for 2 * FL_SCREEN_GROUP * count */
    float *unpacked; /* room for 16 * steps * 16 floats */
} fl_screen_job;

/* Panels that are scanned together at most. */
#define FL_SCREEN_GROUP 3

typedef struct fl_screen {
    /* Codes a row of the window into its place in a panel (`panel_codes` is panel base + row % 16 * 4) and
     * gives its X and Y. `scratch` has room for ⌈d/16⌉ * 16 bytes. */
    void (*code_row)(const float *row, int64_t dimension, double inflation, int8_t *scratch,
                     uint8_t *panel_codes, float *x, float *y);
    /* Codes a batch. `scratch` as above. */
    void (*code_queries)(const float *rows, int64_t count, int64_t dimension,
                         const fl_screen_level *level, int8_t *scratch, fl_coded_queries *coded);
    /* Screens and refines: the pairs are appended to the lists. */
    void (*run)(fl_screen_job *job);
    /* What scanning a pair, refining a pair and unpacking a panel cost, in pairs of the float32 kernel. */
    float scan_cost, pair_cost, panel_cost;
} fl_screen;

/* The set for an instruction set, the best that this machine runs; NULL where it has none. */
const fl_screen *fl_screen_for(fl_isa isa);

/* Plain C: what every machine has. */
const fl_screen *fl_portable_screen(void);

/* The level of a threshold; 0 where there is no screening, since cos θ would not be positive. */
int32_t fl_screen_level_for(float threshold, int64_t dimension, double inflation, fl_screen_level *level);

#endif
