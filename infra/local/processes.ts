import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';

/** A process as it can be recognised later: process ids are reused, start times are not. */
export type ProcessMark = { readonly pid: number; readonly born: string };

const bornOnLinux = (pid: number): string | undefined => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // Field 22 counted from the start; the command in field 2 may hold spaces, so count after it.
    const [state, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return state === 'Z' ? undefined : rest[18];
  } catch {
    return undefined;
  }
};

const bornByPs = (pid: number): string | undefined => {
  try {
    const line = execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return line.trim() || undefined;
  } catch {
    return undefined;
  }
};

/** When the process started, in the system's own unit; undefined when no such process runs. */
const bornAt = (pid: number): string | undefined =>
  process.platform === 'linux' ? bornOnLinux(pid) : bornByPs(pid);

export const markOf = (pid: number): ProcessMark | undefined => {
  const born = bornAt(pid);
  return born === undefined ? undefined : { pid, born };
};

export const isAlive = (mark: ProcessMark): boolean => bornAt(mark.pid) === mark.born;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Ends a process of ours that an earlier run left behind, and waits until it is gone. */
export const endProcess = async (mark: ProcessMark): Promise<void> => {
  for (let round = 0; isAlive(mark) && round < 200; round += 1) {
    try {
      // A moment to close files in order, then the hard way.
      process.kill(mark.pid, round < 40 ? 'SIGTERM' : 'SIGKILL');
    } catch {
      return;
    }
    await pause(25);
  }
};

/** A port of 127.0.0.1 that nothing listens on right now. */
export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
