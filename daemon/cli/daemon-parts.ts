import type { DaemonParts } from './cli-context.ts';

/** The daemon's own parts, each loaded at its first use: `askonce --help` must not wait for a model runtime. */
export const daemonParts: DaemonParts = {
  async run(options) {
    const { runDaemon } = await import('../main.ts');
    await runDaemon(options);
  },
  async demo(options) {
    const { runDemo } = await import('../demo/run-demo.ts');
    return runDemo(options);
  },
  async findHolder(dataFolder) {
    const { findHolder } = await import('../database/data-folder-lock.ts');
    return findHolder(dataFolder);
  },
  async checkMilvus(config) {
    const { checkConfiguredMilvus } = await import('../create-store.ts');
    return checkConfiguredMilvus(config);
  },
  async openPairJudge(config, dataFolder) {
    const [{ openPairJudge }, { pino }] = await Promise.all([
      import('../evaluation/pair-judge.ts'),
      import('pino'),
    ]);
    return openPairJudge(config, dataFolder, pino({ level: 'warn' }, pino.destination(2)));
  },
  async openStreamReplayer(config, dataFolder) {
    const [{ openStreamReplayer }, { pino }] = await Promise.all([
      import('../evaluation/stream-replayer.ts'),
      import('pino'),
    ]);
    return openStreamReplayer(config, dataFolder, pino({ level: 'warn' }, pino.destination(2)));
  },
  async openModels(config) {
    const [{ openModels }, { pino }] = await Promise.all([
      import('../evaluation/open-models.ts'),
      import('pino'),
    ]);
    return openModels(config, pino({ level: 'warn' }, pino.destination(2)));
  },
  async readJudged(dataFolder) {
    const { readJudgedOffline } = await import('../calibrating/read-judged.ts');
    return readJudgedOffline(dataFolder);
  },
  async openRouteExplainer(config, dataFolder) {
    const [{ openRouteExplainer }, { pino }] = await Promise.all([
      import('../open-route-explainer.ts'),
      import('pino'),
    ]);
    return openRouteExplainer(config, dataFolder, pino({ level: 'warn' }, pino.destination(2)));
  },
  async openQuestionJudge(config) {
    const [{ openQuestionJudge }, { pino }] = await Promise.all([
      import('../evaluation/question-judge.ts'),
      import('pino'),
    ]);
    return openQuestionJudge(config, pino({ level: 'warn' }, pino.destination(2)));
  },
  async openStore(config, dataFolder) {
    const [{ openStoreOffline }, { pino }] = await Promise.all([
      import('../create-store.ts'),
      import('pino'),
    ]);
    return openStoreOffline(config, dataFolder, pino({ level: 'warn' }, pino.destination(2)));
  },
};
