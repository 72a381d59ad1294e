// SPDX-License-Identifier: GPL-3.0-or-later
#include "drivers/chip/chip-read.h"

#include "app/domain/clock.h"
#include "drivers/chip/active-authentication.h"
#include "drivers/chip/chip-access.h"
#include "drivers/chip/chip-authentication.h"
#include "drivers/chip/chip-person.h"
#include "drivers/chip/dg2.h"
#include "drivers/chip/elementary-file.h"
#include "drivers/chip/sod.h"
#include "drivers/chip/tlv.h"

#include <string.h>

enum {
  DG1 = 1,
  DG2 = 2,
  DG13 = 13,
  DG14 = 14,
  DG15 = 15,
  TAG_MRZ = 0x5F1F,
  TAG_LIST = 0x5C,
};

/* Files by number: the groups by theirs. expected: bytes, for the percentage alone. */
#define COM 0
#define SOD 16
#define N_FILES 17

static const struct {
  McElementaryFile file;
  gsize expected;
} files[N_FILES] = {
  [COM] = { { 0x1E, 0x011E, 0x60, 512 }, 30 },       [DG1] = { { 0x01, 0x0101, 0x61, 256 }, 95 },
  [DG2] = { { 0x02, 0x0102, 0x75, 131072 }, 15000 }, [DG13] = { { 0x0D, 0x010D, 0x6D, 8192 }, 600 },
  [DG14] = { { 0x0E, 0x010E, 0x6E, 8192 }, 100 },    [DG15] = { { 0x0F, 0x010F, 0x6F, 4096 }, 300 },
  [SOD] = { { 0x1D, 0x011D, 0x77, 16384 }, 2500 },
};

/* Tags of the data groups as EF.COM lists them, DG1 first. */
static const guint8 group_tags[] = { 0x61, 0x75, 0x63, 0x76, 0x65, 0x66, 0x67, 0x68,
                                     0x69, 0x6A, 0x6B, 0x6C, 0x6D, 0x6E, 0x6F, 0x70 };

/* After a fast one that stumbled. Two, because a reader that notices a card late may power it anew
 * in the middle of the first. */
#define CAUTIOUS_ATTEMPTS 2

/* What goes on from one attempt to the next. */
typedef struct {
  guint n_apdus;
  gsize n_bytes;
  guint percent; /* told last */
} Tally;

typedef struct {
  const McChipRequest *request;
  Tally *tally;
  McCardChannel channel;
  McReadManner manner;
  McChipReading *reading;
  McSod *sod;
  GBytes *contents[N_FILES];
  gsize done, total; /* bytes, for the percentage */
  gsize planned;     /* of total, for the file being read */
} Visit;

