/** `node test/faults/main.ts [rounds] [pairs] [seed]`: kills the product again and again under chat load. */
import { killRounds } from './rounds.ts';

const [rounds = '200', pairs = '6', seed = '1'] = process.argv.slice(2);
const report = await killRounds({
  rounds: Number(rounds),
  pairs: Number(pairs),
  seed: Number(seed),
  log: (line) => console.log(line),
});
console.log(JSON.stringify({ ...report, problems: report.problems.slice(0, 20) }, null, 1));
process.exit(report.problems.length === 0 ? 0 : 1);
