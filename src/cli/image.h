/* What the commands about images share. */
#ifndef CLI_IMAGE_H
#define CLI_IMAGE_H

#include "cli.h"

struct cli_images {
	cosign_oci_t *oci;
	cosign_image_options_t *options;
	cosign_reference_t *repository; /* of signatures; NULL: the image's */
};

/* A client, and options from flags and variables that all commands have. */
cosign_rc_t cli_open_images(struct cli *c, struct cli_images *images);
void cli_close_images(struct cli_images *images);

/* A reference, "oci:DIR[:TAG]" among them; with --local-image a folder. */
cosign_rc_t cli_open_reference(
    struct cli *c, cosign_reference_t **out, const char *name);
/* With --attachment, what is stored beside the image under its tag takes the
   place of the image. */
cosign_rc_t cli_take_attachment(
    struct cli *c, const struct cli_images *images, cosign_reference_t **image);
/* The digest of the manifest that a reference means. cosign_free(). */
cosign_rc_t cli_resolve(struct cli *c, const struct cli_images *images,
    const cosign_reference_t *image, char **digest);

/*
 * fn() for each image of the command line. One that fails does not hide the
 * others: of several each failure is told at once, and the first one is the
 * answer.
 */
typedef cosign_rc_t (*cli_image_fn)(
    struct cli *c, void *user, const char *name);
cosign_rc_t cli_each_image(struct cli *c, cli_image_fn fn, void *user);

/* fn() for each entry of a list: of every value, parted at commas as in a line
   of CSV. */
typedef cosign_rc_t (*cli_entry_fn)(struct cli *c, void *user, char *entry);
cosign_rc_t cli_each_entry(
    struct cli *c, enum cli_id id, cli_entry_fn fn, void *user);
/* An entry "name=value": *value is where the name's end was. */
cosign_rc_t cli_split_annotation(struct cli *c, char *entry, char **value);
/* Those of --annotations, which become part of what is signed. */
cosign_rc_t cli_add_annotations(struct cli *c, cosign_image_options_t *options);

/* registry.c: how registries are reached, if one is needed. */
cosign_rc_t cli_open_registries(struct cli *c, cosign_oci_t **out, bool needed);
/* helper.c: docker-credential-NAME get, for the library. */
cosign_rc_t cli_run_helper(void *user, const char *name, const char *key,
    cosign_credential_t *credential, cosign_error_t *err);
/* docker-credential-NAME store or erase, with this to read. */
cosign_rc_t cli_tell_helper(struct cli *c, const char *name, const char *verb,
    const char *input, size_t len);

#endif
