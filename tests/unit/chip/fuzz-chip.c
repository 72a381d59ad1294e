// SPDX-License-Identifier: GPL-3.0-or-later

/* libFuzzer's entry to all that reads what a card says; built where the compiler has it:
 *   CC=clang CFLAGS=-fsanitize=fuzzer-no-link meson setup build-fuzz \
 *     -Db_sanitize=address,undefined -Db_lundef=false
 *   build-fuzz/tests/unit/chip/fuzz-chip -max_len=4096 CORPUS */

#include "tests/unit/chip/feed.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  mc_chip_feed (data, size);
  return 0;
}
