// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/domain/form.h"
#include "app/domain/json-source.h"

G_BEGIN_DECLS

struct _McForm {
  GObject parent_instance;

  char *key;
  char *title;
  char *declaration;
  GPtrArray *pages;   /* (element-type McPage) */
  GHashTable *fields; /* key (unowned) -> McField (unowned) */
};

McOption *mc_option_new (const char *value, const char *label);
void mc_option_free (McOption *self);
void mc_field_free (McField *self);
void mc_page_free (McPage *self);

/* Fills an empty form from JSON; what is wrong goes to source. form-load.c */
void mc_form_load (McForm *self, McJsonSource *source, JsonObject *object,
                   GPtrArray *ethnic_groups);

/* (transfer full): {"value", "label"} objects of a member. */
GPtrArray *mc_options_load (McJsonSource *source, JsonObject *object, const char *member,
                            guint minimum);

G_END_DECLS
