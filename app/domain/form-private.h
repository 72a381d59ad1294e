// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/domain/form.h"
#include "app/domain/json-source.h"

G_BEGIN_DECLS

#define MC_FORM_MAX_SECTIONS 16
#define MC_FORM_MAX_PAGES 64
#define MC_FORM_MAX_ROW_PAGES 16
#define MC_FORM_MAX_ROWS 20
#define MC_FORM_MAX_CHECKS 16

/* Where a field is asked. */
typedef struct {
  McField *field; /* (unowned) */
  guint page;
  int subpage; /* of the repeat that the page is; -1: it is none */
} McFieldEntry;

struct _McForm {
  GObject parent_instance;

  char *key;
  char *title;
  char *declaration;
  GPtrArray *pages;     /* (element-type McPage) */
  GPtrArray *checks;    /* (element-type McCheck) */
  GHashTable *fields;   /* key (unowned) -> McFieldEntry (owned) */
  GHashTable *repeats;  /* key (unowned) -> index of the page (GUINT_TO_POINTER) */
  char *common_version; /* (nullable): it took in a section of the common block */
};

/* What a form takes from outside of its own file; all (transfer none). */
typedef struct {
  GPtrArray *ethnic_groups; /* (element-type McOption) */
  JsonObject *common;       /* (nullable): common-block.json */
  guint capacities;         /* bits 1 << McCapacity that may be chosen; 0: any */
} McFormParts;

McOption *mc_option_new (const char *value, const char *label);
void mc_option_free (McOption *self);
void mc_field_free (McField *self);
void mc_page_free (McPage *self);

/* Fills an empty form from JSON; what is wrong goes to source. form-load.c */
void mc_form_load (McForm *self, McJsonSource *source, JsonObject *object,
                   const McFormParts *parts);

/* (transfer full) (nullable): a checked rule; NULL if absent or wrong. */
JsonNode *mc_form_load_rule (McJsonSource *source, JsonObject *object, const char *member);

/* (transfer full): never NULL; what is wrong goes to source. field-load.c */
McField *mc_field_load (McJsonSource *source, JsonObject *object, const McFormParts *parts);

/* (transfer full): {"value", "label"} objects of a member. */
GPtrArray *mc_options_load (McJsonSource *source, JsonObject *object, const char *member,
                            guint minimum);

/* What the loader cannot know before it has read all: whether what rules look at is there, and
 * where they may look at it. form-rules.c */
void mc_form_check_rules (McForm *self, McJsonSource *source);

G_END_DECLS
