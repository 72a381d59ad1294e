// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/style.h"

#include <math.h>

#define MM_PER_INCH 25.4
#define STYLE_RESOURCE "/vn/motcua/ui/style/"

/* Above the style sheet, so that a contrast theme's colours win over the everyday ones. */
#define PRIORITY_SHEET GTK_STYLE_PROVIDER_PRIORITY_APPLICATION
#define PRIORITY_CONTRAST (GTK_STYLE_PROVIDER_PRIORITY_APPLICATION + 1)

typedef struct {
  double scale;
  const char *css_class; /* (nullable) */
} TextStep;

static const TextStep text_steps[MC_STYLE_N_TEXT_STEPS] = {
  { 1.0, NULL },
  { 1.4, "text-large" },
  { 1.75, "text-larger" },
  { 2.3, "text-largest" },
};

/* Of the caret: its width to its height. */
#define CARET_RATIO 0.08

static const char *const contrast_sheets[] = {
  [MC_CONTRAST_NORMAL] = NULL,
  [MC_CONTRAST_DARK] = STYLE_RESOURCE "contrast-dark.css",
  [MC_CONTRAST_LIGHT] = STYLE_RESOURCE "contrast-light.css",
};

void
mc_style_load (GdkDisplay *display, int dpi)
{
  g_return_if_fail (GDK_IS_DISPLAY (display));
  g_return_if_fail (dpi > 0);

  /* The empty theme: every rule that counts is in our own sheet, and none of GTK's changes the
   * screens from one release to the next. A caret of one pixel is not found again. */
  g_object_set (gtk_settings_get_for_display (display), "gtk-theme-name", "Empty", "gtk-xft-dpi",
                dpi * PANGO_SCALE, "gtk-font-name", "Be Vietnam Pro 12", "gtk-cursor-aspect-ratio",
                CARET_RATIO, NULL);

  g_autoptr (GtkCssProvider) sheet = gtk_css_provider_new ();
  gtk_css_provider_load_from_resource (sheet, STYLE_RESOURCE "style.css");
  gtk_style_context_add_provider_for_display (display, GTK_STYLE_PROVIDER (sheet), PRIORITY_SHEET);
}

double
mc_style_get_mm (GdkDisplay *display)
{
  int dpi = 0;

  g_return_val_if_fail (GDK_IS_DISPLAY (display), 1);

  g_object_get (gtk_settings_get_for_display (display), "gtk-xft-dpi", &dpi, NULL);
  return (double) dpi / PANGO_SCALE / MM_PER_INCH;
}

double
mc_style_text_scale (guint step)
{
  g_return_val_if_fail (step < MC_STYLE_N_TEXT_STEPS, 1.0);

  return text_steps[step].scale;
}

guint
mc_style_text_step (double scale)
{
  guint nearest = 0;

  for (guint i = 1; i < MC_STYLE_N_TEXT_STEPS; i++) {
    if (fabs (text_steps[i].scale - scale) < fabs (text_steps[nearest].scale - scale))
      nearest = i;
  }
  return nearest;
}

void
mc_style_set_text_step (GtkWidget *window, guint step)
{
  g_return_if_fail (GTK_IS_WIDGET (window));
  g_return_if_fail (step < MC_STYLE_N_TEXT_STEPS);

  for (guint i = 0; i < MC_STYLE_N_TEXT_STEPS; i++) {
    if (!text_steps[i].css_class)
      continue;
    if (i == step)
      gtk_widget_add_css_class (window, text_steps[i].css_class);
    else
      gtk_widget_remove_css_class (window, text_steps[i].css_class);
  }
}

void
mc_style_set_contrast (GdkDisplay *display, McContrast contrast)
{
  g_return_if_fail (GDK_IS_DISPLAY (display));
  g_return_if_fail (contrast < G_N_ELEMENTS (contrast_sheets));

  GtkCssProvider *provider = g_object_get_data (G_OBJECT (display), "mc-contrast-sheet");

  if (!provider) {
    provider = gtk_css_provider_new ();
    gtk_style_context_add_provider_for_display (display, GTK_STYLE_PROVIDER (provider),
                                                PRIORITY_CONTRAST);
    g_object_set_data_full (G_OBJECT (display), "mc-contrast-sheet", provider, g_object_unref);
  }
  if (contrast_sheets[contrast])
    gtk_css_provider_load_from_resource (provider, contrast_sheets[contrast]);
  else
    gtk_css_provider_load_from_data (provider, "", -1);
}
