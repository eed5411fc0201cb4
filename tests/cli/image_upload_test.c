/* upload blob */
#include "cosignc.h"
#include "imaged.h"
#include "scratch.h"

#include <string.h>

TestSuite(image_upload, .init = imaged_setup, .fini = imaged_teardown);

#define VERIFY "verify --key cosign.pub --private-infrastructure "

Test(image_upload, makes_an_image_that_can_be_signed)
{
	struct process_result p;
	char command[256];

	scratch_write("file", "text\n", 5);
	p = cosignc("upload blob -f file -a a=b,c=d oci:files:one");
	expect_status(&p, 0);
	expect_contains(p.err, "Uploaded image to:\n");
	cr_expect_eq(strncmp(p.out, "oci:files@sha256:", 17), 0, "%s", p.out);
	p.out[strcspn(p.out, "\n")] = '\0';
	(void)snprintf(command, sizeof(command),
	    "sign --key cosign.key --tlog-upload=false %s", p.out);
	process_dispose(&p);
	cosignc_must(command);
	cosignc_must(VERIFY "oci:files:one");
}

Test(image_upload, makes_an_index_of_several)
{
	struct process_result p;

	scratch_write("x86", "x", 1);
	scratch_write("arm:8", "a", 1);
	p = cosignc("upload blob --ct application/test -f x86:linux/amd64 "
		    "-f arm:8:linux/arm64/v8 oci:files:two");
	expect_status(&p, 1);
	expect_contains(p.err, "--files: ");
	process_dispose(&p);
	scratch_write("arm", "a", 1);
	cosignc_must("upload blob --ct application/test -f x86:linux/amd64 "
		     "-f arm:linux/arm64/v8 oci:files:two");
	cosignc_must("sign --key cosign.key --tlog-upload=false -r "
		     "oci:files:two");
	cosignc_must(VERIFY "oci:files:two");
}

Test(image_upload, refuses_what_is_no_file)
{
	struct process_result p = cosignc("upload blob oci:files:one");

	expect_status(&p, 1);
	expect_contains(p.err, "required flag(s) \"files\" not set");
	process_dispose(&p);
	p = cosignc("upload blob -f absent oci:files:one");
	expect_status(&p, 1);
	expect_contains(p.err, "absent");
	process_dispose(&p);
	scratch_write("file", "text\n", 5);
	p = cosignc("upload blob -f file -f cosign.pub oci:files:one");
	expect_status(&p, 1);
	expect_contains(p.err, "platform");
	process_dispose(&p);
}
