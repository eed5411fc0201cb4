/* upload blob: files become images. */
#include "image.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct uploading {
	struct cli_images images;
	cosign_reference_t *to;
	cosign_upload_t *files;
};

/* Where "path:os/arch" has its platform; NULL: it is a path as a whole, as
   that of a file with a colon in its name. */
static char *
find_platform(char *entry)
{
	char *colon = strchr(entry, ':');

	if (colon == NULL || access(entry, F_OK) == 0)
		return NULL;
	*colon = '\0';
	return colon + 1;
}

static cosign_rc_t
add_file(struct cli *c, void *user, char *entry)
{
	struct uploading *u = user;
	const char *platform = find_platform(entry);

	return cli_fail_at(c,
	    cosign_upload_add_file(u->files, entry,
		cli_text(c, CLI_OPT_MEDIA_TYPE), platform, c->err),
	    "--files");
}

static cosign_rc_t
add_annotation(struct cli *c, void *user, char *entry)
{
	struct uploading *u = user;
	char *value;
	const cosign_rc_t rc = cli_split_annotation(c, entry, &value);

	if (rc != COSIGN_OK)
		return rc;
	return cosign_upload_add_annotation(u->files, entry, value, c->err);
}

static cosign_rc_t
push(struct cli *c, struct uploading *u)
{
	cosign_reference_t *pushed = NULL;
	const cosign_rc_t rc = cosign_upload_push(&pushed, u->images.oci, u->to,
	    u->files, NULL, 0, u->images.options, c->err);

	if (rc == COSIGN_OK) {
		cli_info(c, "Uploaded image to:");
		(void)puts(cosign_reference_text(pushed));
	}
	cosign_reference_free(pushed);
	return cli_fail_at(c, rc, "%s", c->args[0]);
}

cosign_rc_t
cli_upload_blob(struct cli *c)
{
	struct uploading u = { .to = NULL };
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	if (cli_list(c, CLI_OPT_FILES, 0) == NULL)
		return cli_fail(
		    c, COSIGN_E_ARGUMENT, "required flag(s) \"files\" not set");
	CLI_TRY(cosign_upload_new(&u.files, c->err));
	CLI_TRY(cli_each_entry(c, CLI_OPT_FILES, add_file, &u));
	CLI_TRY(cli_each_entry(c, CLI_OPT_ANNOTATIONS, add_annotation, &u));
	CLI_TRY(cli_open_reference(c, &u.to, c->args[0]));
	CLI_TRY(cli_open_images(c, &u.images));
	CLI_TRY(push(c, &u));
	rc = COSIGN_OK;
out:
	cosign_upload_free(u.files);
	cosign_reference_free(u.to);
	cli_close_images(&u.images);
	return rc;
}
