// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/lib/virtual-card/card-content.h"

#include <openssl/rand.h>
#include <string.h>

#define PORTRAIT_SIZE 15000
#define FACIAL_RECORD 46 /* bytes of ISO/IEC 19794-5 before the picture */

enum {
  SFI_COM = 0x1E,
  SFI_SOD = 0x1D,
};

static const struct {
  const char *name;
  gsize offset;
} flags[] = {
#define FLAG(name)                                                                                 \
  {                                                                                                \
#name, G_STRUCT_OFFSET(McCardOptions, name)                                                    \
  }
  FLAG (pace),
  FLAG (bac),
  FLAG (is_copy),
  FLAG (thin),
  FLAG (printable),
  FLAG (no_dg13),
  FLAG (no_sod),
  FLAG (extended),
  FLAG (foreign),
  FLAG (curve),
  FLAG (no_short_ids),
  FLAG (near_only),
  FLAG (portrait),
  FLAG (foreign_sod),
  FLAG (foreign_issuer),
  FLAG (revoked),
  FLAG (suite),
  FLAG (changed_group),
  FLAG (unhashed_group),
  FLAG (aa),
  FLAG (ca),
  { "explicit_curves", G_STRUCT_OFFSET (McCardOptions, issuer.explicit_curves) },
  { "rsa_pss", G_STRUCT_OFFSET (McCardOptions, issuer.rsa_pss) },
#undef FLAG
};

static const struct {
  guint field;
  gboolean is_basic; /* also on a thin card */
  const char *values[2];
} fields[] = {
  { 1, TRUE, { "001085000001" } },
  { 2, TRUE, { "Nguyễn Văn An" } },
  { 3, TRUE, { "15/08/1985" } },
  { 4, TRUE, { "Nam" } },
  { 5, TRUE, { "Việt Nam" } },
  { 6, FALSE, { "Kinh" } },
  { 7, FALSE, { "Không" } },
  { 8, FALSE, { "Yên Mỹ, Hưng Yên" } },
  { 9, TRUE, { "Số 12 Ngõ 34, Phường Khương Đình, Thành phố Hà Nội" } },
  { 10, FALSE, { "Nốt ruồi cách 1cm trên sau cánh mũi phải" } },
  { 11, TRUE, { "12/08/2025" } },
  { 12, TRUE, { "15/08/2045" } },
  { 13, FALSE, { "Nguyễn Văn Bình", "Trần Thị Cúc" } },
  { 14, FALSE, { "Lê Thị Dung" } },
  { 15, FALSE, { "012345601" } },
  { 16, FALSE, { "A1B2C3D4E5F60718" } },
};

McCardOptions
mc_card_options_default (void)
{
  return (McCardOptions){ .pace = TRUE,
                          .bac = TRUE,
                          .curve = 13,
                          .suite = 2,
                          .aa = MC_CARD_AA_RSA,
                          .extended = TRUE,
                          .portrait = PORTRAIT_SIZE,
                          .issuer.explicit_curves = TRUE };
}

gboolean
mc_card_options_set (McCardOptions *self, const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text, "=", 2);

  for (gsize i = 0; i < G_N_ELEMENTS (flags); i++)
    if (parts[0] != NULL && g_str_equal (parts[0], flags[i].name)) {
      G_STRUCT_MEMBER (gint, self, flags[i].offset) = parts[1] != NULL ? atoi (parts[1]) : TRUE;
      return TRUE;
    }
  return FALSE;
}

/* (transfer full): tag, length and the parts, which are taken. Ends with NULL. */
static GBytes *
tlv (guint tag, ...)
{
  GByteArray *value = g_byte_array_new (), *out = g_byte_array_new ();
  GBytes *part;
  va_list parts;
  guint8 head[6];
  guint n = 0;

  va_start (parts, tag);
  while ((part = va_arg (parts, GBytes *)) != NULL) {
    g_byte_array_append (value, g_bytes_get_data (part, NULL), g_bytes_get_size (part));
    g_bytes_unref (part);
  }
  va_end (parts);
  if (tag > 0xFF)
    head[n++] = tag >> 8;
  head[n++] = tag;
  if (value->len > 0xFF)
    head[n++] = 0x82;
  else if (value->len > 0x7F)
    head[n++] = 0x81;
  if (value->len > 0xFF)
    head[n++] = value->len >> 8;
  head[n++] = value->len;
  g_byte_array_append (out, head, n);
  g_byte_array_append (out, value->data, value->len);
  g_byte_array_unref (value);
  return g_byte_array_free_to_bytes (out);
}

static GBytes *
text (const char *string)
{
  return g_bytes_new (string, strlen (string));
}

static GBytes *
number (guint8 value)
{
  return tlv (0x02, g_bytes_new (&value, 1), NULL);
}

