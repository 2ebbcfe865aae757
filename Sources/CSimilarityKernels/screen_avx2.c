/* Screening with AVX2: vpmaddubsw multiplies codes and adds pairs in sixteen bits, where eight steps of sums
 * fit, so that a product of codes costs little more than half an instruction a register; and with AVX-VNNI,
 * which adds four products in 32 bits at once. */
#if defined(__x86_64__)
#include <immintrin.h>

#include "screen_common.h"

/* Bits of eight rows: dot ≥ A·X − B·Y. */
#define FL_KEPT_EIGHT(dots, a, b, x, y)                                                                  \
    (uint32_t) _mm256_movemask_ps(_mm256_cmp_ps(                                                         \
        _mm256_cvtepi32_ps(dots),                                                                        \
        _mm256_sub_ps(_mm256_mul_ps(a, _mm256_loadu_ps(x)), _mm256_mul_ps(b, _mm256_loadu_ps(y))),       \
        _CMP_GE_OQ))

#pragma clang attribute push(__attribute__((target("avx2,fma,bmi,popcnt"))), apply_to = function)

FL_INLINE __m256i fl_avx2_four_codes(const void *codes) {
    int32_t four;
    memcpy(&four, codes, 4);
    return _mm256_set1_epi32(four);
}

FL_INLINE void fl_avx2_keep(const fl_screen_job *job, int64_t query, int64_t panel, __m256i low, __m256i high,
                            uint16_t *mask) {
    __m256 a = _mm256_broadcast_ss(job->coded.a + query), b = _mm256_broadcast_ss(job->coded.b + query);
    const float *x = job->x + panel * 16, *y = job->y + panel * 16;
    uint32_t kept = FL_KEPT_EIGHT(low, a, b, x, y) | FL_KEPT_EIGHT(high, a, b, x + 8, y + 8) << 8;
    *mask = (uint16_t)(kept & job->live[panel]);
}

/* Some steps of one chunk. */
FL_INLINE void fl_avx2_steps(const uint8_t *rows, const int8_t *codes, const int width, const int steps,
                             __m256i sums[4][2]) {
    FL_UNROLL
    for (int s = 0; s < steps; s++) {
        __m256i low = _mm256_load_si256((const __m256i *)(rows + s * 64));
        __m256i high = _mm256_load_si256((const __m256i *)(rows + s * 64 + 32));
        FL_UNROLL
        for (int q = 0; q < width; q++) {
            __m256i four = fl_avx2_four_codes(codes + (s * width + q) * 4);
            sums[q][0] = _mm256_add_epi16(sums[q][0], _mm256_maddubs_epi16(low, four));
            sums[q][1] = _mm256_add_epi16(sums[q][1], _mm256_maddubs_epi16(high, four));
            /* Sums are added to in this order: reordered, they do not fit the registers. */
            __asm__("" : "+x"(sums[q][0]), "+x"(sums[q][1]));
        }
    }
}

FL_INLINE void fl_avx2_scan(const fl_screen_job *job, int64_t first, const int width, int64_t panel,
                            const int panels, uint16_t *masks) {
    (void)panels;
    const int64_t groups = job->steps * 4;
    const uint8_t *rows = job->codes + panel * groups * 64;
    const int8_t *codes = job->coded.codes + first * groups * 4;
    const int16_t *offsets = job->coded.offsets + first * fl_chunks(job->steps) * 2;
    const __m256i ones = _mm256_set1_epi16(1);
    __m256i totals[4][2];
    FL_UNROLL
    for (int q = 0; q < width; q++) totals[q][0] = totals[q][1] = _mm256_setzero_si256();
    for (int64_t g = 0; g < groups; g += FL_CODE_CHUNK) {
        __m256i sums[4][2];
        FL_UNROLL
        for (int q = 0; q < width; q++) sums[q][0] = sums[q][1] = fl_avx2_four_codes(offsets + q * 2);
        if (groups - g >= FL_CODE_CHUNK) {
            fl_avx2_steps(rows, codes, width, FL_CODE_CHUNK, sums);
        } else {
            fl_avx2_steps(rows, codes, width, FL_CODE_CHUNK / 2, sums);
        }
        rows += FL_CODE_CHUNK * 64;
        codes += FL_CODE_CHUNK * width * 4;
        offsets += width * 2;
        FL_UNROLL
        for (int q = 0; q < width; q++) {
            totals[q][0] = _mm256_add_epi32(totals[q][0], _mm256_madd_epi16(sums[q][0], ones));
            totals[q][1] = _mm256_add_epi32(totals[q][1], _mm256_madd_epi16(sums[q][1], ones));
        }
    }
    FL_UNROLL
    for (int q = 0; q < width; q++)
        fl_avx2_keep(job, first + q, panel, totals[q][0], totals[q][1], masks + q);
}

#define FL_NAME(x) fl_avx2_##x
#define FL_SCREEN_QUERIES 4
#define FL_SCREEN_PANELS 1
#define FL_ACCUMULATE(sum, a, b) sum = __builtin_elementwise_fma(a, b, sum)
#define FL_SCAN fl_avx2_scan
#define FL_SCREEN_COSTS 0.36f, 4.0f, 60.0f
#include "screen_template.h"

#pragma clang attribute pop

#pragma clang attribute push(__attribute__((target("avx2,avxvnni,fma,bmi,popcnt"))), apply_to = function)

FL_INLINE void fl_avxvnni_scan(const fl_screen_job *job, int64_t first, const int width, int64_t panel,
                               const int panels, uint16_t *masks) {
    (void)panels;
    const int64_t groups = job->steps * 4;
    const uint8_t *rows = job->codes + panel * groups * 64;
    const int8_t *codes = job->coded.codes + first * groups * 4;
    __m256i sums[4][2];
    FL_UNROLL
    for (int q = 0; q < width; q++)
        sums[q][0] = sums[q][1] = _mm256_set1_epi32(job->coded.totals[first + q]);
    for (int64_t g = 0; g < groups; g++, rows += 64, codes += width * 4) {
        __m256i low = _mm256_load_si256((const __m256i *)rows);
        __m256i high = _mm256_load_si256((const __m256i *)(rows + 32));
        FL_UNROLL
        for (int q = 0; q < width; q++) {
            __m256i four = fl_avx2_four_codes(codes + q * 4);
            sums[q][0] = _mm256_dpbusd_avx_epi32(sums[q][0], low, four);
            sums[q][1] = _mm256_dpbusd_avx_epi32(sums[q][1], high, four);
        }
    }
    FL_UNROLL
    for (int q = 0; q < width; q++)
        fl_avx2_keep(job, first + q, panel, sums[q][0], sums[q][1], masks + q);
}

#define FL_NAME(x) fl_avxvnni_##x
#define FL_SCREEN_QUERIES 4
#define FL_SCREEN_PANELS 1
#define FL_ACCUMULATE(sum, a, b) sum = __builtin_elementwise_fma(a, b, sum)
#define FL_SCAN fl_avxvnni_scan
/* Not measured: taken to be as with AVX2. */
#define FL_SCREEN_COSTS 0.36f, 4.0f, 60.0f
#include "screen_template.h"

#pragma clang attribute pop

const fl_screen *fl_avxvnni_screen(void) { return &fl_avxvnni_screen_table; }

const fl_screen *fl_avx2_screen(void) { return &fl_avx2_screen_table; }
#endif
