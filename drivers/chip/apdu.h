// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The longest command or answer handled: one chunk of a file, protected, and something over. */
#define MC_APDU_MAX 4400

/* Bytes that go to or come from a card. Of fixed size, so that no copy of what is in it is left on
 * the heap by growing; clear it when done. */
typedef struct {
  gsize size;
  guint8 data[MC_APDU_MAX];
} McApduBuffer;

void mc_apdu_buffer_clear (McApduBuffer *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (McApduBuffer, mc_apdu_buffer_clear)

/* FALSE: no room; the buffer is as it was. */
gboolean mc_apdu_buffer_append (McApduBuffer *self, const void *data, gsize size);
gboolean mc_apdu_buffer_append_byte (McApduBuffer *self, guint8 byte);
/* A TLV with a tag of one or two bytes. */
gboolean mc_apdu_buffer_append_tlv (McApduBuffer *self, guint tag, const void *value, gsize size);

#define MC_LE_NONE 0
#define MC_LE_SHORT_MAX 256
#define MC_LE_EXTENDED_MAX 65536

typedef struct {
  guint8 cla, ins, p1, p2;
  const guint8 *data;
  gsize data_size;
  guint le; /* bytes wanted, MC_LE_NONE: no answer but the status */
} McCommand;

/* ISO 7816-3 encoding; extended only where data or le demand it. FALSE: too long. */
gboolean mc_command_encode (const McCommand *self, McApduBuffer *out);

enum {
  MC_SW_OK = 0x9000,
  MC_SW_END_OF_FILE = 0x6282, /* fewer bytes than were asked for; here they are */
  MC_SW_AUTH_FAILED = 0x6300, /* 0x63Cx: and x attempts are left */
  MC_SW_WRONG_LENGTH = 0x6700,
  MC_SW_SECURITY_STATUS = 0x6982,
  MC_SW_SM_MISSING = 0x6987,
  MC_SW_SM_INCORRECT = 0x6988,
  MC_SW_NOT_FOUND = 0x6A82,
};

G_END_DECLS
