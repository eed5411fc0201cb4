// Verifications by sigstore-js; arguments, stdin and stdout as ../go/main.go.
import { bundleFromJSON } from "@sigstore/bundle";
import { TrustedRoot } from "@sigstore/protobuf-specs";
import { toSignedEntity, toTrustMaterial, Verifier } from "@sigstore/verify";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";

const [root, bundle, file, identity, issuer] = process.argv.slice(2);
const trust = toTrustMaterial(
  TrustedRoot.fromJSON(JSON.parse(readFileSync(root, "utf8"))),
);
const verifier = new Verifier(trust, {
  ctlogThreshold: 1,
  tlogThreshold: 1,
  timestampThreshold: 1,
});
const policy = {
  subjectAlternativeName: identity,
  extensions: { issuer },
};
const json = readFileSync(bundle, "utf8");
const artifact = readFileSync(file);

function once() {
  const parsed = bundleFromJSON(JSON.parse(json));
  verifier.verify(toSignedEntity(parsed, artifact), policy);
}

for await (const line of createInterface({ input: process.stdin })) {
  const n = Number(line);
  if (!Number.isInteger(n) || n <= 0)
    throw new Error("not a number of verifications");
  const start = process.hrtime.bigint();
  for (let i = 0; i < n; i++) once();
  console.log(String((process.hrtime.bigint() - start) / BigInt(n)));
}
