/* Portable C: exact on every machine, with or without a fused multiply-add of its own. */
#include "kernel_common.h"

#pragma STDC FP_CONTRACT OFF

typedef double fl_d16 __attribute__((ext_vector_type(16)));
typedef int64_t fl_i16 __attribute__((ext_vector_type(16)));

/* A fused multiply-add of floats by doubles. The product is exact in double (48 bits of 53); the sum is
 * rounded to odd, which keeps it on the right side of every float's rounding boundary, so that rounding
 * it to float is as if the exact sum had been rounded once (Boldo and Melquiond, "Emulation of FMA and
 * correctly rounded sums: proved algorithms using rounding to odd", IEEE Transactions on Computers 2008).
 *
 * Rounding to odd: where the sum is inexact (its error, by Knuth's TwoSum, is not zero) and its last bit
 * is even, the odd neighbour on the error's side is taken. */
static inline void fl_portable_accumulate(fl_v16 *total, const fl_v16 *a, const fl_v16 *b) {
    fl_d16 product = __builtin_convertvector(*a, fl_d16) * __builtin_convertvector(*b, fl_d16);
    fl_d16 addend = __builtin_convertvector(*total, fl_d16);
    fl_d16 sum = product + addend;
    fl_d16 part = sum - product;
    fl_d16 error = (product - (sum - part)) + (addend - part);
    fl_i16 bits = (fl_i16)sum;
    fl_i16 inexact = (error != 0.0) & ((bits & 1) == 0);
    /* Away from zero (the next larger pattern) when error and sum have the same sign, else towards it. */
    fl_i16 opposite = ((fl_i16)error ^ bits) >> 63;
    bits += inexact & ((opposite & -2) + 1);
    *total = __builtin_convertvector((fl_d16)bits, fl_v16);
}

#define FL_NAME(x) fl_portable_##x
#define FL_MAX_QUERIES 4
#define FL_PANELS_1 1
#define FL_PANELS_2 1
#define FL_PANELS_3 1
#define FL_PANELS_4 1
#define FL_PEAK_CHAINS 2
#define FL_ACCUMULATE(sum, a, b) fl_portable_accumulate(&(sum), &(a), &(b))
#define FL_MASK fl_mask_scalar
#define FL_COMPRESS fl_compress_scalar
#include "kernel_template.h"

const fl_kernels *fl_portable_kernels(void) { return &fl_portable_table; }
