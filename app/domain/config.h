// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * McConfig: the technician's file (key file syntax), read once at start. Every key is known,
 * typed and bounded by one table; an unknown key or a bad value is an error of the form
 * "FILE:LINE: [camera] pipeline: expected ..., found ...".
 */
#define MC_TYPE_CONFIG (mc_config_get_type ())
G_DECLARE_FINAL_TYPE (McConfig, mc_config, MC, CONFIG, GObject)

#define MC_CONFIG_ERROR (mc_config_error_quark ())
GQuark mc_config_error_quark (void);
typedef enum {
  MC_CONFIG_ERROR_UNREADABLE,
  MC_CONFIG_ERROR_SYNTAX,
  MC_CONFIG_ERROR_VALUE
} McConfigError;

/* path NULL: all defaults. */
McConfig *mc_config_new (const char *path, GError **error);

/* (transfer none): group and key must be in the table (programmer error otherwise). */
const char *mc_config_get_string (McConfig *self, const char *group, const char *key);
int mc_config_get_int (McConfig *self, const char *group, const char *key);
gboolean mc_config_get_boolean (McConfig *self, const char *group, const char *key);

/* (transfer full): the table as a commented example file, for `motcuactl` and the packages. */
char *mc_config_example (void);

G_END_DECLS
