# `make help` lists the targets. Variables: MPI (openmpi, mpich or the path of an mpicc; default: the
# first mpicc in PATH), RANKS (default: all cores), PREFIX (for `install`), PYTHON (for `bench`),
# SECONDS (for `fuzz`), HOSTS (for `torture`, as root: so many hosts are made of this machine).

PYTHON ?= python3
SECONDS ?= 600
DATA_SETS ?= 1000
RANKS ?= $(shell getconf _NPROCESSORS_ONLN)
PREFIX ?= /usr/local

export MPI
# Package.swift asks the compiler of an MPI, and is asked again only if a variable has changed.
export MPI_SEEN := $(shell for mpicc in "$(MPI)" "mpicc.$(MPI)" mpicc; do \
  "$$mpicc" -show && break; done 2>/dev/null)

GROKSWEEP := .build/release/groksweep
# Swift's libraries are linked into what leaves this machine; Apple's systems have them.
ifeq ($(shell uname),Linux)
STATIC := --static-swift-stdlib
endif

.PHONY: help demo test check check-slow torture fuzz lint layers bench release install reference dependencies clean

help:  ## lists the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile

# The debug build compiles in half the time, its engine is optimized too, and the tests use it again.
demo: dependencies  ## trains the quickstart on all cores, then prints its table and fits
	@echo 'building groksweep: minutes the first time, seconds after that'
	swift build --product groksweep
	.build/debug/groksweep launch -n $(RANKS) experiments/quickstart.yaml --store results/quickstart
	.build/debug/groksweep fit results/quickstart

test: dependencies  ## runs all tests, those under mpirun included
	scripts/test

test-mpi: dependencies  ## runs the tests that start mpirun, for another MPI than `test` did: MPI=mpich
	scripts/test --filter MPITests

test-kernels: dependencies  ## runs the engine's tests under every family of BLAS kernels; after `test`
	scripts/test-kernels

check: lint layers release  ## everything a change must pass
	swift build
	scripts/test

torture: dependencies  ## kills, stops and starves a hundred real jobs, or thirty over HOSTS hosts, and compares
	$(if $(HOSTS),GROKSWEEP_HOSTS=$(HOSTS) GROKSWEEP_HISTORIES=30,GROKSWEEP_HISTORIES=100) \
	  scripts/test --filter TortureTests

check-slow: release  ## simulates intervals and verdicts, DATA_SETS data sets a line (docs/statistics.md)
	GROKSWEEP_SLOW_TESTS=1 scripts/test --filter 'CoverageTests|SimulatedClusterTests'
	$(GROKSWEEP) calibrate docs/data/calibration.csv --data-sets $(DATA_SETS)

fuzz: dependencies  ## random bytes to every reader, for SECONDS, and 20,000 random configurations
	GROKSWEEP_FUZZ_SECONDS=$(SECONDS) GROKSWEEP_COMBINATIONS=20000 \
	  scripts/test --filter 'FuzzTests|CombinationTests'

lint:
	swift format lint --strict -r Sources Tests Package.swift

layers: dependencies  ## checks that no file uses what its layer must not know
	scripts/check-layers --selftest
	scripts/check-layers

bench: release  ## times training steps, ours and those of PyTorch and JAX, and writes the README's table
	$(PYTHON) Benchmarks/table.py $(GROKSWEEP)

release: dependencies  ## the program, optimized, with Swift's libraries in it
	swift build -c release --product groksweep $(STATIC)
	@git describe --always --dirty --abbrev=12 > $(GROKSWEEP).commit 2>/dev/null || rm -f $(GROKSWEEP).commit

install: release  ## puts the program, its manual pages and completions below PREFIX
	scripts/install $(GROKSWEEP) "$(DESTDIR)$(PREFIX)"

reference: release  ## writes docs/commands.md from what the commands say of themselves
	$(GROKSWEEP) --experimental-dump-help | scripts/manual-pages --markdown > docs/commands.md

dependencies:
	@cluster/install-dependencies

clean:  ## removes what was built; results stay
	swift package clean
