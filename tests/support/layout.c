#include "layout.h"

#include "virtual/tools.h"

#include <stdio.h>
#include <sys/stat.h>

/* gzip of the empty archive, which is 1024 zeros; and their SHA-256. */
static const unsigned char layer[] = { 0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00,
	0x00, 0x02, 0xff, 0x63, 0x60, 0x18, 0x05, 0xa3, 0x60, 0x14, 0x8c, 0x54,
	0x00, 0x00, 0x2e, 0xaf, 0xb5, 0xef, 0x00, 0x04, 0x00, 0x00 };
#define DIFF_ID \
	"5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef"

struct blob {
	const char *digest;
	size_t size;
};

static void
write_file(
    struct vs *vs, const char *folder, const char *name, struct vs_bytes bytes)
{
	FILE *f = fopen(vs_text(vs, "%s/%s", folder, name), "wb");

	VS_NEED(f != NULL && fwrite(bytes.p, 1, bytes.len, f) == bytes.len &&
	    fclose(f) == 0);
}

static struct blob
write_blob(struct vs *vs, const char *folder, struct vs_bytes bytes)
{
	const char *hex = vs_hex(vs, vs_digest(vs, "SHA256", bytes));

	write_file(vs, folder, vs_text(vs, "blobs/sha256/%s", hex), bytes);
	return (struct blob){ vs_text(vs, "sha256:%s", hex), bytes.len };
}

#define MANIFEST                                                               \
	"{\"schemaVersion\":2,"                                                \
	"\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\","        \
	"\"config\":{\"mediaType\":\"application/vnd.oci.image.config.v1+json" \
	"\",\"digest\":\"%s\",\"size\":%zu},"                                  \
	"\"layers\":[{\"mediaType\":"                                          \
	"\"application/vnd.oci.image.layer.v1.tar+gzip\","                     \
	"\"digest\":\"%s\",\"size\":%zu}]}"

static struct blob
write_image(struct vs *vs, const char *folder, const char *label)
{
	const struct blob archive =
	    write_blob(vs, folder, vs_copy(vs, layer, sizeof(layer)));
	const struct blob config = write_blob(vs, folder,
	    vs_of(vs_text(vs,
		"{\"architecture\":\"amd64\",\"os\":\"linux\","
		"\"config\":{\"Labels\":{\"name\":\"%s\"}},"
		"\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[\"sha256:%s\"]}"
		"}",
		label, DIFF_ID)));

	return write_blob(vs, folder,
	    vs_of(vs_text(vs, MANIFEST, config.digest, config.size,
		archive.digest, archive.size)));
}

const char *
layout_write(struct vs *vs, const char *folder, const char *label)
{
	struct blob manifest;

	VS_NEED(mkdir(folder, 0700) == 0 &&
	    mkdir(vs_text(vs, "%s/blobs", folder), 0700) == 0 &&
	    mkdir(vs_text(vs, "%s/blobs/sha256", folder), 0700) == 0);
	manifest = write_image(vs, folder, label);
	write_file(vs, folder, "oci-layout",
	    vs_of("{\"imageLayoutVersion\":\"1.0.0\"}"));
	write_file(vs, folder, "index.json",
	    vs_of(vs_text(vs,
		"{\"schemaVersion\":2,\"manifests\":[{\"mediaType\":"
		"\"application/vnd.oci.image.manifest.v1+json\","
		"\"digest\":\"%s\",\"size\":%zu,\"annotations\":"
		"{\"org.opencontainers.image.ref.name\":\"%s\"}}]}",
		manifest.digest, manifest.size, label)));
	return manifest.digest;
}
