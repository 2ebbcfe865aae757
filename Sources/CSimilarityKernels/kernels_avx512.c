/* AVX-512F: a vector of sixteen is one register, eight queries × three panels fill 24 of 32. */
#if defined(__x86_64__)
#include <immintrin.h>

#include "kernel_common.h"

#pragma clang attribute push(__attribute__((target("avx512f,avx2,fma,bmi,popcnt"))), apply_to = function)

static inline uint32_t fl_avx512_mask(const float *threshold, const float *values) {
    return _mm512_cmp_ps_mask(_mm512_loadu_ps(values), _mm512_set1_ps(*threshold), _CMP_GE_OQ);
}

/* Compression in registers and a whole store: the compressing store is slow on some processors. */
static inline int32_t fl_avx512_compress(const float *values, uint32_t mask, int32_t base, int32_t *slots,
                                         float *weights) {
    __m512i order = _mm512_set_epi32(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
    __m512i slot = _mm512_add_epi32(order, _mm512_set1_epi32(base));
    _mm512_storeu_ps(weights, _mm512_maskz_compress_ps((__mmask16)mask, _mm512_loadu_ps(values)));
    _mm512_storeu_si512(slots, _mm512_maskz_compress_epi32((__mmask16)mask, slot));
    return __builtin_popcount(mask);
}

#define FL_NAME(x) fl_avx512_##x
#define FL_MAX_QUERIES 8
#define FL_PANELS_1 8
#define FL_PANELS_2 4
#define FL_PANELS_3 4
#define FL_PANELS_4 4
#define FL_PANELS_5 4
#define FL_PANELS_6 4
#define FL_PANELS_7 3
#define FL_PANELS_8 3
#define FL_PEAK_CHAINS 12
#define FL_ACCUMULATE(sum, a, b) sum = __builtin_elementwise_fma(a, b, sum)
#define FL_MASK fl_avx512_mask
#define FL_COMPRESS fl_avx512_compress
#include "kernel_template.h"

#pragma clang attribute pop

const fl_kernels *fl_avx512_kernels(void) { return &fl_avx512_table; }
#endif
