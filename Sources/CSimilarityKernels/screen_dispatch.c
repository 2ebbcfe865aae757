/* Which screening this build and machine have, and what a threshold comes to. */
#include "screen_common.h"

#if defined(__aarch64__) && defined(__linux__)
#include <sys/auxv.h>
#endif

const fl_screen *fl_avx2_screen(void);
const fl_screen *fl_avxvnni_screen(void);
const fl_screen *fl_avx512_screen(void);
const fl_screen *fl_neon_screen(void);

#if defined(__aarch64__)
static int fl_has_dot_product(void) {
#if defined(__ARM_FEATURE_DOTPROD) || defined(__APPLE__)
    return 1;
#elif defined(__linux__)
    return (getauxval(AT_HWCAP) & (1ul << 20)) != 0; /* HWCAP_ASIMDDP */
#else
    return 0;
#endif
}
#endif

const fl_screen *fl_screen_for(fl_isa isa) {
    if (!fl_kernels_for(isa)) return NULL;
    switch (isa) {
    case FL_ISA_PORTABLE: return fl_portable_screen();
#if defined(__x86_64__)
    case FL_ISA_AVX512:
        if (__builtin_cpu_supports("avx512vnni")) return fl_avx512_screen();
        return fl_avx2_screen();
    case FL_ISA_AVX2: return __builtin_cpu_supports("avxvnni") ? fl_avxvnni_screen() : fl_avx2_screen();
#elif defined(__aarch64__)
    case FL_ISA_NEON: return fl_has_dot_product() ? fl_neon_screen() : NULL;
#endif
    default: return NULL;
    }
}

int32_t fl_screen_level_for(float threshold, int64_t dimension, double inflation, fl_screen_level *level) {
    double roundings = (double)((dimension + 15) / 16 + 15) * 0x1p-24;
    double cosine = (double)threshold / FL_UNIT_SQUARE - roundings / (1.0 - roundings) - 1e-12;
    if (!(cosine > 0.0)) return 0;
    /* Above 1 no pair of unit vectors gets there; 1 rejects less and has an angle. */
    level->cosine = cosine < 1.0 ? cosine : 1.0;
    level->sine = sqrt(1.0 - level->cosine * level->cosine);
    level->inflation = inflation;
    return 1;
}
