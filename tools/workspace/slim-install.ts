// Runs after `npm ci` and removes what packages bring for other machines and for uses that nothing here has: a third of
// node_modules (docs/decisions/0038-what-an-install-holds.md).
import { globSync, rmSync } from 'node:fs';

const KEPT = `${process.platform}/${process.arch}`;
const kernels = globSync('node_modules/onnxruntime-node/bin/napi-v*/*/*').filter(
  (folder) => !folder.replaceAll('\\', '/').endsWith(`/${KEPT}`),
);
// C++ headers, for packages that compile themselves; plugins of protoc, where `buf lint` and `buf breaking` are built in.
// Of the language detector its larger and smaller models, and what it was trained with; bundles of ECharts for pages, which the
// modules beside them are loaded instead of; maps of OpenTelemetry's sources, and a library's tests of 2 MB.
const unused = [
  'node/node_modules/node-*/include',
  '@bufbuild/buf-*/bin/protoc-gen-*',
  'tinyld/playground',
  'tinyld/dist/{train,clean,benchmark}',
  'tinyld/dist/tinyld.{light,heavy}*',
  'tinyld/dist/*.browser.*',
  '{echarts,zrender}/dist/*',
  'echarts/{asset,extension,i18n,theme}',
  '@opentelemetry/**/*.map',
  'bintrees/{test,examples}',
].flatMap((pattern) => globSync(`node_modules/${pattern}`));
// All of the font but two files.
const fonts = globSync('node_modules/dejavu-fonts-ttf/ttf/*').filter(
  (file) => !/DejaVuSans(-Bold)?\.ttf$/.test(file),
);
for (const path of [...kernels, ...unused, ...fonts]) rmSync(path, { recursive: true, force: true });