static void
visit_clear (Visit *self)
{
  mc_card_channel_clear (&self->channel);
  g_clear_pointer (&self->reading, mc_chip_reading_free);
  g_clear_pointer (&self->sod, mc_sod_free);
  for (guint i = 0; i < N_FILES; i++)
    g_clear_pointer (&self->contents[i], g_bytes_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Visit, visit_clear)

/* The first trouble is the one that counts. */
static void
note (Visit *self, const char *what)
{
  if (self->reading->trouble == NULL)
    self->reading->trouble = g_strdup (what);
}

static void
tell_percent (Visit *self, gsize done)
{
  guint percent = self->total > 0 ? MIN (done * 100 / self->total, 99) : 0;

  if (percent <= self->tally->percent || self->request->progress == NULL)
    return;
  self->tally->percent = percent;
  self->request->progress (percent, self->request->user_data);
}

static void
on_chunk (gsize done, gsize total, gpointer user_data)
{
  Visit *self = user_data;

  self->total = self->total - self->planned + total;
  self->planned = total;
  tell_percent (self, self->done + done);
}

/* FALSE: an error. A file that is not for us leaves its content NULL. */
static gboolean
fetch (Visit *self, guint number, GError **error)
{
  McFileResult result;

  self->planned = files[number].expected;
  result = mc_elementary_file_read (&self->channel, &self->manner, &files[number].file, on_chunk,
                                    self, &self->contents[number], error);
  if (result == MC_FILE_READ) {
    self->done += self->planned;
    if (number != SOD)
      self->reading->groups[number] = TRUE;
  }
  return result != MC_FILE_ERROR;
}

static gboolean
com_lists_group (const Visit *self, guint group)
{
  McTlv com, list;

  if (self->contents[COM] == NULL)
    return FALSE;
  return mc_tlv_find (g_bytes_get_data (self->contents[COM], NULL),
                      g_bytes_get_size (self->contents[COM]), 0x60, &com)
         && mc_tlv_find_in (&com, TAG_LIST, &list)
         && memchr (list.value, group_tags[group - 1], list.length) != NULL;
}

static gboolean
is_offered (const Visit *self, guint group)
{
  return self->sod != NULL ? mc_sod_lists_group (self->sod, group) : com_lists_group (self, group);
}

/* What the card holds, by its signed word if it has given one. */
static gboolean
read_index (Visit *self, GError **error)
{
  if (!fetch (self, SOD, error))
    return FALSE;
  if (self->contents[SOD] != NULL)
    self->sod = mc_sod_parse (g_bytes_get_data (self->contents[SOD], NULL),
                              g_bytes_get_size (self->contents[SOD]));
  return self->sod != NULL || fetch (self, COM, error);
}

static gboolean
fetch_if_offered (Visit *self, guint group, GError **error)
{
  return !is_offered (self, group) || fetch (self, group, error);
}

static gboolean
take_person (Visit *self, GError **error)
{
  g_autoptr (GDateTime) now = mc_clock_local_time (self->request->now_unix * 1000);
  g_autoptr (McDg13) dg13 = NULL;
  g_auto (McMrz) mrz = { 0 };
  GBytes *content = self->contents[DG1];
  const char *contradiction;
  McTlv group, text;

  if (content == NULL
      || !mc_tlv_find (g_bytes_get_data (content, NULL), g_bytes_get_size (content), 0x61, &group)
      || !mc_tlv_find_in (&group, TAG_MRZ, &text)
      || !mc_mrz_parse ((const char *) text.value, text.length, &mrz, NULL)) {
    g_set_error_literal (error, MC_CARD_RETRY, MC_CARD_RETRY_DISTURBED,
                         "DG1 holds no MRZ with right check digits");
    return FALSE;
  }
  content = self->contents[DG13];
  if (content != NULL) {
    dg13 = mc_dg13_parse (g_bytes_get_data (content, NULL), g_bytes_get_size (content));
    if (dg13 == NULL)
      note (self, "DG13 has another form");
  }
  contradiction = mc_chip_person_fill (self->reading, &mrz, dg13, g_date_time_get_year (now));
  if (contradiction != NULL)
    note (self, contradiction);
  return TRUE;
}

/* Why the data may not be believed; NULL if they may, or if there is nothing to tell by. */
static const char *
find_forgery (const Visit *self)
{
  if (self->sod == NULL)
    return self->request->trust != NULL ? "there is no security object" : NULL;
  for (guint i = DG1; i <= DG15; i++) {
    GBytes *content = self->contents[i];

    if (content == NULL)
      continue;
    if (!mc_sod_lists_group (self->sod, i))
      return "a data group has no hash in the security object";
    if (!mc_sod_group_matches (self->sod, i, g_bytes_get_data (content, NULL),
                               g_bytes_get_size (content)))
      return "a data group was changed after it was signed";
  }
  if (self->request->trust == NULL)
    return NULL;
  return mc_sod_refusal (self->sod, self->request->trust, self->request->now_unix);
}

static void
check_passively (Visit *self)
{
  const char *forgery = find_forgery (self);

  if (forgery != NULL) {
    self->reading->passive = MC_CHIP_CHECK_FAILED;
    note (self, forgery);
  } else if (self->request->trust != NULL) {
    self->reading->passive = MC_CHIP_CHECK_PASSED;
  }
}

static gboolean
check_actively (Visit *self, GError **error)
{
  const char *refusal = "DG15 cannot be read";
  GBytes *key;

  if (!is_offered (self, DG15))
    return TRUE;
  if (!fetch (self, DG15, error))
    return FALSE;
  key = self->contents[DG15];
  if (key != NULL && mc_active_authentication_wants_options (key)
      && !fetch_if_offered (self, DG14, error))
    return FALSE;
  if (key != NULL
      && !mc_active_authentication_run (&self->channel, self->manner.chunk > MC_LE_SHORT_MAX, key,
                                        self->contents[DG14], &refusal, error))
    return FALSE;
  self->reading->active = refusal == NULL ? MC_CHIP_CHECK_PASSED : MC_CHIP_CHECK_FAILED;
  if (refusal != NULL)
    note (self, refusal);
  return TRUE;
}

/* Only of a card that does not sign: one proof that it is no copy is enough. The last thing to be
 * done, as a chip that fails it cannot be talked to any more. */
static gboolean
check_chip (Visit *self, GError **error)
{
  McChipAuthentication offer;
  const char *refusal;
  GBytes *content;

  if (is_offered (self, DG15) || !is_offered (self, DG14))
    return TRUE;
  if (!fetch (self, DG14, error))
    return FALSE;
  content = self->contents[DG14];
  if (content == NULL
      || !mc_chip_authentication_parse (g_bytes_get_data (content, NULL),
                                        g_bytes_get_size (content), &offer))
    return TRUE;
  if (!mc_chip_authentication_run (&self->channel, &offer, &refusal, error))
    return FALSE;
  self->reading->chip = refusal == NULL ? MC_CHIP_CHECK_PASSED : MC_CHIP_CHECK_FAILED;
  if (refusal != NULL)
    note (self, refusal);
  return TRUE;
}

static McAssurance
judge (const McChipReading *reading)
{
  if (reading->passive == MC_CHIP_CHECK_FAILED || reading->active == MC_CHIP_CHECK_FAILED
      || reading->chip == MC_CHIP_CHECK_FAILED)
    return MC_ASSURANCE_MANUAL;
  return reading->passive == MC_CHIP_CHECK_PASSED ? MC_ASSURANCE_CHIP_PA : MC_ASSURANCE_CHIP;
}

static void
plan (Visit *self)
{
  static const guint planned[] = { SOD, DG1, DG13, DG15 };

  for (gsize i = 0; i < G_N_ELEMENTS (planned); i++)
    self->total += files[planned[i]].expected;
  if ((self->request->flags & MC_CARD_READ_PORTRAIT) != 0)
    self->total += files[DG2].expected;
}

static gboolean
read_groups (Visit *self, GError **error)
{
  if (!read_index (self, error) || !fetch (self, DG1, error)
      || !fetch_if_offered (self, DG13, error) || !take_person (self, error)
      || !check_actively (self, error))
    return FALSE;
  if ((self->request->flags & MC_CARD_READ_PORTRAIT) != 0 && !fetch_if_offered (self, DG2, error))
    return FALSE;
  if (!check_chip (self, error))
    return FALSE;
  check_passively (self);
  self->reading->person->assurance = judge (self->reading);
  if (self->contents[DG2] != NULL)
    self->reading->portrait = mc_dg2_find_picture (self->contents[DG2]);
  return TRUE;
}

static McChipReading *
attempt (McCardTransport *transport, const McChipRequest *request, GCancellable *cancellable,
         gboolean is_cautious, Tally *tally, GError **error)
{
  g_auto (Visit) self = { .request = request, .tally = tally };
  gboolean good;

  mc_card_channel_init (&self.channel, transport, cancellable);
  self.reading = mc_chip_reading_new ();
  self.manner = (McReadManner){ .selects = is_cautious,
                                .header_first = is_cautious,
                                .is_lenient = is_cautious,
                                .chunk = MC_CHUNK_SHORT };
  plan (&self);
  good = !is_cautious || mc_card_channel_reset (&self.channel, error);
  if (good && !is_cautious)
    self.manner.chunk = mc_elementary_file_find_chunk (&self.channel);
  good = good
         && mc_chip_access_open (&self.channel, request->keys, is_cautious, &self.reading->access,
                                 error)
         && read_groups (&self, error);
  tally->n_apdus += self.channel.n_apdus;
  tally->n_bytes += self.channel.n_bytes;
  return good ? g_steal_pointer (&self.reading) : NULL;
}

McChipReading *
mc_chip_read (McCardTransport *transport, const McChipRequest *request, GCancellable *cancellable,
              GError **error)
{
  gint64 start = g_get_monotonic_time ();
  Tally tally = { 0 };
  g_autoptr (GError) inner = NULL;
  McChipReading *reading;

  reading = attempt (transport, request, cancellable, FALSE, &tally, &inner);
  for (guint i = 0; i < CAUTIOUS_ATTEMPTS && reading == NULL
                    && g_error_matches (inner, MC_CARD_RETRY, MC_CARD_RETRY_DISTURBED);
       i++) {
    g_clear_error (&inner);
    reading = attempt (transport, request, cancellable, TRUE, &tally, &inner);
  }
  if (reading == NULL) {
    g_propagate_error (error, g_steal_pointer (&inner));
    return NULL;
  }
  reading->n_apdus = tally.n_apdus;
  reading->n_bytes = tally.n_bytes;
  reading->elapsed_ms = (g_get_monotonic_time () - start) / 1000;
  return reading;
}

gboolean
mc_chip_is_id_card (McCardTransport *transport)
{
  g_auto (McCardChannel) channel = { 0 };
  guint16 sw;

  mc_card_channel_init (&channel, transport, NULL);
  return mc_chip_access_select (&channel, &sw, NULL) && sw == MC_SW_OK
         && mc_card_channel_reset (&channel, NULL);
}
