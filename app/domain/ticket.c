// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/domain/ticket.h"

#include "app/domain/secret.h"

#include <string.h>
#include <sys/random.h>

#define MARK "MCP1"
#define MARK_LENGTH 4
#define ID_BYTES 16
#define KEY_LENGTH 52
#define TEXT_LENGTH (MARK_LENGTH + MC_TICKET_ID_LENGTH + KEY_LENGTH)
/* A scanner may add a line end; more is something else. */
#define MAX_BYTES (TEXT_LENGTH + 16)

static const char LETTERS[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

static void
fill_random (guchar *data, gsize size)
{
  /* Up to 256 bytes come at once or not at all, once the system has started. */
  if (getrandom (data, size, 0) != (gssize) size)
    g_error ("the system gives no random numbers");
}

/* text: room for every five bits or part of them, and the NUL. */
static void
encode (const guchar *data, gsize size, char *text)
{
  guint bits = 0, n = 0;

  for (gsize i = 0; i < size; i++) {
    bits = (bits << 8) | data[i];
    for (n += 8; n >= 5; n -= 5)
      *text++ = LETTERS[(bits >> (n - 5)) & 31];
    bits &= (1u << n) - 1;
  }
  if (n > 0)
    *text++ = LETTERS[(bits << (5 - n)) & 31];
  *text = '\0';
}

/* FALSE: other letters, or bits left over that say something. data: size bytes. */
static gboolean
decode (const char *text, gsize length, guchar *data, gsize size)
{
  guint bits = 0, n = 0;
  gsize filled = 0;

  for (gsize i = 0; i < length; i++) {
    const char *letter = text[i] != '\0' ? strchr (LETTERS, g_ascii_toupper (text[i])) : NULL;

    if (letter == NULL)
      return FALSE;
    bits = (bits << 5) | (guint) (letter - LETTERS);
    n += 5;
    if (n >= 8 && filled < size) {
      data[filled++] = (guchar) (bits >> (n - 8));
      n -= 8;
      bits &= (1u << n) - 1;
    }
  }
  return filled == size && bits == 0;
}

McTicket *
mc_ticket_new (void)
{
  McTicket *self = g_new0 (McTicket, 1);
  guchar id[ID_BYTES];

  fill_random (id, sizeof id);
  encode (id, sizeof id, self->id);
  fill_random (self->key, sizeof self->key);
  return self;
}

McTicket *
mc_ticket_copy (const McTicket *self)
{
  McTicket *copy = g_new (McTicket, 1);

  *copy = *self;
  return copy;
}

void
mc_ticket_free (McTicket *self)
{
  if (self == NULL)
    return;
  explicit_bzero (self, sizeof *self);
  g_free (self);
}

char *
mc_ticket_to_text (const McTicket *self)
{
  char *text = g_malloc0 (TEXT_LENGTH + 1);

  memcpy (text, MARK, MARK_LENGTH);
  memcpy (text + MARK_LENGTH, self->id, MC_TICKET_ID_LENGTH);
  encode (self->key, sizeof self->key, text + MARK_LENGTH + MC_TICKET_ID_LENGTH);
  return text;
}

gboolean
mc_ticket_id_is_valid (const char *id)
{
  guchar bytes[ID_BYTES];

  return strlen (id) == MC_TICKET_ID_LENGTH && strspn (id, LETTERS) == MC_TICKET_ID_LENGTH
         && decode (id, MC_TICKET_ID_LENGTH, bytes, sizeof bytes);
}

McTicket *
mc_ticket_parse (GBytes *payload)
{
  gsize size;
  const char *data = g_bytes_get_data (payload, &size);
  g_auto (McSecret) text = NULL;
  g_autofree char *id = NULL;
  g_autoptr (McTicket) self = NULL;

  if (size < TEXT_LENGTH || size > MAX_BYTES)
    return NULL;
  text = g_strndup (data, size);
  g_strstrip (text);
  if (strlen (text) != TEXT_LENGTH || g_ascii_strncasecmp (text, MARK, MARK_LENGTH) != 0)
    return NULL;
  id = g_ascii_strup (text + MARK_LENGTH, MC_TICKET_ID_LENGTH);
  self = g_new0 (McTicket, 1);
  if (!mc_ticket_id_is_valid (id)
      || !decode (text + MARK_LENGTH + MC_TICKET_ID_LENGTH, KEY_LENGTH, self->key,
                  sizeof self->key))
    return NULL;
  memcpy (self->id, id, MC_TICKET_ID_LENGTH);
  return g_steal_pointer (&self);
}
