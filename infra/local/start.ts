import { basename, join } from 'node:path';
import { jsonFile } from './data-dir.ts';
import { isDemoAccountList } from './demo-accounts.ts';
import type { DemoAccount } from './oidc.ts';
import { type LocalStack, startStack } from './stack.ts';
import { StartError } from './start-error.ts';

/** `npm start [-- --fresh]`; PORT, DATA_DIR, DYNAMODB_ENDPOINT and DYNAMODB_ENGINE change the defaults. */
const { env } = process;

const readPort = (text: string | undefined): number => {
  const port = Number(text ?? 8787);
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw new StartError(`PORT must be a number from 1 to 65535, not ${text}.`);
  return port;
};

const readEngine = (text: string | undefined) => {
  if (text === undefined || text === 'dynoxide' || text === 'dynamodb-local') return text;
  throw new StartError(`DYNAMODB_ENGINE must be dynoxide or dynamodb-local, not ${text}.`);
};

const unknownArgument = process.argv.slice(2).find((argument) => argument !== '--fresh');

type Seeded = { readonly code: string; readonly accounts: readonly DemoAccount[] };

/**
 * Runs the function that the template marks as the one that fills an empty centre, once for each version of it;
 * its answer names the people who can sign in.
 */
const seed = async (stack: LocalStack): Promise<readonly DemoAccount[]> => {
  const setup = stack.functions.find(({ logicalId }) => logicalId === stack.setupFunction);
  if (setup === undefined) return [];
  const file = jsonFile<Seeded>(join(stack.dataDir, 'state', 'seed.json'));
  const code = basename(setup.folder);
  const known = file.read();
  if (known?.code === code && stack.databaseEngine !== 'external') return known.accounts;
  const result = await stack.invoke(setup.logicalId, { demo: true });
  const answered = (result as { accounts?: unknown } | null)?.accounts;
  const accounts = isDemoAccountList(answered) ? answered : [];
  file.write({ code, accounts });
  return accounts;
};

const list = (lines: readonly string[]): string => lines.map((line) => `    ${line}`).join('\n');

const announce = (stack: LocalStack, accounts: readonly DemoAccount[], seconds: string): void => {
  const people = accounts.map(({ name, role }) => `${name}  ${role}`);
  console.log(
    [
      '',
      `  暖心线 is running (started in ${seconds} s). It simulates AWS on this machine; it is not AWS.`,
      '',
      `  Hospital page with widget   ${stack.url}/`,
      `  Full page for WeChat (H5)   ${stack.url}/h5/`,
      `  Console for staff           ${stack.url}/console`,
      ...(people.length > 0
        ? ['', '  Sign in to the console as (pick a name, no password):', list(people)]
        : []),
      '',
      `  Data: ${stack.dataDir} (${stack.databaseEngine}). Empty it with: npm start -- --fresh. Stop with Ctrl-C.`,
      '',
    ].join('\n'),
  );
};

const start = async (): Promise<void> => {
  const began = performance.now();
  if (unknownArgument !== undefined)
    throw new StartError(`Unknown argument ${unknownArgument}. There is only --fresh.`);
  const engine = readEngine(env['DYNAMODB_ENGINE']);
  const external = env['DYNAMODB_ENDPOINT'];
  const stack = await startStack({
    port: readPort(env['PORT']),
    dataDir: env['DATA_DIR'] ?? '.nuanxin',
    fresh: process.argv.includes('--fresh'),
    ...(engine !== undefined && { engine }),
    ...(external !== undefined && external !== '' && { databaseEndpoint: external }),
  });

  let stopping = false;
  const stop = (): void => {
    // A second Ctrl-C does not wait: children end with this process.
    if (stopping) process.exit(1);
    stopping = true;
    console.log('Stopping …');
    stack.stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);

  if (stack.acknowledged.length > 0)
    console.log(`\n  Not simulated here (infra/local/README.md):\n${list(stack.acknowledged)}`);
  const accounts = await seed(stack);
  stack.setDemoAccounts(accounts);
  announce(stack, accounts, ((performance.now() - began) / 1000).toFixed(1));
  await stack.warm();
};

start().catch((error: unknown) => {
  // A reason to act on is one line; anything else is a bug and shows where.
  if (error instanceof StartError) console.error(error.message);
  else console.error(error);
  process.exit(1);
});
