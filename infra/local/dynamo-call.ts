import { Agent, request } from 'node:http';

/** An answer of the database that is not a success; `type` is the exception's short name. */
export class DynamoError extends Error {
  override readonly name = 'DynamoError';
  readonly type: string;
  readonly status: number;

  constructor(type: string, message: string, status: number) {
    super(`${type}: ${message}`);
    this.type = type;
    this.status = status;
  }
}

const agent = new Agent({ keepAlive: true, maxSockets: 64 });

/**
 * Emulators want the shape of a signature but never check it. The access key id says who calls:
 * the runner's own calls use this one, each function has another (see identity.ts).
 */
const signatureOf = (accessKeyId: string, service = 'dynamodb'): string =>
  `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20260101/us-east-1/${service}/aws4_request, ` +
  'SignedHeaders=host;x-amz-date;x-amz-target, Signature=0';

const ownAccessKey = 'LOCALRUNNER';

type Reply = { readonly status: number; readonly text: string };

const post = (endpoint: string, target: string, body: string): Promise<Reply> =>
  new Promise((resolve, reject) => {
    const outgoing = request(
      endpoint,
      {
        method: 'POST',
        agent,
        headers: {
          'content-type': 'application/x-amz-json-1.0',
          'x-amz-target': target,
          'x-amz-date': '20260101T000000Z',
          authorization: signatureOf(ownAccessKey),
          'content-length': Buffer.byteLength(body),
        },
      },
      (reply) => {
        const chunks: Buffer[] = [];
        reply.on('data', (chunk: Buffer) => chunks.push(chunk));
        reply.on('error', reject);
        reply.on('end', () =>
          resolve({ status: reply.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') }),
        );
      },
    );
    outgoing.on('error', reject);
    outgoing.setTimeout(20_000, () => outgoing.destroy(new Error(`${target} timed out`)));
    outgoing.end(body);
  });

/** Calls one DynamoDB or DynamoDB Streams action of the engine directly, as the runner itself. */
export const dynamoCall = async <Output>(
  endpoint: string,
  action: string,
  input: object,
  api: 'DynamoDB_20120810' | 'DynamoDBStreams_20120810' = 'DynamoDB_20120810',
): Promise<Output> => {
  const reply = await post(endpoint, `${api}.${action}`, JSON.stringify(input));
  if (reply.status === 200) return JSON.parse(reply.text) as Output;
  const problem = parseProblem(reply.text);
  throw new DynamoError(problem.type, problem.message, reply.status);
};

const parseProblem = (text: string): { type: string; message: string } => {
  try {
    const body = JSON.parse(text) as { __type?: string; message?: string; Message?: string };
    const type = body.__type?.split('#').at(-1) ?? 'Unknown';
    return { type, message: body.message ?? body.Message ?? '' };
  } catch {
    return { type: 'Unknown', message: text.slice(0, 200) };
  }
};
