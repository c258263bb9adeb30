// Plain JavaScript without new syntax: an old Node must get as far as this sentence.
const wanted = 24;
const found = Number(process.versions.node.split('.')[0]);
if (found < wanted) {
  console.error(
    `暖心线 needs Node ${wanted} or newer, this is ${process.versions.node}. ` +
      'Start it with `npm start`, which uses the Node that `npm ci` installs ' +
      '(if npm blocked its install script: npm rebuild node).',
  );
  process.exit(1);
}
import('./start.ts');
