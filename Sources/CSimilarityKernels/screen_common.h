/* What all instruction sets share in screening: the bound's constants, the cut of a query or row. */
#ifndef FAULTLINE_SCREEN_COMMON_H
#define FAULTLINE_SCREEN_COMMON_H

#include <math.h>
#include <string.h>

#include "ScreenKernels.h"
#include "kernel_common.h"

#pragma STDC FP_CONTRACT OFF

typedef int32_t fl_i32x16 __attribute__((ext_vector_type(16)));
typedef int8_t fl_i8x16u __attribute__((ext_vector_type(16), aligned(1)));
typedef float fl_v8 __attribute__((ext_vector_type(8)));

#define FL_INLINE static inline __attribute__((always_inline))

/* Rows of the window and queries: the largest code, and the largest norm of c·x over the codes that meet in
 * one sixteen-bit sum. Rounding adds at most ½·√16 = 2 to that norm, and 128 · 255.99 < 2¹⁵. */
#define FL_ROW_CODE 63.0f
#define FL_ROW_NORM 125.99f
#define FL_QUERY_CODE 127.0f
#define FL_QUERY_NORM 253.9f

/* Squares of the norms of what counts as a unit vector: L. Normalising in float32 is off by less. */
#define FL_UNIT_SQUARE 1.0001
/* No bound is claimed for vectors shorter than this: their squares would underflow. */
#define FL_SMALLEST_SQUARE 1e-12f
#define FL_LARGEST_SINE 0.5
#define FL_TEST_ROUNDING 1e-6
#define FL_NEVER 1e30f

FL_INLINE int64_t fl_chunks(int64_t steps) { return (steps * 4 + FL_CODE_CHUNK - 1) / FL_CODE_CHUNK; }

/* A coded vector. */
typedef struct fl_code_facts {
    double norm; /* |q| */
    double sine; /* no less than sin α; above FL_LARGEST_SINE where there is no bound */
} fl_code_facts;

/* X and Y of a row. */
FL_INLINE void fl_row_cut(const fl_code_facts *facts, double inflation, float *x, float *y) {
    if (facts->sine > FL_LARGEST_SINE) {
        *x = 0.0f;
        *y = FL_NEVER;
        return;
    }
    double sine = facts->sine * inflation;
    *x = (float)(facts->norm * sqrt(1.0 - sine * sine));
    *y = (float)(facts->norm * sine);
}

/* A and B of a query. θ + α_a is between 0 and π, so B is positive. */
FL_INLINE void fl_query_cut(const fl_code_facts *facts, const fl_screen_level *level, float *a, float *b) {
    if (facts->sine > FL_LARGEST_SINE) {
        *a = -FL_NEVER;
        *b = 1.0f;
        return;
    }
    double sine = facts->sine * level->inflation, cosine = sqrt(1.0 - sine * sine);
    *a = (float)(facts->norm * (level->cosine * cosine - level->sine * sine - FL_TEST_ROUNDING));
    *b = (float)(facts->norm * (level->sine * cosine + level->cosine * sine));
}

#endif
