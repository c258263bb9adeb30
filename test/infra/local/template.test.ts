import { describe, expect, it } from 'vitest';
import { neededFor } from '#infra/local/dynamo-access.ts';
import { matchesPattern, unknownOperators } from '#infra/local/event-filter.ts';
import { isAllowed, statementsOf } from '#infra/local/iam.ts';
import { resolve, type Scope } from '#infra/local/intrinsics.ts';
import { bySpecificity, matchRoute, parseRouteKey } from '#infra/local/routes.ts';
import { createThrottle } from '#infra/local/throttle.ts';

const scope: Scope = {
  ref: (name) => (name === 'AWS::NoValue' ? undefined : `<${name}>`),
  attribute: (id, name) => `<${id}.${name}>`,
  importValue: (name) => `<import ${name}>`,
  stackOutput: (stack, output) => `<${stack}/${output}>`,
  mapping: (...path) => path.join('.'),
  condition: (name) => name === 'Yes',
};

describe('intrinsic functions', () => {
  it.each([
    [{ Ref: 'Table' }, '<Table>'],
    [{ 'Fn::GetAtt': ['Table', 'Arn'] }, '<Table.Arn>'],
    [{ 'Fn::GetAtt': 'Table.Arn' }, '<Table.Arn>'],
    [{ 'Fn::Join': ['/', ['a', { Ref: 'B' }]] }, 'a/<B>'],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the syntax of Fn::Sub
    [{ 'Fn::Sub': ['${!x}-${A}-${B.Arn}-${own}', { own: { Ref: 'C' } }] }, '${x}-<A>-<B.Arn>-<C>'],
    [{ 'Fn::Select': [1, { 'Fn::Split': [':', 'a:b:c'] }] }, 'b'],
    [{ 'Fn::ImportValue': 'name' }, '<import name>'],
    [{ 'Fn::GetStackOutput': { StackName: 's', OutputName: 'o' } }, '<s/o>'],
    [{ 'Fn::If': ['Yes', 1, 2] }, 1],
    [{ 'Fn::If': ['No', 1, 2] }, 2],
    [{ 'Fn::FindInMap': ['m', 'a', 'b'] }, 'm.a.b'],
    [{ 'Fn::Not': [{ 'Fn::Equals': ['a', 'b'] }] }, true],
    [{ keep: 1, drop: { Ref: 'AWS::NoValue' } }, { keep: 1 }],
    [{ Condition: { StringEquals: { a: 'b' } } }, { Condition: { StringEquals: { a: 'b' } } }],
  ])('%j is %j', (value, expected) => {
    expect(resolve(value, scope)).toEqual(expected);
  });

  it('stops at one that it does not know', () => {
    expect(() => resolve({ 'Fn::Transform': {} }, scope)).toThrow('Fn::Transform');
  });
});

describe('rights', () => {
  const statements = statementsOf({
    Statement: [
      {
        Effect: 'Allow',
        Action: ['dynamodb:Get*', 'dynamodb:Query'],
        Resource: ['arn:t', 'arn:t/index/due'],
      },
      { Effect: 'Deny', Action: 'dynamodb:GetItem', Resource: 'arn:t' },
    ],
  });

  it.each([
    ['dynamodb:GetRecords', 'arn:t', true],
    ['dynamodb:getrecords', 'arn:t', true],
    ['dynamodb:GetItem', 'arn:t', false],
    ['dynamodb:Query', 'arn:t/index/due', true],
    ['dynamodb:Query', 'arn:t/index/inbox', false],
    ['dynamodb:PutItem', 'arn:t', false],
  ])('%s on %s: %s', (action, resource, expected) => {
    expect(isAllowed(statements, { action, resource })).toBe(expected);
  });

  it.each([
    ['Query', { TableName: 't', IndexName: 'due' }, ['dynamodb:Query arn/t/index/due']],
    [
      'BatchGetItem',
      { RequestItems: { a: {}, b: {} } },
      ['dynamodb:BatchGetItem arn/a', 'dynamodb:BatchGetItem arn/b'],
    ],
    [
      'TransactWriteItems',
      { TransactItems: [{ Put: { TableName: 'a' } }, { ConditionCheck: { TableName: 'b' } }] },
      ['dynamodb:PutItem arn/a', 'dynamodb:ConditionCheckItem arn/b'],
    ],
  ])('a %s needs what its parts need', (action, body, expected) => {
    const needed = neededFor(action, body, 'arn/');
    expect(needed.map((one) => `${one.action} ${one.resource}`)).toEqual(expected);
  });
});

describe('filter patterns', () => {
  const value = { eventName: 'INSERT', dynamodb: { Keys: { pk: { S: 'cnv#1' } }, n: { N: '7' } } };

  it.each([
    [{ eventName: ['INSERT', 'MODIFY'] }, true],
    [{ eventName: ['REMOVE'] }, false],
    [{ dynamodb: { Keys: { pk: { S: [{ prefix: 'cnv#' }] } } } }, true],
    [{ dynamodb: { Keys: { pk: { S: [{ suffix: '#2' }] } } } }, false],
    [{ dynamodb: { OldImage: { x: [{ exists: false }] } } }, true],
    [{ dynamodb: { n: { N: [{ numeric: ['>', 5, '<=', 7] }] } } }, true],
    [{ dynamodb: { n: { N: [{ numeric: ['<', 7] }] } } }, false],
    [{ eventName: [{ 'anything-but': ['REMOVE'] }] }, true],
    [{ $or: [{ eventName: ['REMOVE'] }, { dynamodb: { Keys: { pk: { S: ['cnv#1'] } } } }] }, true],
  ])('%j: %s', (pattern, expected) => {
    expect(matchesPattern(pattern, value)).toBe(expected);
  });

  it('names rules that it does not know', () => {
    expect(unknownOperators({ a: [{ prefix: 'x' }, { cidr: '10.0.0.0/8' }] })).toEqual(['cidr']);
  });
});

describe('routes', () => {
  const routes = ['$default', 'GET /{proxy+}', 'GET /a/{id}', 'ANY /a/b', 'GET /a/b', 'GET /']
    .map(parseRouteKey)
    .sort(bySpecificity);

  it.each([
    ['GET', '/a/b', 'GET /a/b'],
    ['PUT', '/a/b', 'ANY /a/b'],
    ['GET', '/a/c', 'GET /a/{id}'],
    ['GET', '/a/', 'GET /{proxy+}'],
    ['GET', '/a/b/c', 'GET /{proxy+}'],
    ['GET', '/', 'GET /'],
    ['DELETE', '/x', '$default'],
  ])('%s %s goes to %s', (method, path, expected) => {
    expect(matchRoute(routes, method, path)?.route.routeKey).toBe(expected);
  });
});

describe('throttle', () => {
  it('lets a burst pass, then the rate, for each route by itself', () => {
    const throttle = createThrottle((key) => (key === 'free' ? undefined : { rate: 10, burst: 3 }));
    const taken = (key: string, now: number, times: number) =>
      Array.from({ length: times }, () => throttle.take(key, now)).filter(Boolean).length;
    expect(taken('a', 0, 10)).toBe(3);
    expect(taken('b', 0, 10)).toBe(3);
    expect(taken('a', 200, 10)).toBe(2);
    expect(taken('a', 60_000, 10)).toBe(3);
    expect(taken('free', 0, 100)).toBe(100);
  });
});
