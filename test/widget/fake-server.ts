import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { WebSocketServer } from 'ws';
import type { SocketMessage } from '#shared/contract/push.ts';
import { type Bot, createFakeService, type FakeService } from './fake-service.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
};

/** As strict as the real pages are served: no inline script, no inline style, nothing from elsewhere. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self' ws://127.0.0.1:*; img-src 'self' data:; base-uri 'none'";

export type FakeServer = {
  readonly url: string;
  readonly service: FakeService;
  close(): Promise<void>;
};

/** The built pages with the fake service behind them, for a real browser. */
export const startFakeServer = async (
  siteDir: string,
  bot: Bot,
  options: { readonly port: number; readonly now?: () => number },
): Promise<FakeServer> => {
  const service = createFakeService(options.now ?? Date.now, bot);
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    if (!url.pathname.startsWith('/v1/')) {
      const wanted = url.pathname.endsWith('/') ? `${url.pathname}index.html` : url.pathname;
      const file = join(siteDir, normalize(wanted));
      if (!file.startsWith(siteDir) || !existsSync(file)) {
        response.writeHead(404).end();
        return;
      }
      response.writeHead(200, {
        'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
        'content-security-policy': POLICY,
      });
      response.end(readFileSync(file));
      return;
    }
    let text = '';
    request.on('data', (chunk) => {
      text += chunk;
    });
    request.on('end', () => {
      const token = request.headers.authorization?.replace('Bearer ', '');
      const { status, body } = service.handle(
        request.method ?? 'GET',
        request.url ?? '',
        text,
        token,
      );
      const ticket = body as { url?: string } | undefined;
      const sent =
        ticket?.url === undefined ? body : { ...ticket, url: `ws://127.0.0.1:${options.port}/ws` };
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(sent === undefined ? '' : JSON.stringify(sent));
    });
  });
  const sockets = new WebSocketServer({ server });
  sockets.on('connection', (socket, request) => {
    const visitor = new URL(request.url ?? '', 'http://x').searchParams.get('ticket') ?? '';
    const off = service.connect({
      visitor,
      push: (push) => socket.send(JSON.stringify(push)),
      close: () => socket.terminate(),
    });
    socket.on('close', off);
    socket.on('message', (data) => {
      const answer = service.receive(visitor, JSON.parse(String(data)) as SocketMessage);
      if (answer !== null) socket.send(JSON.stringify(answer));
    });
  });
  await new Promise<void>((resolve) => server.listen(options.port, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${options.port}`,
    service,
    close: () =>
      new Promise((resolve) => {
        for (const client of sockets.clients) client.terminate();
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
};
