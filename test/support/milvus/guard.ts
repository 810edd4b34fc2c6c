import { spawn } from 'node:child_process';

/** Ends what a test process started, also where that process is killed and can do nothing more. */
export interface Guard {
  /** The process group that is to end with this process; undefined when there is none now. */
  watch(groupId: number | undefined): void;
  /** Nothing is left to end or remove. */
  dismiss(): void;
}

/**
 * A shell in a session of its own, so that Ctrl+C in the terminal does not end it first. It reads process groups from
 * a pipe whose other end only this process holds: at its end, however that came about, it kills the last one named
 * and removes the folder. Milvus leaves a file in /tmp/milvus wherever it is told to write; that goes too.
 */
const SCRIPT = `
forget() { if [ -n "$group" ]; then rm -f "/tmp/milvus/server_id_$group"; fi; }
while read -r line; do forget; group=$line; done
if [ -n "$group" ]; then kill -s KILL -- "-$group"; fi
if [ -n "$1" ]; then rm -rf -- "$1" || { sleep 1; rm -rf -- "$1"; }; fi
forget
`;

export function startGuard(folderToRemove: string | undefined): Guard {
  const shell = spawn('sh', ['-c', SCRIPT, 'askonce-test-guard', folderToRemove ?? ''], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  shell.unref();
  const pipe = shell.stdin;
  if ('unref' in pipe) (pipe as unknown as { unref(): void }).unref();
  // Someone killed the shell: the servers still end by `stop`.
  pipe.on('error', () => undefined);
  return {
    watch: (groupId) => void pipe.write(`${groupId ?? ''}\n`),
    dismiss: () => {
      pipe.end('\n');
    },
  };
}
