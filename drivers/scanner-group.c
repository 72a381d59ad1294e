// SPDX-License-Identifier: GPL-3.0-or-later
#include "drivers/scanner-group.h"

/* A member whose last scan is not quite over yet, or whose read was no code, looks again then. */
#define AGAIN_MS 100

typedef struct {
  McScannerGroup *group; /* not owned */
  McScanner *scanner;
  GCancellable *cancellable; /* (nullable): of its scan */
  guint timer;               /* looks again */
} Member;

struct _McScannerGroup {
  McScanner parent_instance;

  Member members[MC_SCANNER_GROUP_MAX];
  guint n_members;
  GError *error; /* (nullable): of the first member, in this scan */
};

G_DEFINE_FINAL_TYPE (McScannerGroup, mc_scanner_group, MC_TYPE_SCANNER)

/* What a callback needs that may come after the group is gone. */
typedef struct {
  McScannerGroup *group;
  guint index;
} Place;

static void look (Member *self);

static void
stop_member (Member *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (self->timer != 0)
    mc_clock_remove_timeout (mc_device_get_clock (MC_DEVICE (self->group)), self->timer);
  self->timer = 0;
}

static void
stop_all (McScannerGroup *self)
{
  for (guint i = 0; i < self->n_members; i++)
    stop_member (&self->members[i]);
}

static gboolean
on_again (gpointer user_data)
{
  Member *self = user_data;

  self->timer = 0;
  look (self);
  return G_SOURCE_REMOVE;
}

static void
look_again (Member *self)
{
  if (self->timer == 0)
    self->timer = mc_clock_add_timeout (mc_device_get_clock (MC_DEVICE (self->group)), AGAIN_MS,
                                        on_again, self);
}

static gboolean
is_anybody_looking (McScannerGroup *self)
{
  for (guint i = 0; i < self->n_members; i++)
    if (self->members[i].cancellable != NULL || self->members[i].timer != 0)
      return TRUE;
  return FALSE;
}

/* Of what there is to tell, the first member's trouble: it is the one people see. */
static void
keep_error (McScannerGroup *self, guint index, const GError *error)
{
  if (index != 0 && self->error != NULL)
    return;
  g_clear_error (&self->error);
  self->error = g_error_copy (error);
}

static void
on_scanned (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Place *place = user_data;
  g_autoptr (McScannerGroup) self = place->group;
  Member *member = &self->members[place->index];
  g_autoptr (GError) error = NULL;
  g_autoptr (McScan) scan = mc_scanner_scan_finish (MC_SCANNER (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)
      || !mc_device_action_is_running (MC_DEVICE (self)))
    return;
  g_clear_object (&member->cancellable);
  if (scan != NULL) {
    stop_all (self);
    mc_device_action_return_pointer (MC_DEVICE (self), g_steal_pointer (&scan),
                                     (GDestroyNotify) mc_scan_free);
    return;
  }
  if (error->domain == MC_DEVICE_RETRY
      || g_error_matches (error, MC_DEVICE_ERROR, MC_DEVICE_ERROR_BUSY)) {
    look_again (member);
    return;
  }
  keep_error (self, place->index, error);
  if (!is_anybody_looking (self))
    mc_device_action_return_error (MC_DEVICE (self), g_steal_pointer (&self->error));
}

static void
look (Member *self)
{
  Place *place = g_new (Place, 1);

  *place = (Place){ g_object_ref (self->group), self - self->group->members };
  self->cancellable = g_cancellable_new ();
  mc_scanner_scan_async (self->scanner, 0, self->cancellable, on_scanned, place);
}

static void
mc_scanner_group_start (McScanner *scanner)
{
  McScannerGroup *self = MC_SCANNER_GROUP (scanner);

  g_clear_error (&self->error);
  for (guint i = 0; i < self->n_members; i++) {
    stop_member (&self->members[i]);
    look (&self->members[i]);
  }
  if (self->n_members == 0)
    mc_device_action_return_error (
        MC_DEVICE (self),
        g_error_new_literal (MC_DEVICE_ERROR, MC_DEVICE_ERROR_ABSENT, "there is no scanner"));
}

static void
mc_scanner_group_cancel (McDevice *device)
{
  stop_all (MC_SCANNER_GROUP (device));
}

static void
update_present (McScannerGroup *self)
{
  gboolean present = FALSE;

  for (guint i = 0; i < self->n_members; i++)
    present |= mc_device_get_present (MC_DEVICE (self->members[i].scanner));
  mc_device_set_present (MC_DEVICE (self), present);
}

/* One that has come may join; one that goes says so itself. */
static void
on_member_present (McScannerGroup *self, GParamSpec *pspec, McScanner *scanner)
{
  update_present (self);
  if (!mc_device_action_is_running (MC_DEVICE (self)))
    return;
  for (guint i = 0; i < self->n_members; i++) {
    Member *member = &self->members[i];

    if (member->scanner == scanner && member->cancellable == NULL
        && mc_device_get_present (MC_DEVICE (scanner)))
      look_again (member);
  }
}

static void
on_frame (McScannerGroup *self, const McFrame *frame)
{
  if (mc_device_action_is_running (MC_DEVICE (self)))
    mc_scanner_emit_frame (MC_SCANNER (self), frame);
}

static void
on_hint (McScannerGroup *self, McDeviceRetry hint)
{
  if (mc_device_action_is_running (MC_DEVICE (self)))
    mc_scanner_emit_hint (MC_SCANNER (self), hint);
}

static void
mc_scanner_group_dispose (GObject *object)
{
  McScannerGroup *self = MC_SCANNER_GROUP (object);

  stop_all (self);
  for (guint i = 0; i < self->n_members; i++)
    g_clear_object (&self->members[i].scanner);
  self->n_members = 0;
  g_clear_error (&self->error);
  G_OBJECT_CLASS (mc_scanner_group_parent_class)->dispose (object);
}

static void
mc_scanner_group_class_init (McScannerGroupClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = mc_scanner_group_dispose;
  MC_DEVICE_CLASS (klass)->cancel = mc_scanner_group_cancel;
  MC_SCANNER_CLASS (klass)->start = mc_scanner_group_start;
}

static void
mc_scanner_group_init (McScannerGroup *self)
{
}

McScannerGroup *
mc_scanner_group_new (McClock *clock)
{
  McScannerGroup *self = g_object_new (MC_TYPE_SCANNER_GROUP, "name", "scanners", "clock", clock,
                                       NULL);

  update_present (self);
  return self;
}

void
mc_scanner_group_add (McScannerGroup *self, McScanner *member)
{
  g_return_if_fail (MC_IS_SCANNER_GROUP (self));
  g_return_if_fail (MC_IS_SCANNER (member));
  g_return_if_fail (self->n_members < MC_SCANNER_GROUP_MAX);
  g_return_if_fail (!mc_device_action_is_running (MC_DEVICE (self)));

  self->members[self->n_members++] = (Member){ .group = self, .scanner = g_object_ref (member) };
  g_signal_connect_object (member, "notify::present", G_CALLBACK (on_member_present), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (member, "frame", G_CALLBACK (on_frame), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (member, "hint", G_CALLBACK (on_hint), self, G_CONNECT_SWAPPED);
  update_present (self);
}
