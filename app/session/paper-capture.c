// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/session/paper-capture.h"

#include "app/domain/id-card.h"

struct _McPaperCapture {
  GObject parent_instance;

  McClock *clock;
  McDocumentCamera *camera; /* (nullable) */
  guint look_seconds;

  McPaperState state;
  GCancellable *cancellable; /* of the look under way */
  GPtrArray *pages;          /* (element-type McPagePicture) */
  guint max_pages;
  guint place;
  McTrouble trouble;
  gboolean has_hint;
  McDeviceRetry hint;
};

enum { SIGNAL_CHANGED, SIGNAL_FRAME, SIGNAL_SHEET, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (McPaperCapture, mc_paper_capture, G_TYPE_OBJECT)

static void look (McPaperCapture *self);

static void
changed (McPaperCapture *self)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* --- what the camera sees --- */

static void
on_frame (McPaperCapture *self, gpointer frame)
{
  if (self->cancellable != NULL)
    g_signal_emit (self, signals[SIGNAL_FRAME], 0, frame);
}

static void
on_sheet (McPaperCapture *self, gpointer outline)
{
  if (self->cancellable != NULL)
    g_signal_emit (self, signals[SIGNAL_SHEET], 0, outline);
}

static void
on_hint (McPaperCapture *self, McDeviceRetry hint)
{
  if (self->cancellable == NULL || (self->has_hint && self->hint == hint))
    return;
  self->has_hint = TRUE;
  self->hint = hint;
  changed (self);
}

static void
mc_paper_capture_dispose (GObject *object)
{
  McPaperCapture *self = MC_PAPER_CAPTURE (object);

  mc_paper_capture_reset (self);
  g_clear_object (&self->clock);
  g_clear_object (&self->camera);
  G_OBJECT_CLASS (mc_paper_capture_parent_class)->dispose (object);
}

static void
mc_paper_capture_finalize (GObject *object)
{
  g_ptr_array_unref (MC_PAPER_CAPTURE (object)->pages);
  G_OBJECT_CLASS (mc_paper_capture_parent_class)->finalize (object);
}

static void
mc_paper_capture_class_init (McPaperCaptureClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = mc_paper_capture_dispose;
  G_OBJECT_CLASS (klass)->finalize = mc_paper_capture_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", MC_TYPE_PAPER_CAPTURE, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_FRAME] = g_signal_new ("frame", MC_TYPE_PAPER_CAPTURE, G_SIGNAL_RUN_LAST, 0, NULL,
                                        NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
  signals[SIGNAL_SHEET] = g_signal_new ("sheet", MC_TYPE_PAPER_CAPTURE, G_SIGNAL_RUN_LAST, 0, NULL,
                                        NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
}

static void
mc_paper_capture_init (McPaperCapture *self)
{
  self->pages = g_ptr_array_new_with_free_func ((GDestroyNotify) mc_page_picture_free);
  self->max_pages = 1;
}

McPaperCapture *
mc_paper_capture_new (McClock *clock, McDocumentCamera *camera, guint look_seconds)
{
  McPaperCapture *self = g_object_new (MC_TYPE_PAPER_CAPTURE, NULL);

  self->clock = g_object_ref (clock);
  self->look_seconds = look_seconds;
  if (camera == NULL)
    return self;
  self->camera = g_object_ref (camera);
  g_signal_connect_object (camera, "frame", G_CALLBACK (on_frame), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (camera, "sheet", G_CALLBACK (on_sheet), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (camera, "hint", G_CALLBACK (on_hint), self, G_CONNECT_SWAPPED);
  return self;
}

/* --- pages --- */

/* Whatever begins like a card counts as one: the harm is in keeping its picture. */
static gboolean
is_card_code (McPaperCapture *self, const McScan *code)
{
  McPartialDate today = mc_clock_get_today (self->clock);
  McCardWarnings warnings;
  g_autoptr (GError) error = NULL;
  g_autoptr (McPerson) person = mc_id_card_parse (code->payload, &today, &warnings, &error);

  return person != NULL || g_error_matches (error, MC_ID_CARD_ERROR, MC_ID_CARD_ERROR_TRUNCATED)
         || g_error_matches (error, MC_ID_CARD_ERROR, MC_ID_CARD_ERROR_ENCODING);
}

static gboolean
shows_card (McPaperCapture *self, const McPagePicture *page)
{
  for (guint i = 0; i < page->codes->len; i++)
    if (is_card_code (self, g_ptr_array_index (page->codes, i)))
      return TRUE;
  return page->card;
}

/* page: (transfer full): in its place, where another may have been. */
static void
put_page (McPaperCapture *self, McPagePicture *page)
{
  if (self->place < self->pages->len)
    g_ptr_array_remove_index (self->pages, self->place);
  g_ptr_array_insert (self->pages, (int) self->place, page);
  self->state = MC_PAPER_SHOWING;
  self->trouble = MC_TROUBLE_NONE;
  changed (self);
}

/* Nothing was taken, and why; looking goes on. */
static void
look_on (McPaperCapture *self, McTrouble trouble)
{
  look (self);
  self->trouble = trouble;
  changed (self);
}

static void
rest (McPaperCapture *self, McTrouble trouble)
{
  self->state = MC_PAPER_RESTING;
  self->trouble = trouble;
  changed (self);
}

static void
on_shot (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (McPaperCapture) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (McPagePicture) page = mc_document_camera_shoot_finish (MC_DOCUMENT_CAMERA (source),
                                                                    result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&self->cancellable);
  self->has_hint = FALSE;
  if (page != NULL && shows_card (self, page)) {
    look_on (self, MC_TROUBLE_PAPER_CARD);
    return;
  }
  if (page != NULL) {
    put_page (self, g_steal_pointer (&page));
    return;
  }
  if (g_error_matches (error, MC_DEVICE_RETRY, MC_DEVICE_RETRY_TIMEOUT)) {
    rest (self, MC_TROUBLE_PAPER_UNSEEN);
    return;
  }
  if (error->domain == MC_DEVICE_RETRY) {
    look_on (self, MC_TROUBLE_PAPER_UNCLEAR);
    self->has_hint = TRUE;
    self->hint = error->code;
    changed (self);
    return;
  }
  g_message ("document camera: %s", error->message);
  rest (self, MC_TROUBLE_PAPER_CAMERA_ABSENT);
}

static void
look (McPaperCapture *self)
{
  mc_paper_capture_stop (self);
  self->trouble = MC_TROUBLE_NONE;
  if (self->camera == NULL) {
    rest (self, MC_TROUBLE_PAPER_CAMERA_ABSENT);
    return;
  }
  self->state = MC_PAPER_LOOKING;
  self->cancellable = g_cancellable_new ();
  mc_document_camera_shoot_async (self->camera, self->look_seconds * 1000, self->cancellable,
                                  on_shot, g_object_ref (self));
  changed (self);
}

/* --- verbs --- */

gboolean
mc_paper_capture_has_camera (McPaperCapture *self)
{
  return self->camera != NULL;
}

void
mc_paper_capture_start (McPaperCapture *self, guint max_pages)
{
  self->max_pages = MAX (max_pages, 1);
  if (self->pages->len > 0)
    mc_paper_capture_show (self, self->pages->len - 1);
  else
    mc_paper_capture_add (self);
}

void
mc_paper_capture_stop (McPaperCapture *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->has_hint = FALSE;
  self->state = MC_PAPER_RESTING;
}

void
mc_paper_capture_reset (McPaperCapture *self)
{
  mc_paper_capture_stop (self);
  g_ptr_array_set_size (self->pages, 0);
  self->place = 0;
  self->trouble = MC_TROUBLE_NONE;
}

void
mc_paper_capture_release (McPaperCapture *self)
{
  if (self->state != MC_PAPER_LOOKING)
    return;
  self->state = MC_PAPER_TAKING;
  self->trouble = MC_TROUBLE_NONE;
  changed (self);
  mc_document_camera_release (self->camera);
}

void
mc_paper_capture_add (McPaperCapture *self)
{
  const gboolean does_so = self->state == MC_PAPER_LOOKING && self->place == self->pages->len;

  if (self->state == MC_PAPER_TAKING || does_so || self->pages->len >= self->max_pages)
    return;
  self->place = self->pages->len;
  look (self);
}

void
mc_paper_capture_retake (McPaperCapture *self)
{
  if (self->state == MC_PAPER_SHOWING)
    look (self);
}

void
mc_paper_capture_remove (McPaperCapture *self)
{
  if (self->state != MC_PAPER_SHOWING)
    return;
  g_ptr_array_remove_index (self->pages, self->place);
  if (self->pages->len == 0)
    mc_paper_capture_add (self);
  else
    mc_paper_capture_show (self, MIN (self->place, self->pages->len - 1));
}

void
mc_paper_capture_show (McPaperCapture *self, guint page)
{
  if (self->state == MC_PAPER_TAKING || page >= self->pages->len)
    return;
  mc_paper_capture_stop (self);
  self->place = page;
  self->state = MC_PAPER_SHOWING;
  self->trouble = MC_TROUBLE_NONE;
  changed (self);
}

/* --- what it is --- */

McPaperState
mc_paper_capture_get_state (McPaperCapture *self)
{
  return self->state;
}

guint
mc_paper_capture_get_n_pages (McPaperCapture *self)
{
  return self->pages->len;
}

guint
mc_paper_capture_get_max_pages (McPaperCapture *self)
{
  return self->max_pages;
}

const McPagePicture *
mc_paper_capture_get_page (McPaperCapture *self, guint page)
{
  g_return_val_if_fail (page < self->pages->len, NULL);
  return g_ptr_array_index (self->pages, page);
}

guint
mc_paper_capture_get_place (McPaperCapture *self)
{
  return self->place;
}

McTrouble
mc_paper_capture_get_trouble (McPaperCapture *self)
{
  return self->trouble;
}

gboolean
mc_paper_capture_get_hint (McPaperCapture *self, McDeviceRetry *hint)
{
  if (self->has_hint)
    *hint = self->hint;
  return self->has_hint;
}
