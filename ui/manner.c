// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/manner.h"

#include "ui/language.h"
#include "ui/typing.h"

/* Text step, contrast, reach, language, way of typing, always read, loudness. */
#define FORMAT "(uubsubu)"
#define KEY "mc-manner"

struct _McManner {
  GObject parent_instance;

  GtkWidget *window;  /* (unowned): it owns this */
  McSession *session; /* (weak): GTK may keep a window for longer */
  McView *view;
  gboolean giving_back;
};

G_DEFINE_FINAL_TYPE (McManner, mc_manner, G_TYPE_OBJECT)

static void
tell (McManner *self)
{
  McTyping *typing;
  McNarrator *narrator;
  g_autoptr (GVariant) manner = NULL;
  g_autofree char *text = NULL;

  if (self->giving_back || self->session == NULL)
    return;
  typing = mc_typing_of (self->window);
  narrator = mc_session_get_narrator (self->session);
  manner = g_variant_ref_sink (
      g_variant_new (FORMAT, mc_view_get_text_step (self->view),
                     (guint) mc_view_get_contrast (self->view), mc_view_get_reach (self->view),
                     mc_view_get_language (self->view), (guint) mc_typing_get_way (typing),
                     mc_narrator_get_always (narrator), mc_narrator_get_loudness (narrator)));
  text = g_variant_print (manner, TRUE);
  mc_session_set_manner (self->session, text);
}

static void
give_back_voice (McNarrator *narrator, gboolean always, guint loudness)
{
  for (guint i = 0; i < MC_NARRATOR_N_LOUDNESS && mc_narrator_get_loudness (narrator) != loudness;
       i++)
    mc_narrator_next_loudness (narrator);
  mc_narrator_set_always (narrator, always);
}

static void
give_back (McManner *self)
{
  const char *text = mc_session_get_manner (self->session);
  g_autoptr (GVariant) manner = text != NULL ? g_variant_parse (G_VARIANT_TYPE (FORMAT), text, NULL,
                                                                NULL, NULL)
                                             : NULL;
  guint text_step, contrast, way, loudness;
  gboolean reach, always;
  const char *language;

  if (manner == NULL)
    return;
  g_variant_get (manner, "(uub&subu)", &text_step, &contrast, &reach, &language, &way, &always,
                 &loudness);
  self->giving_back = TRUE;
  mc_view_set_text_step (self->view, MIN (text_step, MC_STYLE_N_TEXT_STEPS - 1));
  mc_view_set_contrast (self->view, MIN (contrast, MC_N_CONTRASTS - 1));
  mc_view_set_reach (self->view, reach);
  mc_view_set_language (self->view, language);
  mc_typing_set_way (mc_typing_of (self->window), MIN (way, MC_N_WAYS - 1));
  give_back_voice (mc_session_get_narrator (self->session), always, loudness);
  self->giving_back = FALSE;
}

static void
mc_manner_finalize (GObject *object)
{
  McManner *self = MC_MANNER (object);

  g_clear_weak_pointer (&self->session);
  g_clear_object (&self->view);
  G_OBJECT_CLASS (mc_manner_parent_class)->finalize (object);
}

static void
mc_manner_class_init (McMannerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mc_manner_finalize;
}

static void
mc_manner_init (McManner *self)
{
}

void
mc_manner_keep (GtkWidget *window, McSession *session, McView *view)
{
  McManner *self = g_object_new (MC_TYPE_MANNER, NULL);

  self->window = window;
  g_set_weak_pointer (&self->session, session);
  self->view = g_object_ref (view);
  g_signal_connect_object (view, "changed", G_CALLBACK (tell), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (mc_typing_of (window), "changed", G_CALLBACK (tell), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (mc_session_get_narrator (session), "changed", G_CALLBACK (tell), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "resumed", G_CALLBACK (give_back), self, G_CONNECT_SWAPPED);
  g_object_set_data_full (G_OBJECT (window), KEY, self, g_object_unref);
}
