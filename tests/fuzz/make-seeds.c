// SPDX-License-Identifier: GPL-3.0-or-later

/* make-seeds DIR: first inputs for the targets that read chips, in DIR/TARGET/NAME.seed. */

#include "tests/lib/virtual-card/card-content.h"

#include <glib/gstdio.h>

#define SFI_SOD 29
#define PIECE 200

static void
write_seed (const char *directory, const char *target, const char *name, const void *head,
            gsize head_size, GBytes *content)
{
  g_autofree char *folder = g_build_filename (directory, target, NULL);
  g_autofree char *file = g_strdup_printf ("%s/%s.seed", folder, name);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (GError) error = NULL;

  g_byte_array_append (bytes, head, head_size);
  g_byte_array_append (bytes, g_bytes_get_data (content, NULL), g_bytes_get_size (content));
  g_mkdir_with_parents (folder, 0755);
  g_file_set_contents (file, (const char *) bytes->data, bytes->len, &error);
  g_assert_no_error (error);
}

/* A file as a card gives it, in answers with their status; tests/fuzz/told-transport.h. */
static GBytes *
make_answers (GBytes *file)
{
  GByteArray *bytes = g_byte_array_new ();
  const guint8 *data = g_bytes_get_data (file, NULL);
  const gsize size = g_bytes_get_size (file);

  for (gsize at = 0; at < size; at += PIECE - 2) {
    const gsize n = MIN (PIECE - 2, size - at);
    const guint8 length = (n + 2 + 3) / 4;

    g_byte_array_append (bytes, &length, 1);
    g_byte_array_append (bytes, data + at, n);
    g_byte_array_append (bytes, (const guint8 *) "\x90", 2);
  }
  return g_byte_array_free_to_bytes (bytes);
}

static void
write_card (const char *directory, const char *name, const McCardOptions *options)
{
  McCardContent *card = mc_card_content_new (options, NULL);
  g_autoptr (GBytes) answers = make_answers (card->files[1]);

  write_seed (directory, "sod", name, "", 0, card->files[SFI_SOD]);
  write_seed (directory, "dg13", name, "", 0, card->files[13]);
  write_seed (directory, "tlv", name, "\0", 1, answers);
  if (card->card_access != NULL)
    write_seed (directory, "chip-keys", "card-access", "\0", 1, card->card_access);
  if (card->files[14] != NULL)
    write_seed (directory, "chip-keys", "dg14", "\1", 1, card->files[14]);
  if (card->files[15] != NULL)
    write_seed (directory, "chip-keys", name, "\2", 1, card->files[15]);
  mc_card_content_free (card);
}

int
main (int argc, char **argv)
{
  McCardOptions options = mc_card_options_default ();

  if (argc != 2)
    return 2;
  options.aa = MC_CARD_AA_EC;
  options.ca = 2;
  write_card (argv[1], "elliptic", &options);
  options = mc_card_options_default ();
  options.aa = MC_CARD_AA_RSA;
  options.thin = options.printable = TRUE;
  options.issuer.rsa_pss = TRUE;
  write_card (argv[1], "rsa", &options);
  options = mc_card_options_default ();
  options.issuer.explicit_curves = TRUE;
  write_card (argv[1], "explicit", &options);
  return 0;
}
