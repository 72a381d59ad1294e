// SPDX-License-Identifier: GPL-3.0-or-later

/* motcuactl: what technicians and their scripts do with a kiosk, without its screen. */

#include <locale.h>

#include "app/ctl/ctl.h"

static const McCommand commands[] = {
  { "scan", "FILE… | --stream DIR", "read codes from pictures, as the camera would", mc_ctl_scan },
  { "camera", "[--device DEVICE | --images DIR] [--seconds N]",
    "whether the camera, as it stands and is lit, is good enough for identity cards",
    mc_ctl_camera },
  { "scanner", "setup-sheet --out FILE.pdf | test --device PATH",
    "how to set a bar code scanner, and whether it is set well", mc_ctl_scanner },
  { "card", "[--reader NAME] --can N | --mrz FILE [--csca DIR]", "read the chip of one card",
    mc_ctl_card },
  { "submit", "--procedure CODE --answers FILE [--count N] [--attach FIELD=FILE]…",
    "check, seal and queue a submission, as the screen would", mc_ctl_submit },
  { "queue", "list | show ID | retry ID | verify | export FILE | import FILE", "the outbox",
    mc_ctl_queue },
  { "parked", "open --qr TEXT|- [--take]",
    "what somebody has left at a kiosk, opened with the code on their slip", mc_ctl_parked },
  { "audit", "list | verify", "what was done with submissions, and whether that list is whole",
    mc_ctl_audit },
  { "enrol", "--url URL --token T --ca FILE [--again]", "make this machine a kiosk of a portal",
    mc_ctl_enrol },
  { "renew", "", "renew the seal certificate where no kiosk runs that does it", mc_ctl_renew },
  { "status", "", "who this kiosk is, what waits, what the portal last said", mc_ctl_status },
  { "receipt", "--local CODE --out FILE.pdf", "draw the slip of a submission again",
    mc_ctl_receipt },
  { "verify-receipt", "TEXT", "check the signed statement in a slip's QR code",
    mc_ctl_verify_receipt },
  { "due", "--received TIME --working-days N | --days N [--holidays FILE]",
    "when what was received then is due, as far as can be foreseen", mc_ctl_due },
  { "rule", "", "decide JsonLogic: lines of {\"rule\": …, \"data\": …} from stdin", mc_ctl_rule },
  { "compose", "--method telex|vni [--style old|new]",
    "what the keyboard makes of keys: lines from stdin", mc_ctl_compose },
  { "speak", "[--wav FILE] TEXT | --normalise [TEXT] | --prompt-name [TEXT]",
    "test the loudspeaker; what is said of a text", mc_ctl_speak },
  { "catalogue", "check [FILE…|DIR…] [--strict]",
    "what is wrong or hard to live with in procedures' files", mc_ctl_catalogue },
  { "search", "TEXT", "what the screen would find for these words, best first", mc_ctl_search },
  { "example-config", "", "print every configuration key with its default", mc_ctl_example_config },
};

static void
print_help (void)
{
  g_print ("motcuactl " MOTCUA_VERSION "\nUsage: motcuactl COMMAND [--config FILE] [--state DIR] "
           "[--json] …\n\n");
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    g_print ("  %s %s\n      %s\n", commands[i].name, commands[i].arguments, commands[i].summary);
  g_print ("\nExit status: 0 done, 1 refused (the reason is on stderr), 2 wrong usage.\n");
}

static const McCommand *
find_command (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    if (g_str_equal (commands[i].name, name))
      return &commands[i];
  return NULL;
}

int
main (int argc, char **argv)
{
  McCtl ctl = { 0 };
  const McCommand *command;
  int status;

  setlocale (LC_ALL, "C.UTF-8");
  if (argc >= 2 && (g_str_equal (argv[1], "--help") || g_str_equal (argv[1], "help"))) {
    print_help ();
    return MC_EXIT_DONE;
  }
  command = argc >= 2 ? find_command (argv[1]) : NULL;
  if (command == NULL)
    return mc_ctl_usage (argc < 2 ? "no command given; see motcuactl --help"
                                  : "no such command; see motcuactl --help");

  ctl.clock = mc_clock_new ();
  status = command->run (&ctl, argc - 1, argv + 1);
  g_clear_object (&ctl.outbox);
  if (ctl.store != NULL)
    mc_store_close (ctl.store);
  g_clear_object (&ctl.store);
  g_clear_object (&ctl.config);
  g_clear_object (&ctl.clock);
  g_free (ctl.config_path);
  g_free (ctl.state_dir);
  return status;
}
