/* Which kernels this build and machine have, and what the processor is. */
#include "RowKernels.h"
#include "SimilarityKernels.h"

#if defined(__x86_64__)
#include <cpuid.h>
#endif

const fl_kernels *fl_portable_kernels(void);
const fl_kernels *fl_avx2_kernels(void);
const fl_kernels *fl_avx512_kernels(void);
const fl_kernels *fl_neon_kernels(void);
const fl_rows *fl_portable_rows(void);
const fl_rows *fl_avx2_rows(void);
const fl_rows *fl_avx512_rows(void);
const fl_rows *fl_neon_rows(void);

const fl_kernels *fl_kernels_for(fl_isa isa) {
    switch (isa) {
    case FL_ISA_PORTABLE: return fl_portable_kernels();
#if defined(__x86_64__)
    case FL_ISA_AVX2:
        return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
                       __builtin_cpu_supports("bmi")
                   ? fl_avx2_kernels()
                   : NULL;
    case FL_ISA_AVX512:
        return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx2") &&
                       __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi")
                   ? fl_avx512_kernels()
                   : NULL;
#elif defined(__aarch64__)
    case FL_ISA_NEON: return fl_neon_kernels();
#endif
    default: return NULL;
    }
}

const fl_rows *fl_rows_for(fl_isa isa) {
    /* A machine has the one set where it has the other, so that one name stands for both. */
    if (!fl_kernels_for(isa)) return NULL;
    switch (isa) {
    case FL_ISA_PORTABLE: return fl_portable_rows();
#if defined(__x86_64__)
    case FL_ISA_AVX2: return fl_avx2_rows();
    case FL_ISA_AVX512: return fl_avx512_rows();
#elif defined(__aarch64__)
    case FL_ISA_NEON: return fl_neon_rows();
#endif
    default: return NULL;
    }
}

void fl_panel_write(float *panel_row, const float *row, int64_t dimension) {
    int64_t steps = (dimension + 15) / 16;
    for (int64_t step = 0, k = 0; step < steps; step++) {
        int64_t lanes = dimension - k < 16 ? dimension - k : 16;
        for (int64_t lane = 0; lane < lanes; lane++) panel_row[(lane * steps + step) * 16] = row[k + lane];
        k += lanes;
    }
}

void fl_panel_read(const float *panel_row, float *row, int64_t dimension) {
    int64_t steps = (dimension + 15) / 16;
    for (int64_t k = 0; k < dimension; k++) row[k] = panel_row[(k % 16 * steps + k / 16) * 16];
}

/* Appends `word` and a space in front of it unless it is the first; drops what does not fit. */
static size_t append(char *text, size_t size, size_t used, const char *word) {
    size_t length = 0;
    while (word[length]) length++;
    if (used + length + 2 > size) return used;
    if (used) text[used++] = ' ';
    for (size_t i = 0; i < length; i++) text[used++] = word[i];
    text[used] = 0;
    return used;
}

void fl_cpu_features(char *text, size_t size) {
    size_t used = 0;
    if (size) text[0] = 0;
#if defined(__x86_64__)
#define FEATURE(name) \
    if (__builtin_cpu_supports(name)) used = append(text, size, used, name);
    FEATURE("sse4.2")
    FEATURE("popcnt")
    FEATURE("avx")
    FEATURE("f16c")
    FEATURE("fma")
    FEATURE("bmi")
    FEATURE("bmi2")
    FEATURE("avx2")
    FEATURE("avxvnni")
    FEATURE("avx512f")
    FEATURE("avx512bw")
    FEATURE("avx512vl")
    FEATURE("avx512vnni")
    FEATURE("avx512bf16")
    FEATURE("amx-tile")
#undef FEATURE
#elif defined(__aarch64__)
    used = append(text, size, used, "neon");
#else
    (void)append;
#endif
    (void)used;
}

void fl_cpu_name(char *text, size_t size) {
    if (size) text[0] = 0;
#if defined(__x86_64__)
    unsigned words[12];
    for (unsigned leaf = 0; leaf < 3; leaf++) {
        unsigned *four = words + leaf * 4;
        if (!__get_cpuid(0x80000002u + leaf, four, four + 1, four + 2, four + 3)) return;
    }
    const char *name = (const char *)words;
    size_t used = 0, start = 0;
    while (start < sizeof words && name[start] == ' ') start++;
    for (size_t i = start; i < sizeof words && name[i] && used + 1 < size; i++) text[used++] = name[i];
    while (used && text[used - 1] == ' ') used--;
    if (size) text[used] = 0;
#endif
}
