// SPDX-License-Identifier: GPL-3.0-or-later
#include <stdio.h>
#include <string.h>

#include "tests/ui/keys.h"
#include "ui/entry.h"
#include "ui/writing.h"

/* What was typed is nowhere in this process once the line is gone. The C library is told to
 * overwrite what is freed, as the kiosk does (mc_kiosk_harden ()); so what is found here is held by
 * somebody. What is searched for is kept under a mask, lest the search find itself. */

#define MASK 0x5a
#define LENGTH 12 /* letters that no engine composes */

typedef struct {
  guint8 masked[LENGTH];
} Canary;

/* from: the characters that it may have. */
static void
canary_init (Canary *self, const char *from)
{
  for (guint i = 0; i < LENGTH; i++)
    self->masked[i] = (guint8) from[g_random_int_range (0, (int) strlen (from))] ^ MASK;
}

static gboolean
canary_is_at (const Canary *self, const guint8 *bytes)
{
  for (guint i = 0; i < LENGTH; i++) {
    if ((bytes[i] ^ MASK) != self->masked[i])
      return FALSE;
  }
  return TRUE;
}

static guint
count_in (const Canary *self, const guint8 *bytes, gsize size)
{
  guint n = 0;

  for (gsize i = 0; i + LENGTH <= size; i++)
    n += canary_is_at (self, bytes + i);
  return n;
}

/* Copies, in any memory that this process may write. */
static guint
count_copies (const Canary *self)
{
  g_autoptr (GString) maps = g_string_new (NULL);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  guint n = 0;

  g_assert_true (g_file_get_contents ("/proc/self/maps", &text, NULL, NULL));
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++) {
    guintptr start, end;
    char rights[5];

    if (sscanf (lines[i], "%lx-%lx %4s", &start, &end, rights) == 3
        && g_str_has_prefix (rights, "rw") && strstr (lines[i], "/dev/") == NULL)
      n += count_in (self, (const guint8 *) start, end - start);
  }
  return n;
}

static void
type (McKeys *keys, const Canary *canary)
{
  for (guint i = 0; i < LENGTH; i++) {
    const char letter[] = { (char) (canary->masked[i] ^ MASK), '\0' };

    mc_keys_press (mc_keys_find_letter (keys, letter));
  }
}

static void
settle (McKeys *keys)
{
  gtk_widget_queue_draw (keys->window);
  gtk_test_widget_wait_for_draw (keys->window);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

typedef struct {
  const char *path;
  McKeyboardLayout kind;
  McWay way;
  gboolean sentences; /* a McWriting */
} Case;

static const Case cases[] = {
  { "/forgetting/direct", MC_KEYBOARD_TEXT, MC_WAY_DIRECT },
  { "/forgetting/telex", MC_KEYBOARD_TEXT, MC_WAY_TELEX },
  { "/forgetting/vni", MC_KEYBOARD_TEXT, MC_WAY_VNI },
  { "/forgetting/secret", MC_KEYBOARD_PIN, MC_WAY_DIRECT },
  { "/forgetting/sentences/direct", MC_KEYBOARD_TEXT, MC_WAY_DIRECT, TRUE },
  { "/forgetting/sentences/telex", MC_KEYBOARD_TEXT, MC_WAY_TELEX, TRUE },
};

static void
test_nothing_typed_outlives_its_line (gconstpointer data)
{
  const Case *line = data;
  McKeys keys;
  Canary canary;
  GtkWidget *entry = line->sentences ? mc_writing_new (NULL) : mc_entry_new (line->kind);

  canary_init (&canary, line->kind == MC_KEYBOARD_PIN ? "0123456789" : "bcghklmnpqtv");
  mc_keys_set_up (&keys, NULL);
  mc_keys_set_way (&keys, line->way);
  gtk_box_prepend (GTK_BOX (gtk_widget_get_parent (keys.entry)), entry);
  mc_keyboard_set_target (keys.keyboard, GTK_EDITABLE (entry));
  gtk_widget_grab_focus (entry);
  settle (&keys);
  g_assert_cmpuint (count_copies (&canary), ==, 0);

  type (&keys, &canary);
  settle (&keys);
  g_assert_cmpuint (count_copies (&canary), >, 0); /* the search finds what is there */

  /* As a page does when the person leaves it. */
  mc_keyboard_set_target (keys.keyboard, NULL);
  gtk_editable_set_text (GTK_EDITABLE (entry), "");
  gtk_box_remove (GTK_BOX (gtk_widget_get_parent (entry)), entry);
  settle (&keys);
  g_assert_cmpuint (count_copies (&canary), ==, 0);
  mc_keys_tear_down (&keys, NULL);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_test_add_data_func (cases[i].path, &cases[i], test_nothing_typed_outlives_its_line);
  return g_test_run ();
}
