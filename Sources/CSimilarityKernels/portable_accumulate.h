/* A fused multiply-add for machines that may have none. */
#ifndef FAULTLINE_PORTABLE_ACCUMULATE_H
#define FAULTLINE_PORTABLE_ACCUMULATE_H

#include <stdint.h>

#pragma STDC FP_CONTRACT OFF

/* A fused multiply-add of floats by doubles. The product is exact in double (48 bits of 53); the sum is
 * rounded to odd, which keeps it on the right side of every float's rounding boundary, so that rounding
 * it to float is as if the exact sum had been rounded once (Boldo and Melquiond, "Emulation of FMA and
 * correctly rounded sums: proved algorithms using rounding to odd", IEEE Transactions on Computers 2008).
 *
 * Rounding to odd: where the sum is inexact (its error, by Knuth's TwoSum, is not zero) and its last bit
 * is even, the odd neighbour on the error's side is taken. */
#define FL_PORTABLE_ACCUMULATE(name, width)                                                              \
    typedef float name##_floats __attribute__((ext_vector_type(width)));                                 \
    typedef double name##_doubles __attribute__((ext_vector_type(width)));                               \
    typedef int64_t name##_bits __attribute__((ext_vector_type(width)));                                 \
    static inline void name(name##_floats *total, const name##_floats *a, const name##_floats *b) {      \
        name##_doubles product =                                                                         \
            __builtin_convertvector(*a, name##_doubles) * __builtin_convertvector(*b, name##_doubles);   \
        name##_doubles addend = __builtin_convertvector(*total, name##_doubles);                         \
        name##_doubles sum = product + addend;                                                           \
        name##_doubles part = sum - product;                                                             \
        name##_doubles error = (product - (sum - part)) + (addend - part);                               \
        name##_bits bits = (name##_bits)sum;                                                             \
        name##_bits inexact = (error != 0.0) & ((bits & 1) == 0);                                        \
        /* Away from zero (the next larger pattern) when error and sum have the same sign, else          \
         * towards it. */                                                                                \
        name##_bits opposite = ((name##_bits)error ^ bits) >> 63;                                        \
        bits += inexact & ((opposite & -2) + 1);                                                         \
        *total = __builtin_convertvector((name##_doubles)bits, name##_floats);                           \
    }

FL_PORTABLE_ACCUMULATE(fl_portable_accumulate, 16)

#endif
