// Runs after `npm ci` and removes what packages bring for other machines and for uses that nothing here has: a third of
// node_modules (docs/decisions/0038-what-an-install-holds.md).
import { globSync, rmSync } from 'node:fs';

const KEPT = `${process.platform}/${process.arch}`;
const kernels = globSync('node_modules/onnxruntime-node/bin/napi-v*/*/*').filter(
  (folder) => !folder.replaceAll('\\', '/').endsWith(`/${KEPT}`),
);
// C++ headers, for packages that compile themselves; plugins of protoc, where `buf lint` and `buf breaking` are built in.
const unused = ['node/node_modules/node-*/include', '@bufbuild/buf-*/bin/protoc-gen-*'].flatMap((pattern) =>
  globSync(`node_modules/${pattern}`),
);
for (const path of [...kernels, ...unused]) rmSync(path, { recursive: true, force: true });