static GBytes *
join (GBytes *a, GBytes *b)
{
  GByteArray *both = g_bytes_unref_to_array (a);

  g_byte_array_append (both, g_bytes_get_data (b, NULL), g_bytes_get_size (b));
  g_bytes_unref (b);
  return g_byte_array_free_to_bytes (both);
}

static GBytes *
make_dg1 (void)
{
  g_auto (GStrv) lines = g_strsplit (MC_VIRTUAL_CARD_MRZ, "\n", 3);
  g_autofree char *joined = g_strjoinv ("", lines);

  return tlv (0x61, tlv (0x5F1F, text (joined), NULL), NULL);
}

static GBytes *
make_dg2 (const McCardOptions *options)
{
  const gsize size = FACIAL_RECORD + options->portrait;
  g_autofree guint8 *record = g_malloc0 (size);

  /* Of a picture only its beginning; the reader takes it as it comes. */
  memcpy (record, "FAC", 4);
  RAND_bytes (record + FACIAL_RECORD, options->portrait);
  memcpy (record + FACIAL_RECORD, "\xFF\xD8\xFF\xE0", 4);
  return tlv (0x75,
              tlv (0x7F61, tlv (0x02, g_bytes_new ("\1", 1), NULL),
                   tlv (0x7F60, tlv (0x5F2E, g_bytes_new (record, size), NULL), NULL), NULL),
              NULL);
}

static GBytes *
make_string (const McCardOptions *options, const char *value)
{
  gboolean printable = options->printable && g_str_is_ascii (value);

  return tlv (printable ? 0x13 : 0x0C, text (value), NULL);
}

static GBytes *
make_dg13 (const McCardOptions *options)
{
  static const guint8 utf8_oid[] = { 0x28, 0xD1, 0x46, 0x01, 0x00, 0x08 };
  GBytes *all = g_bytes_new (NULL, 0);

  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++) {
    GBytes *value;

    if (options->thin && !fields[i].is_basic)
      continue;
    value = make_string (options, fields[i].values[0]);
    if (fields[i].values[1] != NULL)
      value = join (value, make_string (options, fields[i].values[1]));
    if (fields[i].field == 13 || fields[i].field == 14)
      value = tlv (0x30, value, NULL);
    all = join (all, tlv (0x30, number (fields[i].field), value, NULL));
  }
  return tlv (0x6D,
              tlv (0x30, number (1), tlv (0x06, g_bytes_new (utf8_oid, 6), NULL),
                   tlv (0x31, all, NULL), NULL),
              NULL);
}

static GBytes *
make_key_info (EVP_PKEY *key)
{
  guint8 *der = NULL;
  int size = i2d_PUBKEY (key, &der);
  GBytes *info = g_bytes_new (der, size);

  OPENSSL_free (der);
  return info;
}

static GBytes *
make_ca_infos (const McCardOptions *options, EVP_PKEY *key)
{
  static const guint8 key_oid[] = { 0x04, 0x00, 0x7F, 0x00, 0x07, 0x02, 0x02, 0x01, 0x02 };
  const guint8 oid[] = { 0x04, 0x00, 0x7F, 0x00, 0x07, 0x02, 0x02, 0x03, 0x02, options->ca };

  return join (
      tlv (0x30, tlv (0x06, g_bytes_new (key_oid, sizeof key_oid), NULL), make_key_info (key),
           number (1), NULL),
      tlv (0x30, tlv (0x06, g_bytes_new (oid, sizeof oid), NULL), number (1), number (1), NULL));
}

static GBytes *
make_aa_info (void)
{
  static const guint8 protocol[] = { 0x67, 0x81, 0x08, 0x01, 0x01, 0x05 };
  static const guint8 plain_sha256[] = {
    0x04, 0x00, 0x7F, 0x00, 0x07, 0x01, 0x01, 0x04, 0x01, 0x03
  };

  return tlv (0x30, tlv (0x06, g_bytes_new (protocol, 6), NULL), number (1),
              tlv (0x06, g_bytes_new (plain_sha256, 10), NULL), NULL);
}

static GBytes *
make_dg14 (const McCardOptions *options, EVP_PKEY *agreement_key)
{
  GBytes *infos = g_bytes_new (NULL, 0);

  if (options->aa != MC_CARD_AA_NONE)
    infos = join (infos, make_aa_info ());
  if (options->ca != 0)
    infos = join (infos, make_ca_infos (options, agreement_key));
  return tlv (0x6E, tlv (0x31, infos, NULL), NULL);
}

