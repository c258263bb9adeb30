/** The stack as a process that a fault run may kill: node stack-process.ts <cdkOut> <dataDir> <port>. */
import { startStack } from '#infra/local/stack.ts';

const [cdkOut = '', dataDir = '', port = ''] = process.argv.slice(2);
const stack = await startStack({
  cdkOut,
  dataDir,
  port: Number(port),
  quiet: true,
  schedules: true,
});
const { accounts } = (await stack.invoke('Setup', { demo: true })) as { accounts: [] };
stack.setDemoAccounts(accounts);
console.log('ready');
