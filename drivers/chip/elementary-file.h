// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "drivers/chip/card-channel.h"

G_BEGIN_DECLS

/* How files are read. The fast manner selects and reads in one command, in chunks as long as the
 * card allows. The cautious one selects, reads the header, then chunks that any card and reader
 * can carry: for cards that the fast way disturbs. */
typedef struct {
  gboolean selects;      /* by a command of its own; else by the short identifier */
  gboolean header_first; /* to know the length; else as much as comes */
  gboolean is_lenient;   /* any refusal means "not for us" */
  guint chunk;           /* bytes asked for at a time, at most */
} McReadManner;

#define MC_CHUNK_SHORT 223 /* protected, with AES, still a short answer */
#define MC_CHUNK_LONG 2048

typedef struct {
  guint8 short_id;
  guint16 id;
  guint tag;      /* of the one object in it, 0: any */
  gsize max_size; /* more is refused */
} McElementaryFile;

/* Called after each chunk: bytes had and bytes in all. */
typedef void (*McFileProgress) (gsize done, gsize total, gpointer user_data);

typedef enum {
  MC_FILE_READ,
  MC_FILE_DENIED, /* not there, or not for us; the channel is as good as before */
  MC_FILE_ERROR,
} McFileResult;

/* Reads the one object that the file holds. content: (out) (transfer full), secret bytes. Status
 * words other than "not found" are errors unless the manner is lenient. */
McFileResult mc_elementary_file_read (McCardChannel *channel, const McReadManner *manner,
                                      const McElementaryFile *file, McFileProgress progress,
                                      gpointer user_data, GBytes **content, GError **error);

/* Longest chunk that the card's answer to reset, or EF.ATR, allows. */
guint mc_elementary_file_find_chunk (McCardChannel *channel);

G_END_DECLS
