/* Screening in plain C, for tests on every machine: it does not pay. */
#include "screen_common.h"

#include "portable_accumulate.h"

FL_PORTABLE_ACCUMULATE(fl_portable_accumulate_8, 8)

FL_INLINE void fl_portable_scan(const fl_screen_job *job, int64_t first, const int width, int64_t panel,
                                const int panels, uint16_t *masks) {
    (void)panels;
    const int64_t groups = job->steps * 4;
    const uint8_t *rows = job->codes + panel * groups * 64;
    const int8_t *codes = job->coded.codes + first * groups * 4;
    for (int q = 0; q < width; q++) {
        uint32_t kept = 0;
        for (int r = 0; r < 16; r++) {
            int32_t sum = job->coded.totals[first + q];
            for (int64_t g = 0; g < groups; g++) {
                for (int k = 0; k < 4; k++)
                    sum += rows[g * 64 + r * 4 + k] * codes[(g * width + q) * 4 + k];
            }
            float cut = job->coded.a[first + q] * job->x[panel * 16 + r];
            cut -= job->coded.b[first + q] * job->y[panel * 16 + r];
            kept |= (uint32_t)((float)sum >= cut) << r;
        }
        masks[q] = (uint16_t)(kept & job->live[panel]);
    }
}

#define FL_NAME(x) fl_portable_##x
#define FL_SCREEN_QUERIES 4
#define FL_SCREEN_PANELS 1
#define FL_ACCUMULATE(sum, a, b) fl_portable_accumulate_8(&(sum), &(a), &(b))
#define FL_SCAN fl_portable_scan
#define FL_SCREEN_COSTS 10.0f, 10.0f, 100.0f
#include "screen_template.h"

const fl_screen *fl_portable_screen(void) { return &fl_portable_screen_table; }
