/**
 * `node test/faults/main.ts [kind] [rounds] [pairs] [seed]`: lets things go wrong under chat load and audits everything
 * that was acknowledged. Kinds: `kill` (the whole product, `SIGKILL`), those of `DISTURBANCES`, `together` (all of the
 * latter at once), `deadlines` (steps of tickets become due while the sweep is killed, delayed, doubled and refused), `all`
 * (one after the other; the default).
 */
import { deadlineRounds } from './deadlines.ts';
import { DISTURBANCES, type Disturbance, disturbedRounds } from './disturb.ts';
import { killRounds } from './rounds.ts';

const [kind = 'all', rounds = '200', pairs = '6', seed = '1'] = process.argv.slice(2);
const settings = {
  rounds: Number(rounds),
  pairs: Number(pairs),
  seed: Number(seed),
  log: (line: string) => console.error(line),
};
const KINDS = Object.keys(DISTURBANCES) as Disturbance[];

const run = async (name: string): Promise<number> => {
  const started = performance.now();
  const report =
    name === 'kill'
      ? { kinds: ['kill'], ...(await killRounds(settings)) }
      : name === 'deadlines'
        ? { kinds: ['deadlines'], ...(await deadlineRounds(settings)) }
        : await disturbedRounds({
            ...settings,
            kinds: name === 'together' ? KINDS : [name as Disturbance],
          });
  const minutes = Math.round((performance.now() - started) / 6_000) / 10;
  console.log(
    JSON.stringify({
      ...report,
      minutes,
      problems: report.problems.slice(0, 20),
      found: report.problems.length,
    }),
  );
  return report.problems.length;
};

const known = ['kill', 'together', 'deadlines', ...KINDS];
if (kind !== 'all' && !known.includes(kind)) {
  console.error(`Unknown kind ${kind}. Known: all, ${known.join(', ')}.`);
  process.exit(2);
}
let found = 0;
for (const name of kind === 'all' ? known : [kind]) found += await run(name);
process.exit(found === 0 ? 0 : 1);