static GBytes *
make_security_object (McCardContent *self, const McCardOptions *options)
{
  static const guint8 sha256[] = { 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01 };
  GBytes *hashes = g_bytes_new (NULL, 0);

  for (guint i = 1; i <= 16; i++) {
    guint8 hash[32];

    if (self->files[i] == NULL || i == options->unhashed_group)
      continue;
    EVP_Digest (g_bytes_get_data (self->files[i], NULL), g_bytes_get_size (self->files[i]), hash,
                NULL, EVP_sha256 (), NULL);
    if (options->foreign_sod)
      hash[0] ^= 1;
    hashes = join (hashes, tlv (0x30, number (i), tlv (0x04, g_bytes_new (hash, 32), NULL), NULL));
  }
  return tlv (0x30, number (0), tlv (0x30, tlv (0x06, g_bytes_new (sha256, 9), NULL), NULL),
              tlv (0x30, hashes, NULL), NULL);
}

static GBytes *
make_com (McCardContent *self)
{
  static const guint8 tags[] = { 0x61, 0x75, 0x63, 0x76, 0x65, 0x66, 0x67, 0x68,
                                 0x69, 0x6A, 0x6B, 0x6C, 0x6D, 0x6E, 0x6F, 0x70 };
  GBytes *list = g_bytes_new (NULL, 0);

  for (guint i = 1; i <= 16; i++)
    if (self->files[i] != NULL)
      list = join (list, g_bytes_new (&tags[i - 1], 1));
  return tlv (0x60, tlv (0x5F01, text ("0107"), NULL), tlv (0x5F36, text ("040000"), NULL),
              tlv (0x5C, list, NULL), NULL);
}

static void
sign (McCardContent *self, const McCardOptions *options, const char *directory)
{
  g_autoptr (McCardIssuer) issuer = mc_card_issuer_new (&options->issuer);
  g_autoptr (McCardIssuer) other = mc_card_issuer_new (&options->issuer);
  g_autoptr (GBytes) object = make_security_object (self, options);

  if (!options->no_sod)
    self->files[SFI_SOD] = tlv (0x77, mc_card_issuer_sign (issuer, object, options->signing_time),
                                NULL);
  if (directory != NULL)
    mc_card_issuer_write (options->foreign_issuer ? other : issuer, directory, options->revoked);
}

/* A letter of the name, which no check digit covers; else the last byte. */
static void
change (McCardContent *self, guint group)
{
  GByteArray *bytes;

  if (group == 0 || self->files[group] == NULL)
    return;
  bytes = g_bytes_unref_to_array (self->files[group]);
  if (group == 1)
    bytes->data[bytes->len - 30] = 'P';
  else
    bytes->data[bytes->len - 1] ^= 1;
  self->files[group] = g_byte_array_free_to_bytes (bytes);
}

static GBytes *
make_card_access (const McCardOptions *options)
{
  const guint8 oid[] = { 0x04, 0x00, 0x7F, 0x00, 0x07, 0x02, 0x02, 0x04, 0x02, options->suite };

  return tlv (0x31,
              tlv (0x30, tlv (0x06, g_bytes_new (oid, sizeof oid), NULL), number (2),
                   number (options->curve), NULL),
              NULL);
}

static EVP_PKEY *
make_key (McCardAa aa)
{
  return aa == MC_CARD_AA_RSA ? EVP_RSA_gen (2048) : EVP_EC_gen ("P-256");
}

McCardContent *
mc_card_content_new (const McCardOptions *options, const char *directory)
{
  McCardContent *self = g_new0 (McCardContent, 1);

  if (options->pace)
    self->card_access = make_card_access (options);
  self->files[1] = make_dg1 ();
  self->files[2] = make_dg2 (options);
  if (!options->no_dg13)
    self->files[13] = make_dg13 (options);
  if (options->aa != MC_CARD_AA_NONE) {
    self->key = make_key (options->aa);
    self->files[15] = tlv (0x6F, make_key_info (self->key), NULL);
  }
  if (options->ca != 0)
    self->agreement_key = make_key (MC_CARD_AA_EC);
  if (options->aa != MC_CARD_AA_NONE || options->ca != 0)
    self->files[14] = make_dg14 (options, self->agreement_key);
  if (options->is_copy) {
    EVP_PKEY_free (self->key);
    self->key = make_key (options->aa);
    EVP_PKEY_free (self->agreement_key);
    self->agreement_key = make_key (MC_CARD_AA_EC);
  }
  self->files[SFI_COM] = make_com (self);
  sign (self, options, directory);
  change (self, options->changed_group);
  return self;
}

void
mc_card_content_free (McCardContent *self)
{
  for (guint i = 0; i < MC_CARD_N_FILES; i++)
    g_clear_pointer (&self->files[i], g_bytes_unref);
  g_clear_pointer (&self->card_access, g_bytes_unref);
  EVP_PKEY_free (self->key);
  EVP_PKEY_free (self->agreement_key);
  g_free (self);
}
