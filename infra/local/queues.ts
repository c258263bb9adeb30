import { randomUUID } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Service } from './aws-endpoint.ts';
import type { Deployment } from './template.ts';

export type QueueMessage = {
  readonly id: string;
  readonly sentAt: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, string>>;
};

/** SQS as far as dead letters need it: messages are kept and can be listed; nobody consumes them. */
export type Queues = {
  readonly send: (
    queueArn: string,
    body: string,
    attributes?: Readonly<Record<string, string>>,
  ) => void;
  readonly list: (queueArn: string) => QueueMessage[];
  readonly arns: readonly string[];
  readonly service: Service;
};

const readMessages = (file: string): QueueMessage[] =>
  existsSync(file)
    ? readFileSync(file, 'utf8')
        .split('\n')
        .flatMap((line) => {
          try {
            return line === '' ? [] : [JSON.parse(line) as QueueMessage];
          } catch {
            return []; // Torn by a kill while it was written, so never acknowledged.
          }
        })
    : [];

export const createQueues = (deployment: Deployment, folder: string): Queues => {
  mkdirSync(folder, { recursive: true });
  const byUrl = new Map<string, string>();
  for (const queue of deployment.ofType('AWS::SQS::Queue'))
    byUrl.set(deployment.ref(queue), deployment.arn(queue));
  const fileOf = (arn: string) => join(folder, `${arn.split(':').at(-1)}.jsonl`);

  const send: Queues['send'] = (queueArn, body, attributes = {}) => {
    const message: QueueMessage = {
      id: randomUUID(),
      sentAt: new Date().toISOString(),
      body,
      attributes,
    };
    appendFileSync(fileOf(queueArn), `${JSON.stringify(message)}\n`);
  };
  return {
    send,
    list: (arn) => readMessages(fileOf(arn)),
    arns: [...byUrl.values()],
    service: {
      needs: (action, body) =>
        action === 'SendMessage'
          ? {
              action: 'sqs:SendMessage',
              resource: byUrl.get(String(body['QueueUrl'])) ?? 'unknown',
            }
          : undefined,
      answer: async (_, body) => {
        const arn = byUrl.get(String(body['QueueUrl']));
        if (arn === undefined)
          return { status: 400, body: { __type: 'QueueDoesNotExist', message: 'No such queue.' } };
        send(arn, String(body['MessageBody'] ?? ''));
        return { status: 200, body: { MessageId: randomUUID() } };
      },
    },
  };
};
