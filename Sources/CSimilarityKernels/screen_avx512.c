/* Screening with AVX-512 VNNI: vpdpbusd adds four products of codes to a sum of 32 bits; eight queries × three
 * panels fill 24 of 32 registers. */
#if defined(__x86_64__)
#include <immintrin.h>

#include "screen_common.h"

#pragma clang attribute push(__attribute__((target("avx512f,avx512vnni,avx2,fma,bmi,popcnt"))), apply_to = function)

FL_INLINE void fl_avx512_scan(const fl_screen_job *job, int64_t first, const int width, int64_t panel,
                              const int panels, uint16_t *masks) {
    const int64_t groups = job->steps * 4;
    const uint8_t *rows = job->codes + panel * groups * 64;
    const int8_t *codes = job->coded.codes + first * groups * 4;
    __m512i sums[FL_SCREEN_GROUP][8];
    FL_UNROLL
    for (int p = 0; p < panels; p++)
        FL_UNROLL
        for (int q = 0; q < width; q++) sums[p][q] = _mm512_set1_epi32(job->coded.totals[first + q]);
    for (int64_t g = 0; g < groups; g++, rows += 64, codes += width * 4) {
        __m512i row[FL_SCREEN_GROUP];
        FL_UNROLL
        for (int p = 0; p < panels; p++) row[p] = _mm512_load_si512(rows + p * groups * 64);
        FL_UNROLL
        for (int q = 0; q < width; q++) {
            int32_t four;
            memcpy(&four, codes + q * 4, 4);
            FL_UNROLL
            for (int p = 0; p < panels; p++)
                sums[p][q] = _mm512_dpbusd_epi32(sums[p][q], row[p], _mm512_set1_epi32(four));
        }
    }
    FL_UNROLL
    for (int p = 0; p < panels; p++) {
        __m512 x = _mm512_loadu_ps(job->x + (panel + p) * 16), y = _mm512_loadu_ps(job->y + (panel + p) * 16);
        FL_UNROLL
        for (int q = 0; q < width; q++) {
            __m512 cut = _mm512_sub_ps(_mm512_mul_ps(_mm512_set1_ps(job->coded.a[first + q]), x),
                                       _mm512_mul_ps(_mm512_set1_ps(job->coded.b[first + q]), y));
            uint32_t kept = _mm512_cmp_ps_mask(_mm512_cvtepi32_ps(sums[p][q]), cut, _CMP_GE_OQ);
            masks[p * job->count + q] = (uint16_t)(kept & job->live[panel + p]);
        }
    }
}

#define FL_NAME(x) fl_avx512_##x
#define FL_SCREEN_QUERIES 8
#define FL_SCREEN_PANELS 3
#define FL_ACCUMULATE(sum, a, b) sum = __builtin_elementwise_fma(a, b, sum)
#define FL_SCAN fl_avx512_scan
/* The scan as a prototype of it was measured; the rest as measured with AVX2. */
#define FL_SCREEN_COSTS 0.3f, 4.0f, 60.0f
#include "screen_template.h"

#pragma clang attribute pop

const fl_screen *fl_avx512_screen(void) { return &fl_avx512_screen_table; }
#endif
