#include "CMPI.h"

#if !__has_include(<mpi.h>)
#error "no MPI: there is no mpicc in PATH. `cluster/install-dependencies` installs one, `MPI=…` names one."
#endif
#include <mpi.h>
#include <string.h>

#if defined(CMPI_EXPECT_openmpi) && !defined(OPEN_MPI)
#error "MPI=openmpi, but neither mpicc.openmpi nor mpicc is Open MPI's; `module load` it, or name the path of its mpicc"
#endif
#if defined(CMPI_EXPECT_mpich) && !defined(MPICH_VERSION)
#error "MPI=mpich, but neither mpicc.mpich nor mpicc is MPICH's; `module load` it, or name the path of its mpicc"
#endif

#define HOLDS(type) _Static_assert(sizeof(type) <= sizeof(intptr_t), #type " does not fit")
HOLDS(MPI_Request);
HOLDS(MPI_Message);

#define FITS(length) _Static_assert(length < CMPI_TEXT_CAPACITY + 1, #length " does not fit")
FITS(MPI_MAX_PROCESSOR_NAME);
FITS(MPI_MAX_ERROR_STRING);
FITS(MPI_MAX_LIBRARY_VERSION_STRING);

// A pointer or an integer, as bits and back.
#define PUT(handle, opaque) memcpy(&(opaque)->bits, &(handle), sizeof(handle))
#define TAKE(type, opaque, name) \
  type name;                     \
  memcpy(&name, &(opaque)->bits, sizeof(name))

void cmpi_library_version(char *text) {
  int length = 0;
  if (MPI_Get_library_version(text, &length) != MPI_SUCCESS) length = 0;
  text[length < CMPI_TEXT_CAPACITY ? length : CMPI_TEXT_CAPACITY - 1] = 0;
}

int32_t cmpi_error_string(int32_t code, char *text) {
  int length = 0;
  return MPI_Error_string(code, text, &length);
}

int32_t cmpi_init(int32_t *is_enough) {
  int provided = 0;
  int code = MPI_Init_thread(NULL, NULL, MPI_THREAD_FUNNELED, &provided);
  *is_enough = provided >= MPI_THREAD_FUNNELED;
  if (code != MPI_SUCCESS) return code;
  return MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN);
}

int32_t cmpi_finalize(void) { return MPI_Finalize(); }

int32_t cmpi_abort(int32_t code) { return MPI_Abort(MPI_COMM_WORLD, code); }

int32_t cmpi_rank(int32_t *rank) { return MPI_Comm_rank(MPI_COMM_WORLD, rank); }

int32_t cmpi_size(int32_t *size) { return MPI_Comm_size(MPI_COMM_WORLD, size); }

int32_t cmpi_processor_name(char *text) {
  int length = 0;
  return MPI_Get_processor_name(text, &length);
}

int32_t cmpi_improbe(int32_t *is_present, cmpi_message *message, int32_t *source, int32_t *count) {
  MPI_Message claimed;
  MPI_Status envelope;
  int code =
      MPI_Improbe(MPI_ANY_SOURCE, MPI_ANY_TAG, MPI_COMM_WORLD, is_present, &claimed, &envelope);
  if (code != MPI_SUCCESS || !*is_present) return code;
  PUT(claimed, message);
  *source = envelope.MPI_SOURCE;
  return MPI_Get_count(&envelope, MPI_BYTE, count);
}

int32_t cmpi_imrecv(cmpi_message message, uint8_t *bytes, int32_t count, cmpi_request *request) {
  TAKE(MPI_Message, &message, claimed);
  MPI_Request begun;
  int code = MPI_Imrecv(bytes, count, MPI_BYTE, &claimed, &begun);
  if (code == MPI_SUCCESS) PUT(begun, request);
  return code;
}

int32_t cmpi_isend(const uint8_t *bytes, int32_t count, int32_t destination,
                   cmpi_request *request) {
  MPI_Request begun;
  int code = MPI_Isend(bytes, count, MPI_BYTE, destination, 0, MPI_COMM_WORLD, &begun);
  if (code == MPI_SUCCESS) PUT(begun, request);
  return code;
}

int32_t cmpi_ibarrier(cmpi_request *request) {
  MPI_Request begun;
  int code = MPI_Ibarrier(MPI_COMM_WORLD, &begun);
  if (code == MPI_SUCCESS) PUT(begun, request);
  return code;
}

int32_t cmpi_test(cmpi_request *request, int32_t *is_done) {
  TAKE(MPI_Request, request, begun);
  int code = MPI_Test(&begun, is_done, MPI_STATUS_IGNORE);
  PUT(begun, request);
  return code;
}
