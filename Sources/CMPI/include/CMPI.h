// The part of MPI that groksweep uses, in types that do not depend on whose MPI it is.
//
// Handles are pointers in Open MPI and integers in MPICH, its constants are cast expressions that
// Swift cannot import, and an `MPI_Status` has another layout in each. So Swift sees this header
// only, and `CMPI.c` alone includes <mpi.h>: another MPI means one file compiled anew.
//
// All functions but `cmpi_library_version` return an error code of MPI, of which 0 is success in
// every MPI (MPI 4.1 §9.4). All work on MPI_COMM_WORLD, and with the tag 0 and bytes.
#pragma once

#include <stdint.h>

// A handle of the library's own making, which only `CMPI.c` looks into.
typedef struct {
  intptr_t bits;
} cmpi_request;
typedef struct {
  intptr_t bits;
} cmpi_message;

// Bytes that hold any text an MPI writes: names, versions, errors, each with a 0 at its end.
enum { CMPI_TEXT_CAPACITY = 8192 };

// The name and version of the library, as it calls itself, to be asked at any time (MPI 4.1 §9.1.1).
void cmpi_library_version(char *_Nonnull text);
// The library's words for an error code (MPI 4.1 §9.3).
int32_t cmpi_error_string(int32_t code, char *_Nonnull text);

// Starts MPI for one thread that calls it beside others that do not (MPI 4.1 §11.6), with errors that
// are returned. `is_enough` tells whether the library allows that.
int32_t cmpi_init(int32_t *_Nonnull is_enough);
int32_t cmpi_finalize(void);
int32_t cmpi_abort(int32_t code);

int32_t cmpi_rank(int32_t *_Nonnull rank);
int32_t cmpi_size(int32_t *_Nonnull size);
int32_t cmpi_processor_name(char *_Nonnull text);

// Claims the next message of any source, if there is one (MPI 4.1 §3.8.2).
int32_t cmpi_improbe(int32_t *_Nonnull is_present, cmpi_message *_Nonnull message,
                     int32_t *_Nonnull source, int32_t *_Nonnull count);
// Begins to receive a claimed message (MPI 4.1 §3.8.3).
int32_t cmpi_imrecv(cmpi_message message, uint8_t *_Nullable bytes, int32_t count,
                    cmpi_request *_Nonnull request);
// Begins to send (MPI 4.1 §3.7.2).
int32_t cmpi_isend(const uint8_t *_Nullable bytes, int32_t count, int32_t destination,
                   cmpi_request *_Nonnull request);
// Begins to wait for all processes (MPI 4.1 §6.12.1).
int32_t cmpi_ibarrier(cmpi_request *_Nonnull request);
// Looks whether an operation is done, and frees it if so (MPI 4.1 §3.7.3).
int32_t cmpi_test(cmpi_request *_Nonnull request, int32_t *_Nonnull is_done);
