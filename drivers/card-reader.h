// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/domain/person.h"
#include "drivers/device.h"

G_BEGIN_DECLS

/* What the *person* can mend about a card on the reader, beside MC_DEVICE_RETRY. A card without a
 * chip is never seen at all: MC_DEVICE_RETRY_TIMEOUT. */
#define MC_CARD_RETRY (mc_card_retry_quark ())
GQuark mc_card_retry_quark (void);
typedef enum {
  MC_CARD_RETRY_REMOVED,   /* taken away while it was being read: lay it down, keep it still */
  MC_CARD_RETRY_WRONG_KEY, /* the number or MRZ given does not open this card: is it the same? */
  MC_CARD_RETRY_NOT_ID,    /* a chip, but of another kind: a bank card, a bus card */
  MC_CARD_RETRY_MUTE,      /* there is a card and it does not answer: dead chip, two cards */
  MC_CARD_RETRY_DISTURBED, /* its answers came damaged, twice: lay it down again */
} McCardRetry;

/* What opens the card: the six digits of the CAN, or the MRZ, or both (then the CAN is tried
 * first). Immutable, reference counted; the last unref overwrites it. */
typedef struct _McCardKeys McCardKeys;

/* can (nullable): the CAN, or the twelve digits of the id, whose last six are the CAN.
 * mrz (nullable): two or three lines, white space ignored. G_IO_ERROR_INVALID_ARGUMENT says which
 * of them cannot be right, without repeating it. */
McCardKeys *mc_card_keys_new (const char *can, const char *mrz, GError **error);
/* From what a QR code or a person says. id: twelve digits, checked by the caller; birth, issued:
 * any; where both are full dates the keys open cards without PACE too, on the ground that the last
 * nine digits are the document's number, as on most. (transfer full) */
McCardKeys *mc_card_keys_new_for_id (const char *id, const McPartialDate *birth,
                                     const McPartialDate *issued);
McCardKeys *mc_card_keys_ref (McCardKeys *self);
void mc_card_keys_unref (McCardKeys *self);
const char *mc_card_keys_get_can (const McCardKeys *self); /* (nullable): six digits */
/* (nullable): document number, birth and expiry with their check digits, as BAC hashes them. */
const char *mc_card_keys_get_mrz_information (const McCardKeys *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McCardKeys, mc_card_keys_unref)

typedef enum {
  MC_CARD_READ_DEFAULT = 0,
  MC_CARD_READ_PORTRAIT = 1 << 0, /* DG2 too: for the screen only, never to be stored */
} McCardReadFlags;

/* What one look at the chip found out about its own truth. */
typedef enum {
  MC_CHIP_CHECK_NOT_OFFERED, /* the card has no such thing, or nothing is configured to check by */
  MC_CHIP_CHECK_PASSED,
  MC_CHIP_CHECK_FAILED,
} McChipCheck;

const char *mc_chip_check_to_string (McChipCheck check); /* "not-offered", "passed", "failed" */

typedef enum {
  MC_CHIP_ACCESS_NONE,
  MC_CHIP_ACCESS_PACE_CAN,
  MC_CHIP_ACCESS_PACE_MRZ,
  MC_CHIP_ACCESS_BAC,
} McChipAccess;

const char *mc_chip_access_to_string (McChipAccess access); /* "pace-can", "pace-mrz", "bac" */

#define MC_CHIP_GROUPS 17 /* DG1 to DG16 by their numbers; 0 is EF.COM */

/* What the chip says beyond McPerson; newer cards leave most of it out. */
typedef enum {
  MC_CHIP_DETAIL_NATIONALITY,
  MC_CHIP_DETAIL_ETHNICITY,
  MC_CHIP_DETAIL_RELIGION,
  MC_CHIP_DETAIL_ORIGIN,
  MC_CHIP_DETAIL_EXPIRY, /* as written: a date or "Không thời hạn" */
  MC_CHIP_DETAIL_FATHER,
  MC_CHIP_DETAIL_MOTHER,
  MC_CHIP_DETAIL_SPOUSE,
  MC_CHIP_N_DETAILS,
} McChipDetail;

/**
 * McChipReading: what was read from a chip. Assurance of the person: MC_ASSURANCE_CHIP_PA when
 * passive authentication passed (the data are the issuer's), MC_ASSURANCE_CHIP when nothing was
 * there to check by, MC_ASSURANCE_MANUAL when any check failed: then somebody must look at the
 * card. A failed check is no error.
 */
typedef struct {
  McPerson *person;
  char *details[MC_CHIP_N_DETAILS]; /* (nullable) each */
  GBytes *portrait;                 /* (nullable): the picture in DG2, JPEG or JPEG 2000 */
  McChipAccess access;
  gboolean groups[MC_CHIP_GROUPS]; /* read */
  McChipCheck passive;             /* signature, chain, and the hash of every group read */
  McChipCheck active;              /* not a copy: active authentication */
  McChipCheck chip;                /* not a copy: chip authentication */
  char *trouble;                   /* (nullable): English, why a check failed, no personal data */
  guint n_apdus;
  gsize n_bytes; /* both directions, as transmitted */
  guint elapsed_ms;
} McChipReading;

McChipReading *mc_chip_reading_new (void);
void mc_chip_reading_free (McChipReading *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McChipReading, mc_chip_reading_free)

/**
 * McCardReader: reads the chip of an identity card that lies on it.
 *
 * Property "card-present" (boolean): a card lies there now.
 * Signal (main context): "progress" (guint percent): of the bytes to be read, rising, only while a
 *     reading is under way; 0 when the card has been found. The screen says "giữ yên thẻ".
 */
#define MC_TYPE_CARD_READER (mc_card_reader_get_type ())
G_DECLARE_DERIVABLE_TYPE (McCardReader, mc_card_reader, MC, CARD_READER, McDevice)

struct _McCardReaderClass {
  McDeviceClass parent_class;

  /* begin to wait for a card and read it; answer with mc_device_action_return_pointer
   * (McChipReading, mc_chip_reading_free) or _error */
  void (*start) (McCardReader *self, McCardKeys *keys, McCardReadFlags flags);
};

/* Waits for a card, reads it. deadline_ms (0: none) covers both. After any error the reader can be
 * asked again at once; a card that is still lying there is read anew. Errors: MC_CARD_RETRY,
 * MC_DEVICE_RETRY, MC_DEVICE_ERROR, G_IO_ERROR_CANCELLED. */
void mc_card_reader_read_async (McCardReader *self, McCardKeys *keys, McCardReadFlags flags,
                                guint deadline_ms, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data);
/* (transfer full) */
McChipReading *mc_card_reader_read_finish (McCardReader *self, GAsyncResult *result,
                                           GError **error);

gboolean mc_card_reader_get_card_present (McCardReader *self);

/* For drivers: from the main context's thread. */
void mc_card_reader_set_card_present (McCardReader *self, gboolean present);
void mc_card_reader_emit_progress (McCardReader *self, guint percent);

G_END_DECLS
