// OpenBLAS as installed by the system: the CBLAS interface and the library's own controls.
#include <cblas.h>
#include <stddef.h>

// The part of LAPACK that is used, which OpenBLAS contains but declares in no header of its own.
// These are Fortran functions: everything by address, and the length of `jobz` at the end.
void sgesdd_(const char *jobz, const int *m, const int *n, float *a, const int *lda, float *s,
             float *u, const int *ldu, float *vt, const int *ldvt, float *work, const int *lwork,
             int *iwork, int *info, size_t jobz_length);
void dgesdd_(const char *jobz, const int *m, const int *n, double *a, const int *lda, double *s,
             double *u, const int *ldu, double *vt, const int *ldvt, double *work,
             const int *lwork, int *iwork, int *info, size_t jobz_length);
