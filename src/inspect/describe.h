/* The parts of a bundle, each where it stands in cosign's tree. */
#ifndef CSN_INSPECT_DESCRIBE_H
#define CSN_INSPECT_DESCRIBE_H

#include "inspect/report.h"
#include "timestamp/token.h"

/* A few sentences, of the text form alone. Problems were counted before. */
void csn_describe_summary(struct csn_report *r);

/* What stands in an object that is open. */
void csn_describe_certificate(struct csn_report *r, struct csn_span der);
void csn_describe_usage(struct csn_report *r, const struct csn_certificate *c);
void csn_describe_extensions(
    struct csn_report *r, const struct csn_certificate *c);
void csn_describe_sct(struct csn_report *r, struct csn_span bytes);
void csn_describe_entry(struct csn_report *r, size_t index);
void csn_describe_timestamp(struct csn_report *r, size_t index);

/* The whole of a part. */
void csn_describe_signer(struct csn_report *r);
void csn_describe_checkpoint(
    struct csn_report *r, const struct csn_entry_proof *proof);
void csn_describe_content(struct csn_report *r);

/* What is wrong with a part without anybody being asked. */
void csn_check_signer(struct csn_report *r);
void csn_check_entry(struct csn_report *r, size_t index);
void csn_check_timestamp(
    struct csn_report *r, size_t index, const struct csn_token *token);
/* A time at which something happened to the signature: "logged". */
void csn_check_time(
    struct csn_report *r, const char *what, struct csn_time time);

/* What a key is called: hexadecimal where its hint is base64, as cosign writes
   hints; otherwise the hint. */
void csn_describe_hint(struct csn_buf *out, struct csn_span hint);

#endif
