import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { extname, join } from 'node:path';
import { WebSocketServer } from 'ws';
import type { CallOutcome } from '#shared/client/api-client.ts';
import { ENDPOINTS, type EndpointName } from '#shared/contract/endpoints.ts';
import { buildConsole } from '../../console/build.ts';
import { alarm, demoDesk } from './demo-desk.ts';
import { BOT, PATIENT } from './fake-desk.ts';

/**
 * `node test/console/serve-demo.ts [--empty] [--alarm] [--no-socket]`: the console over a desk in memory, signed in, for
 * working on its looks. `GET /demo/…` makes things happen. Nothing of it is deployed.
 */
const OUT = process.env['DEMO_OUT'] ?? '/tmp/nuanxin-console-demo';
const PORT = Number(process.env['PORT'] ?? 26_480);
const flag = (name: string): boolean => process.argv.includes(`--${name}`);
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};
const SECURITY = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
};

const desk = demoDesk(Date.now, { empty: flag('empty'), alarm: flag('alarm') });
const sockets = new WebSocketServer({ noServer: true });
desk.onPush = (push) => {
  for (const socket of sockets.clients) socket.send(JSON.stringify(push));
};

const SITE = {
  hospital: {
    name: { 'zh-CN': '示范医院', en: 'Demo Hospital' },
    emergencyPhone: '0735-0000120',
    hotline: '0735-0000000',
    address: '',
  },
  desk: { open: true, opensAt: null, hours: '8:00–17:30' },
  oidc: { issuer: `http://127.0.0.1:${PORT}/oidc`, clientId: 'console' },
  topics: [],
  release: 'demo',
};

const bodyOf = async (request: IncomingMessage): Promise<unknown> => {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text === '' ? undefined : JSON.parse(text);
};

type Match = { readonly name: EndpointName; readonly params: Record<string, string> };
const match = (method: string, path: string): Match | null => {
  for (const [name, endpoint] of Object.entries(ENDPOINTS)) {
    if (endpoint.method !== method) continue;
    const pattern = endpoint.path.replace(/\{(\w+)\}/g, '(?<$1>[^/]+)');
    const hit = new RegExp(`^${pattern}$`).exec(path);
    if (hit) return { name: name as EndpointName, params: { ...hit.groups } };
  }
  return null;
};

const json = (response: ServerResponse, status: number, value: unknown): void => {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(value === undefined ? undefined : JSON.stringify(value));
};

const api = async (request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> => {
  if (url.pathname === '/v1/site') return json(response, 200, SITE);
  if (url.pathname === '/v1/socket-tickets' && flag('no-socket')) return json(response, 503, {});
  if (url.pathname === '/v1/socket-tickets')
    return json(response, 201, {
      url: `ws://127.0.0.1:${PORT}/socket`,
      ticket: 'once',
      expiresAt: Date.now() + 30_000,
    });
  const found = match(request.method ?? 'GET', url.pathname);
  if (found === null) return json(response, 404, {});
  const answer = (await desk.call(found.name, {
    params: found.params,
    query: Object.fromEntries(url.searchParams),
    body: await bodyOf(request),
  } as never)) as CallOutcome<'inbox'>;
  if (answer.ok) return json(response, ENDPOINTS[found.name].status, answer.value);
  if (answer.error.kind === 'problem')
    return json(response, answer.error.problem.status, answer.error.problem);
  response.destroy();
};

const DEMO: Readonly<Record<string, () => void>> = {
  '/demo/alarm': () => alarm(desk, Date.now()),
  '/demo/typing': () =>
    desk.onPush({ type: 'typing', conversationId: 'c1', side: 'patient', name: null, on: true }),
  '/demo/message': () =>
    desk.say('c1', PATIENT, `补充一下，现在是 ${new Date().toLocaleTimeString()}`),
  '/demo/bot': () => desk.say('c6', BOT, '谢谢您的表扬，已转给护理部。'),
  '/demo/notice': () =>
    desk.onPush({
      type: 'notice',
      noticeId: `n-${Date.now()}`,
      ticketId: 'tkt_c2',
      ticketNumber: desk.row('c2').ticketNumber,
      title: '首次响应超时，已升级',
      text: '投诉等待人工超过 30 分钟，请主管处理。',
      at: Date.now(),
    }),
};

const page = async (response: ServerResponse, path: string): Promise<void> => {
  const file = path === '/console' ? '/console/index.html' : path;
  try {
    const content = await readFile(join(OUT, file));
    response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'text/plain', ...SECURITY });
    response.end(content);
  } catch {
    response.writeHead(404).end();
  }
};

await buildConsole({ outDir: OUT, release: 'demo', minify: false });
const server = createServer((request, response) => {
  const url = new URL(request.url ?? '/', `http://127.0.0.1:${PORT}`);
  const demo = DEMO[url.pathname];
  if (demo !== undefined) {
    demo();
    json(response, 200, {});
  } else if (url.pathname.startsWith('/v1/')) void api(request, response, url);
  else void page(response, url.pathname);
});
server.on('upgrade', (request, socket, head) => {
  sockets.handleUpgrade(request, socket, head, (client) => {
    client.on('message', (data) => {
      if (String(data).includes('"ping"'))
        client.send(JSON.stringify({ type: 'pong', at: Date.now() }));
    });
  });
});
server.listen(PORT, '127.0.0.1', () => console.log(`http://127.0.0.1:${PORT}/console`));
