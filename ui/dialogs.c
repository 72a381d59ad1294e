// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs.h"

#include "ui/focus.h"

struct _McDialogs {
  GtkWidget *page;
  McStaffOverlay *staff;
  McIdleOverlay *idle;
  gboolean is_up;
  GtkWidget *focus; /* (nullable) (weak): where it was before */
};

McDialogs *
mc_dialogs_new (void)
{
  return g_new0 (McDialogs, 1);
}

void
mc_dialogs_forget_widgets (McDialogs *self)
{
  g_return_if_fail (self);

  g_clear_weak_pointer (&self->focus);
  /* GTK may hold on to the widget that was pressed last. */
  if (self->idle)
    mc_idle_overlay_set_session (self->idle, NULL);
  self->page = NULL;
  self->staff = NULL;
  self->idle = NULL;
  self->is_up = FALSE;
}

void
mc_dialogs_free (McDialogs *self)
{
  if (!self)
    return;
  mc_dialogs_forget_widgets (self);
  g_free (self);
}

void
mc_dialogs_set_widgets (McDialogs *self, GtkWidget *page, McStaffOverlay *staff,
                        McIdleOverlay *idle, McSession *session)
{
  g_return_if_fail (self && !self->page);

  self->page = page;
  self->staff = staff;
  self->idle = idle;
  mc_idle_overlay_set_session (idle, session);
}

static void
show_page (McDialogs *self, gboolean alone)
{
  gtk_widget_set_can_focus (self->page, alone);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->page), GTK_ACCESSIBLE_STATE_HIDDEN, !alone,
                               -1);
}

gboolean
mc_dialogs_update (McDialogs *self, McSession *session)
{
  g_return_val_if_fail (self && self->page, FALSE);

  const guint warning = mc_session_get_warning_seconds (session);
  const gboolean abandoned = mc_session_is_abandoned (session);
  const gboolean called = mc_session_get_staff_called (session);
  const gboolean is_up = warning > 0 || abandoned || called;
  const gboolean in_visit = mc_session_get_step (session) != MC_STEP_WELCOME;
  const gboolean was_warned = gtk_widget_get_visible (GTK_WIDGET (self->idle));
  McStaffReason reason = MC_STAFF_NOT_WANTED;

  if (is_up && !self->is_up) {
    g_set_weak_pointer (&self->focus,
                        gtk_window_get_focus (GTK_WINDOW (gtk_widget_get_root (self->page))));
    show_page (self, FALSE);
  }
  if (warning == 0 && called)
    reason = in_visit ? MC_STAFF_CALLED_IN_VISIT : MC_STAFF_CALLED;
  else if (warning == 0 && abandoned)
    reason = MC_STAFF_FOR_A_SLIP;
  mc_staff_overlay_show (self->staff, reason);
  mc_idle_overlay_show (self->idle, warning, abandoned);
  if (!is_up && self->is_up) {
    show_page (self, TRUE);
    mc_focus_restore (GTK_WIDGET (gtk_widget_get_root (self->page)), self->focus);
    g_clear_weak_pointer (&self->focus);
  }

  const gboolean has_changed = is_up != self->is_up || was_warned != (warning > 0);

  self->is_up = is_up;
  return has_changed;
}
