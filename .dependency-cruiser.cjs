/**
 * Who may import whom. Imports point right or down only (docs/architecture.md):
 *   cli -> create-daemon -> server -> { dialects, pipeline } -> { cache, store, embedding, verifying, router, providers }
 *     -> { inference, chat, lib }
 * Each rule's comment says how to cure what it finds.
 */
const layer = (...folders) => `^daemon/(${folders.join('|')})/`;
const PARTS = [
  'cache',
  'store',
  'embedding',
  'verifying',
  'router',
  'providers',
  'decisions',
  'learning',
  'metrics',
  'practice',
];

const partsAreStrangers = PARTS.map((part) => ({
  name: `${part}-stands-alone`,
  severity: 'error',
  comment:
    'Parts of the pipeline never import each other. Pass the value (a vector, an entry, a count) as a parameter from pipeline/ or create-daemon.ts, or move the shared noun to daemon/chat/.',
  from: { path: layer(part) },
  to: { path: layer(...PARTS.filter((other) => other !== part)) },
}));

module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      severity: 'error',
      comment: 'Two files that need each other are one idea or three: move what both need to a third file.',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-orphans',
      severity: 'error',
      comment: 'Nothing imports this file: delete it, or wire it in create-daemon.ts.',
      from: {
        orphan: true,
        pathNot: [
          '\\.test\\.ts$',
          '^test/(bench|compose|support|fixtures)/',
          'worker\\.ts$',
          '\\.d\\.c?ts$',
          '^shared/',
        ],
      },
      to: {},
    },
    ...partsAreStrangers,
    {
      name: 'parts-look-down',
      severity: 'error',
      comment: 'A part knows nothing of who calls it. Turn the thing you need into a parameter.',
      from: { path: layer(...PARTS, 'inference', 'chat', 'lib', 'database') },
      to: { path: ['^daemon/(server|pipeline|dialects|cli)/', '^daemon/(create-daemon|main)\\.ts$'] },
    },
    {
      name: 'nouns-at-the-bottom',
      severity: 'error',
      comment: 'chat/ holds the nouns, lib/ the tools: they import nothing above them.',
      from: { path: layer('chat', 'lib') },
      to: { path: '^daemon/', pathNot: layer('chat', 'lib') },
    },
    {
      name: 'pipeline-is-told',
      severity: 'error',
      comment:
        'The pipeline takes interfaces; the composition root makes the adapters. Move the construction to create-daemon.ts.',
      from: { path: layer('pipeline') },
      to: {
        path: [
          '^daemon/(server|dialects|cli|config|database)/',
          '^node_modules/(openai|usearch|node-sqlite3-wasm|@xenova)',
        ],
      },
    },
    ...[
      ['node-sqlite3-wasm', 'database'],
      ['usearch', 'store/embedded'],
      ['@zilliz/milvus2-sdk-node', 'store/milvus'],
      ['@xenova/transformers', 'inference'],
      ['prom-client', 'metrics'],
      ['cockatiel', 'providers'],
      ['ws', 'server/extension-socket'],
      ['json-p3', 'dialects/declarative'],
    ].map(([library, folder]) => ({
      name: `one-home-for-${library.replace(/[^a-z0-9]+/g, '-')}`,
      severity: 'error',
      comment: `Only daemon/${folder}/ knows ${library}, so that it can be replaced there. Use that folder's interface.`,
      from: { path: '^(daemon|shared|extension)/', pathNot: `^daemon/${folder}/` },
      to: { path: `^node_modules/${library}/` },
    })),
    {
      name: 'shared-is-neutral',
      severity: 'error',
      comment: 'shared/ runs in the browser and in Node: it imports zod and itself only.',
      from: { path: '^shared/' },
      to: { path: '.', pathNot: ['^shared/', '^node_modules/zod/'] },
    },
    {
      name: 'no-extension-in-daemon',
      severity: 'error',
      comment: 'Extension and daemon meet in shared/ (the socket protocol) only.',
      from: { path: '^daemon/' },
      to: { path: '^extension/' },
    },
    {
      name: 'page-is-alone',
      severity: 'error',
      comment:
        "extension/page/ runs in the page's own world: it imports itself, the types of extension/messages.ts and constants of shared/ only. No chrome.*, no zod, no secret.",
      from: { path: '^extension/page/' },
      to: { path: '.', pathNot: ['^extension/(page/|port-handshake\\.ts$|messages\\.ts$)', '^shared/'] },
    },
    {
      name: 'worlds-meet-in-messages',
      severity: 'error',
      comment:
        "Worker, bridge and screens are processes of their own: they meet in extension/messages.ts. Send a message instead of importing the other's code.",
      from: { path: '^extension/(worker|bridge|chip|screens)/' },
      to: { path: '^extension/(worker|page|screens)/', pathNot: '^extension/$1/' },
    },
    {
      name: 'no-tests-in-product',
      severity: 'error',
      comment: 'The product never imports its tests. Move the helper to daemon/.',
      from: { path: '^(daemon|shared|extension)/' },
      to: { path: '^test/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default'],
    },
  },
};
