// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

#include "app/session/session.h"

G_BEGIN_DECLS

/**
 * McScreen: what every page of a visit has: a heading, its hint, what is shown or asked, the row
 * of buttons, and perhaps the keyboard. Upright screens stack them; on wide screens the question
 * stands left and the answers or the keyboard right. What does not fit is turned to by "Xem
 * thêm" (McPager). Whoever cannot reach high has all controls in the lower part, and the question
 * above them.
 *
 * Derived templates add children by type: "lead" (under the hint), "content" (the default),
 * "foot" (what stays in view beside the buttons, where there is room), "aside" (the last of it,
 * which gives way to the keyboard where there is not), "action" (the button row), "keyboard".
 *
 * Properties: "session" (construct-only), "title", "hint" (strings, nullable), "keep-columns"
 * (boolean): two columns on wide screens even with the largest letters, for pictures.
 */
#define MC_TYPE_SCREEN (mc_screen_get_type ())
G_DECLARE_DERIVABLE_TYPE (McScreen, mc_screen, MC, SCREEN, GtkWidget)

/* What the window has room for, and where. */
typedef struct {
  gboolean landscape;
  guint text_step;     /* see mc_view_get_text_step () */
  gboolean large_text; /* the two largest steps: one column of long lines, on wide screens too */
  gboolean low;        /* too low for the keyboard above the buttons: it stands beside them */
  int reach;           /* pixels from the lower edge within which controls must be; 0: anywhere */
  gboolean heading_above; /* reach leaves room for the question above it */
} McScreenShape;

struct _McScreenClass {
  GtkWidgetClass parent_class;

  /* The person has come to this page. Called before update. */
  void (*enter) (McScreen *self);
  /* Derives everything the page shows from the session. */
  void (*update) (McScreen *self);
  /* The person has left: forget what was shown. */
  void (*leave) (McScreen *self);
  /* What is written or ticked on the page and the session does not know yet; and the same again on
   * a page that was made anew. */
  GVariant *(*dup_written) (McScreen *self);
  void (*write_again) (McScreen *self, GVariant *written);
  /* The room is another one: what is said only where there is enough of it. */
  void (*fit) (McScreen *self, const McScreenShape *shape);
};

/* (transfer none) */
McSession *mc_screen_get_session (McScreen *self);

void mc_screen_set_title (McScreen *self, const char *title);
void mc_screen_set_hint (McScreen *self, const char *hint); /* (nullable) */
/* (nullable): read aloud instead of title and hint. */
void mc_screen_set_spoken (McScreen *self, const char *spoken);

/* For the window. */
void mc_screen_enter (McScreen *self);
void mc_screen_update (McScreen *self);
void mc_screen_leave (McScreen *self);
void mc_screen_set_shape (McScreen *self, const McScreenShape *shape);

/* (transfer full) (nullable): for the same page in another language. */
GVariant *mc_screen_dup_written (McScreen *self);
void mc_screen_write_again (McScreen *self, GVariant *written); /* written: (nullable) */

/* Whether the keyboard is up. Escape puts it away. */
void mc_screen_set_keyboard_visible (McScreen *self, gboolean visible);

/* Back to the top of the page. */
void mc_screen_reset (McScreen *self);
/* Turns to the part that shows descendant. */
void mc_screen_reveal (McScreen *self, GtkWidget *descendant);

G_END_DECLS
