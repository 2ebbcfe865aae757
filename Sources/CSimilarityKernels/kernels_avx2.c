/* AVX2 with FMA: a vector of sixteen is two registers, four queries × one panel fill eight of sixteen. */
#if defined(__x86_64__)
#include <immintrin.h>

#include "compress_table.h"
#include "kernel_common.h"

#pragma clang attribute push(__attribute__((target("avx2,fma,bmi,popcnt"))), apply_to = function)

static inline uint32_t fl_avx2_mask(const float *threshold, const float *values) {
    __m256 level = _mm256_broadcast_ss(threshold);
    uint32_t low = (uint32_t)_mm256_movemask_ps(_mm256_cmp_ps(_mm256_loadu_ps(values), level, _CMP_GE_OQ));
    uint32_t high =
        (uint32_t)_mm256_movemask_ps(_mm256_cmp_ps(_mm256_loadu_ps(values + 8), level, _CMP_GE_OQ));
    return low | high << 8;
}

/* A table gives the order that moves the picked elements of eight to the front. */
static inline int32_t fl_avx2_compress(const float *values, uint32_t mask, int32_t base, int32_t *slots,
                                       float *weights) {
    int32_t count = 0;
    for (int half = 0; half < 2; half++, mask >>= 8) {
        uint32_t eight = mask & 0xFF;
        __m256i order = _mm256_cvtepu8_epi32(_mm_loadl_epi64((const __m128i *)&fl_compress_table[eight]));
        __m256 picked = _mm256_permutevar8x32_ps(_mm256_loadu_ps(values + half * 8), order);
        _mm256_storeu_ps(weights + count, picked);
        _mm256_storeu_si256((__m256i *)(slots + count),
                            _mm256_add_epi32(order, _mm256_set1_epi32(base + half * 8)));
        count += __builtin_popcount(eight);
    }
    return count;
}

#define FL_NAME(x) fl_avx2_##x
#define FL_MAX_QUERIES 4
#define FL_PANELS_1 4
#define FL_PANELS_2 2
#define FL_PANELS_3 1
#define FL_PANELS_4 1
#define FL_PEAK_CHAINS 6
#define FL_ACCUMULATE(sum, a, b) sum = __builtin_elementwise_fma(a, b, sum)
#define FL_MASK fl_avx2_mask
#define FL_COMPRESS fl_avx2_compress
#include "kernel_template.h"

#pragma clang attribute pop

const fl_kernels *fl_avx2_kernels(void) { return &fl_avx2_table; }
#endif
