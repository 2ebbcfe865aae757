/* Screening with NEON's dot product (FEAT_DotProd): codes of rows fit signed bytes as well. */
#if defined(__aarch64__)
#include <arm_neon.h>

#include "screen_common.h"

#pragma clang attribute push(__attribute__((target("dotprod"))), apply_to = function)

FL_INLINE void fl_neon_scan(const fl_screen_job *job, int64_t first, const int width, int64_t panel,
                            const int panels, uint16_t *masks) {
    (void)panels;
    const int64_t groups = job->steps * 4;
    const int8_t *rows = (const int8_t *)job->codes + panel * groups * 64;
    const int8_t *codes = job->coded.codes + first * groups * 4;
    int32x4_t sums[4][4];
    FL_UNROLL
    for (int q = 0; q < width; q++)
        FL_UNROLL
        for (int r = 0; r < 4; r++) sums[q][r] = vdupq_n_s32(job->coded.totals[first + q]);
    for (int64_t g = 0; g < groups; g++, rows += 64, codes += width * 4) {
        int8x16_t row[4];
        FL_UNROLL
        for (int r = 0; r < 4; r++) row[r] = vld1q_s8(rows + r * 16);
        FL_UNROLL
        for (int q = 0; q < width; q++) {
            int32_t four;
            memcpy(&four, codes + q * 4, 4);
            int8x16_t query = vreinterpretq_s8_s32(vdupq_n_s32(four));
            FL_UNROLL
            for (int r = 0; r < 4; r++) sums[q][r] = vdotq_s32(sums[q][r], row[r], query);
        }
    }
    const float *x = job->x + panel * 16, *y = job->y + panel * 16;
    const uint32x4_t bits = {1, 2, 4, 8};
    FL_UNROLL
    for (int q = 0; q < width; q++) {
        uint32_t kept = 0;
        FL_UNROLL
        for (int r = 0; r < 4; r++) {
            float32x4_t cut = vsubq_f32(vmulq_n_f32(vld1q_f32(x + r * 4), job->coded.a[first + q]),
                                        vmulq_n_f32(vld1q_f32(y + r * 4), job->coded.b[first + q]));
            uint32x4_t keep = vcgeq_f32(vcvtq_f32_s32(sums[q][r]), cut);
            kept |= vaddvq_u32(vandq_u32(keep, bits)) << (r * 4);
        }
        masks[q] = (uint16_t)(kept & job->live[panel]);
    }
}

#define FL_NAME(x) fl_neon_##x
#define FL_SCREEN_QUERIES 4
#define FL_SCREEN_PANELS 1
#define FL_ACCUMULATE(sum, a, b) sum = __builtin_elementwise_fma(a, b, sum)
#define FL_SCAN fl_neon_scan
/* Not measured: a dot product of codes does four multiply-adds where a float32 one does one. */
#define FL_SCREEN_COSTS 0.35f, 4.0f, 60.0f
#include "screen_template.h"

#pragma clang attribute pop

const fl_screen *fl_neon_screen(void) { return &fl_neon_screen_table; }
#endif
