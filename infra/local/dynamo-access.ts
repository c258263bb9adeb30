import type { Request } from './iam.ts';

type Body = Readonly<Record<string, unknown>>;

const asObject = (value: unknown): Body =>
  typeof value === 'object' && value !== null ? (value as Body) : {};

/** The engine is asked by name; a policy speaks of ARNs. Names that are ARNs already stay. */
const tableArn = (prefix: string, name: unknown): string =>
  String(name).startsWith('arn:') ? String(name) : `${prefix}${String(name)}`;

const transactActions: Readonly<Record<string, string>> = {
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  ConditionCheck: 'ConditionCheckItem',
  Get: 'GetItem',
};

const transaction = (prefix: string, body: Body): Request[] => {
  const items = Array.isArray(body['TransactItems']) ? body['TransactItems'] : [];
  return items.flatMap((item: unknown) =>
    Object.entries(asObject(item)).map(([kind, inner]) => ({
      action: `dynamodb:${transactActions[kind] ?? kind}`,
      resource: tableArn(prefix, asObject(inner)['TableName']),
    })),
  );
};

const batch = (action: string, prefix: string, body: Body): Request[] =>
  Object.keys(asObject(body['RequestItems'])).map((name) => ({
    action: `dynamodb:${action}`,
    resource: tableArn(prefix, name),
  }));

const single = (action: string, prefix: string, body: Body): Request[] => {
  const table = tableArn(prefix, body['TableName']);
  const index = body['IndexName'];
  return [
    {
      action: `dynamodb:${action}`,
      resource: index === undefined ? table : `${table}/index/${String(index)}`,
    },
  ];
};

/**
 * The permissions that IAM asks for one DynamoDB call: transactions need those of their parts, a query on an
 * index needs the index and not the table (Service Authorization Reference, "Amazon DynamoDB").
 */
export const neededFor = (action: string, body: Body, tableArnPrefix: string): Request[] => {
  if (action === 'TransactWriteItems' || action === 'TransactGetItems')
    return transaction(tableArnPrefix, body);
  if (action === 'BatchGetItem' || action === 'BatchWriteItem')
    return batch(action, tableArnPrefix, body);
  if (action === 'ListTables') return [{ action: 'dynamodb:ListTables', resource: '*' }];
  return single(action, tableArnPrefix, body);
};
