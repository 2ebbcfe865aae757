#ifndef FAULTLINE_COPENBLAS_SHIM_H
#define FAULTLINE_COPENBLAS_SHIM_H

#include <cblas.h>
#include <lapacke.h>

#endif
