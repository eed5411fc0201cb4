/* cosignc: cosign's command lines over libcosign. */
#include "cli.h"

#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

static cosign_rc_t
run(struct cli *c, int argc, char **argv)
{
	cosign_rc_t rc = cli_parse(c, argc, argv);

	if (rc != COSIGN_OK)
		return rc;
	if (c->stopped_early) {
		cli_show_help(c->command, c->group);
		return COSIGN_OK;
	}
	rc = cli_redirect(c);
	if (rc != COSIGN_OK)
		return rc;
	cli_bind_environment(c);
	cli_start_deadline(c);
	return c->command->run(c);
}

/* cosign's for images; 1 for all else. */
static int
exit_status(const struct cli *c, cosign_rc_t rc)
{
	if (rc == COSIGN_OK)
		return 0;
	if (c->command == NULL || !c->command->image_statuses)
		return 1;
	if (rc == COSIGN_E_NO_SIGNATURE)
		return 10;
	if (rc == COSIGN_E_NO_IMAGE)
		return 11;
	return rc == COSIGN_E_NO_MATCH ? 12 : 1;
}

int
main(int argc, char **argv)
{
	const struct rlimit no_core = { 0, 0 };
	struct cli c = { .command = NULL };
	cosign_rc_t rc;
	int status;

	cli_guard_descriptors();
	/* Passwords and keys pass through. */
	(void)setrlimit(RLIMIT_CORE, &no_core);
	c.color = cli_wants_color(STDERR_FILENO);
	c.err = cosign_error_new();
	rc = c.err == NULL ? COSIGN_E_NOMEM : run(&c, argc, argv);
	if (rc == COSIGN_OK)
		rc = cli_flush(&c);
	if (rc != COSIGN_OK && !c.reported)
		cli_report_failure(&c, rc);
	status = exit_status(&c, rc);
	cli_forget_password(&c);
	cosign_error_free(c.err);
	free(c.message);
	free(c.hint);
	free(c.given);
	free(c.args);
	return status;
}
