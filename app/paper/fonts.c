// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/paper/fonts.h"

#include "app/paper/slip.h"
#include "paper-resource.h"

#include <errno.h>
#include <fcntl.h>
#include <fontconfig/fontconfig.h>
#include <glib/gstdio.h>
#include <pango/pangocairo.h>
#include <pango/pangofc-fontmap.h>
#include <sys/mman.h>
#include <unistd.h>

static const struct {
  const char *resource;
  PangoWeight weight;
} faces[] = {
  { "/vn/motcua/fonts/BeVietnamPro-Regular.ttf", PANGO_WEIGHT_NORMAL },
  { "/vn/motcua/fonts/BeVietnamPro-SemiBold.ttf", PANGO_WEIGHT_SEMIBOLD },
  { "/vn/motcua/fonts/BeVietnamPro-Bold.ttf", PANGO_WEIGHT_BOLD },
};

static gboolean
write_all (int fd, const guchar *data, gsize size)
{
  while (size > 0) {
    ssize_t written = write (fd, data, size);

    if (written < 0 && errno != EINTR)
      return FALSE;
    if (written > 0) {
      data += written;
      size -= (gsize) written;
    }
  }
  return TRUE;
}

static int
fail_with_errno (int fd, GError **error)
{
  int saved = errno;

  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (saved), "font in memory: %s",
               g_strerror (saved));
  if (fd >= 0)
    close (fd);
  return -1;
}

/* bytes as a file that nobody can change any more; -1 on error. */
static int
seal_in_memory (GBytes *bytes, GError **error)
{
  gsize size = 0;
  const guchar *data = g_bytes_get_data (bytes, &size);
  int fd = memfd_create ("motcua-font", MFD_CLOEXEC | MFD_ALLOW_SEALING);

  if (fd < 0 || !write_all (fd, data, size))
    return fail_with_errno (fd, error);
  if (fcntl (fd, F_ADD_SEALS, F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE) < 0)
    return fail_with_errno (fd, error);
  return fd;
}

static gboolean
add_face (const char *resource, GError **error)
{
  g_autoptr (GBytes) bytes = g_resource_lookup_data (mc_paper_get_resource (), resource, 0, error);

  if (bytes == NULL)
    return FALSE;

  int fd = seal_in_memory (bytes, error);

  if (fd < 0)
    return FALSE;

  g_autofree char *path = g_strdup_printf ("/proc/self/fd/%d", fd);

  if (!FcConfigAppFontAddFile (NULL, (const FcChar8 *) path)) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "fontconfig refuses %s", resource);
    close (fd);
    return FALSE;
  }
  /* fd stays open: FreeType opens the path whenever a size is first used. */
  return TRUE;
}

/* Whether an earlier call has already done the work. */
static gboolean
family_is_registered (void)
{
  const FcFontSet *set = FcConfigGetFonts (NULL, FcSetApplication);

  for (int i = 0; set != NULL && i < set->nfont; i++) {
    FcChar8 *family = NULL;

    if (FcPatternGetString (set->fonts[i], FC_FAMILY, 0, &family) == FcResultMatch
        && g_str_equal (family, MC_PAPER_FAMILY))
      return TRUE;
  }
  return FALSE;
}

gboolean
mc_paper_check_fonts (PangoContext *context, GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (faces); i++) {
    g_autoptr (PangoFontDescription) wanted = pango_font_description_new ();

    pango_font_description_set_family_static (wanted, MC_PAPER_FAMILY);
    pango_font_description_set_weight (wanted, faces[i].weight);
    pango_font_description_set_size (wanted, 12 * PANGO_SCALE);

    g_autoptr (PangoFont) font = pango_context_load_font (context, wanted);
    g_autoptr (PangoFontDescription) found = font ? pango_font_describe (font) : NULL;

    if (found == NULL || g_strcmp0 (pango_font_description_get_family (found), MC_PAPER_FAMILY) != 0
        || pango_font_description_get_weight (found) != faces[i].weight) {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                   "font " MC_PAPER_FAMILY ", weight %d, is not there", faces[i].weight);
      return FALSE;
    }
  }
  return TRUE;
}

gboolean
mc_paper_register_fonts (GError **error)
{
  gboolean already = family_is_registered ();

  for (gsize i = 0; !already && i < G_N_ELEMENTS (faces); i++)
    if (!add_face (faces[i].resource, error))
      return FALSE;

  PangoFontMap *map = pango_cairo_font_map_get_default ();

  if (PANGO_IS_FC_FONT_MAP (map))
    pango_fc_font_map_config_changed (PANGO_FC_FONT_MAP (map));

  PangoContext *context = pango_font_map_create_context (map);
  gboolean found = mc_paper_check_fonts (context, error);

  g_object_unref (context);
  return found;
}
