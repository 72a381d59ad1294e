// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/view.h"

#include "ui/language.h"

struct _McView {
  GObject parent_instance;

  guint text_step;
  McContrast contrast;
  gboolean reach;
  const char *language; /* a constant */
};

G_DEFINE_FINAL_TYPE (McView, mc_view, G_TYPE_OBJECT)

enum { SIGNAL_CHANGED, N_SIGNALS };

static guint signals[N_SIGNALS];

static void
mc_view_class_init (McViewClass *klass)
{
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
mc_view_init (McView *self)
{
  self->language = MC_LANGUAGE_VIETNAMESE;
}

McView *
mc_view_new (void)
{
  return g_object_new (MC_TYPE_VIEW, NULL);
}

/* One change, one signal: a new layout is dear. */
static void
set_all (McView *self, guint text_step, McContrast contrast, gboolean reach, const char *language)
{
  if (self->text_step == text_step && self->contrast == contrast && self->reach == reach
      && g_str_equal (self->language, language))
    return;
  self->text_step = text_step;
  self->contrast = contrast;
  self->reach = reach;
  self->language = g_intern_string (language);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

guint
mc_view_get_text_step (McView *self)
{
  g_return_val_if_fail (MC_IS_VIEW (self), 0);

  return self->text_step;
}

McContrast
mc_view_get_contrast (McView *self)
{
  g_return_val_if_fail (MC_IS_VIEW (self), MC_CONTRAST_NORMAL);

  return self->contrast;
}

const char *
mc_view_get_language (McView *self)
{
  g_return_val_if_fail (MC_IS_VIEW (self), MC_LANGUAGE_VIETNAMESE);

  return self->language;
}

gboolean
mc_view_get_reach (McView *self)
{
  g_return_val_if_fail (MC_IS_VIEW (self), FALSE);

  return self->reach;
}

void
mc_view_set_text_step (McView *self, guint step)
{
  g_return_if_fail (MC_IS_VIEW (self));
  g_return_if_fail (step < MC_STYLE_N_TEXT_STEPS);

  set_all (self, step, self->contrast, self->reach, self->language);
}

void
mc_view_set_contrast (McView *self, McContrast contrast)
{
  g_return_if_fail (MC_IS_VIEW (self));
  g_return_if_fail (contrast < MC_N_CONTRASTS);

  set_all (self, self->text_step, contrast, self->reach, self->language);
}

void
mc_view_set_reach (McView *self, gboolean reach)
{
  g_return_if_fail (MC_IS_VIEW (self));

  set_all (self, self->text_step, self->contrast, reach, self->language);
}

void
mc_view_next_text_step (McView *self)
{
  g_return_if_fail (MC_IS_VIEW (self));

  mc_view_set_text_step (self, (self->text_step + 1) % MC_STYLE_N_TEXT_STEPS);
}

void
mc_view_next_contrast (McView *self)
{
  g_return_if_fail (MC_IS_VIEW (self));

  mc_view_set_contrast (self, (self->contrast + 1) % MC_N_CONTRASTS);
}

void
mc_view_set_language (McView *self, const char *language)
{
  g_return_if_fail (MC_IS_VIEW (self));

  set_all (self, self->text_step, self->contrast, self->reach, language);
}

void
mc_view_next_language (McView *self)
{
  const gboolean english = g_str_equal (mc_view_get_language (self), MC_LANGUAGE_ENGLISH);

  mc_view_set_language (self, english ? MC_LANGUAGE_VIETNAMESE : MC_LANGUAGE_ENGLISH);
}

void
mc_view_toggle_reach (McView *self)
{
  g_return_if_fail (MC_IS_VIEW (self));

  mc_view_set_reach (self, !self->reach);
}

void
mc_view_reset (McView *self)
{
  g_return_if_fail (MC_IS_VIEW (self));

  set_all (self, 0, MC_CONTRAST_NORMAL, FALSE, MC_LANGUAGE_VIETNAMESE);
}

gboolean
mc_view_is_reset (McView *self)
{
  g_return_val_if_fail (MC_IS_VIEW (self), TRUE);

  return self->text_step == 0 && self->contrast == MC_CONTRAST_NORMAL && !self->reach
         && g_str_equal (self->language, MC_LANGUAGE_VIETNAMESE);
}

gboolean
mc_view_needs_time (McView *self)
{
  g_return_val_if_fail (MC_IS_VIEW (self), FALSE);

  return self->reach || self->contrast != MC_CONTRAST_NORMAL
         || self->text_step == MC_STYLE_N_TEXT_STEPS - 1;
}
