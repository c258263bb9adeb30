import type { Cors } from './cors.ts';
import type { HttpApi, HttpRoute, MayInvoke } from './http-api.ts';
import type { HttpAuthorizer } from './http-authorizer.ts';
import { matchesArn } from './iam.ts';
import { executeApiHost } from './physical.ts';
import { parseRouteKey } from './routes.ts';
import { StartError } from './start-error.ts';
import type { Deployment, Resource } from './template.ts';
import { throttleOf } from './throttle.ts';
import type { SocketApi, SocketAuthorizer, SocketLimits, SocketRoute } from './websocket-api.ts';

type Properties = Readonly<Record<string, unknown>>;

/** `arn:…:function:name` out of an integration's or authorizer's URI. */
const functionArnIn = (uri: unknown): string => {
  const found = /arn:[^:]+:lambda:[^:]+:\d+:function:[^/:]+/.exec(String(uri))?.[0];
  if (found === undefined) throw new StartError(`No function stands behind ${String(uri)}.`);
  return found;
};

const partsOf = (deployment: Deployment, type: string, apiId: string): [Resource, Properties][] =>
  deployment
    .ofType(type)
    .map((resource): [Resource, Properties] => [resource, deployment.properties(resource)])
    .filter(([, properties]) => properties['ApiId'] === apiId);

type Integration = { readonly functionArn: string; readonly timeoutMs: number };

const integrationsOf = (
  deployment: Deployment,
  apiId: string,
  limitMs: number,
): Map<string, Integration> =>
  new Map(
    partsOf(deployment, 'AWS::ApiGatewayV2::Integration', apiId).map(([resource, properties]) => [
      `integrations/${deployment.ref(resource)}`,
      {
        functionArn: functionArnIn(properties['IntegrationUri']),
        timeoutMs: Math.min(Number(properties['TimeoutInMillis'] ?? limitMs), limitMs),
      },
    ]),
  );

const integrationOf = (
  integrations: ReadonlyMap<string, Integration>,
  route: Properties,
): Integration => {
  const found = integrations.get(String(route['Target']));
  if (found === undefined) throw new StartError(`Route ${route['RouteKey']} has no integration.`);
  return found;
};

const httpAuthorizers = (deployment: Deployment, apiId: string): Map<string, HttpAuthorizer> =>
  new Map(
    partsOf(deployment, 'AWS::ApiGatewayV2::Authorizer', apiId).map(([resource, properties]) => {
      const id = deployment.ref(resource);
      return [
        id,
        {
          id,
          functionArn: functionArnIn(properties['AuthorizerUri']),
          identitySources: (properties['IdentitySource'] ?? []) as string[],
          simple: properties['EnableSimpleResponses'] === true,
          ttlSeconds: Number(properties['AuthorizerResultTtlInSeconds'] ?? 0),
        },
      ];
    }),
  );

const stageOf = (deployment: Deployment, apiId: string): Properties => {
  const stages = partsOf(deployment, 'AWS::ApiGatewayV2::Stage', apiId);
  const [first, ...more] = stages;
  if (first === undefined || more.length > 0)
    throw new StartError(
      `The local runner serves one stage for each API; ${apiId} has ${stages.length}.`,
    );
  return first[1];
};

const one = (resources: Resource[], kind: string): Resource | undefined => {
  if (resources.length > 1)
    throw new StartError(
      `The local runner serves one ${kind} API; the template has ${resources.length}.`,
    );
  return resources[0];
};

const apisOf = (deployment: Deployment, protocol: string): Resource[] =>
  deployment
    .ofType('AWS::ApiGatewayV2::Api')
    .filter((resource) => deployment.properties(resource)['ProtocolType'] === protocol);

const arnOf = (resource: Resource, apiId: string): string => {
  const { partition, region, account } = resource.stack;
  return `arn:${partition}:execute-api:${region}:${account}:${apiId}`;
};

const facts = (deployment: Deployment, resource: Resource, stage: Properties, port: number) => {
  const apiId = deployment.ref(resource);
  return {
    apiId,
    accountId: resource.stack.account,
    stage: String(stage['StageName']),
    domainName: `127.0.0.1:${port}`,
    arn: arnOf(resource, apiId),
    throttle: throttleOf(stage),
  };
};

export const readHttpApi = (deployment: Deployment, port: number): HttpApi | undefined => {
  const resource = one(apisOf(deployment, 'HTTP'), 'HTTP');
  if (resource === undefined) return undefined;
  const apiId = deployment.ref(resource);
  const authorizers = httpAuthorizers(deployment, apiId);
  const integrations = integrationsOf(deployment, apiId, 30_000);
  const routes = partsOf(deployment, 'AWS::ApiGatewayV2::Route', apiId).map(
    ([, properties]): HttpRoute => ({
      ...parseRouteKey(String(properties['RouteKey'])),
      ...integrationOf(integrations, properties),
      authorizer: authorizers.get(String(properties['AuthorizerId'])),
    }),
  );
  return {
    ...facts(deployment, resource, stageOf(deployment, apiId), port),
    cors: deployment.properties(resource)['CorsConfiguration'] as Cors | undefined,
    routes,
  };
};

const selectorOf = (expression: unknown): string[] | undefined =>
  /^\$request\.body\.([\w.]+)$/.exec(String(expression))?.[1]?.split('.');

export const readSocketApi = (
  deployment: Deployment,
  port: number,
  limits: SocketLimits,
): SocketApi | undefined => {
  const resource = one(apisOf(deployment, 'WEBSOCKET'), 'WebSocket');
  if (resource === undefined) return undefined;
  const apiId = deployment.ref(resource);
  const integrations = integrationsOf(deployment, apiId, 29_000);
  const routes = partsOf(deployment, 'AWS::ApiGatewayV2::Route', apiId);
  const authorizers = new Map(
    partsOf(deployment, 'AWS::ApiGatewayV2::Authorizer', apiId).map(
      ([authorizer, properties]): [string, SocketAuthorizer] => [
        deployment.ref(authorizer),
        {
          id: deployment.ref(authorizer),
          functionArn: functionArnIn(properties['AuthorizerUri']),
          identitySources: (properties['IdentitySource'] ?? []) as string[],
        },
      ],
    ),
  );
  const connect = routes.find(([, properties]) => properties['RouteKey'] === '$connect');
  return {
    ...facts(deployment, resource, stageOf(deployment, apiId), port),
    limits,
    authorizer: authorizers.get(String(connect?.[1]['AuthorizerId'])),
    selector: selectorOf(deployment.properties(resource)['RouteSelectionExpression']),
    routes: new Map(
      routes.map(([, properties]): [string, SocketRoute] => [
        String(properties['RouteKey']),
        {
          routeKey: String(properties['RouteKey']),
          responds: properties['RouteResponseSelectionExpression'] === '$default',
          ...integrationOf(integrations, properties),
        },
      ]),
    ),
  };
};

/** API Gateway may call a function only where an AWS::Lambda::Permission says so; without it callers get a 500. */
export const readPermissions = (deployment: Deployment): MayInvoke => {
  const permissions = deployment
    .ofType('AWS::Lambda::Permission')
    .map((resource) => deployment.properties(resource))
    .filter((properties) => properties['Principal'] === 'apigateway.amazonaws.com');
  const byFunction = Map.groupBy(permissions, (properties) => String(properties['FunctionName']));
  const known = new Map<string, boolean>();
  return (functionArn, sourceArn) => {
    const key = `${functionArn} ${sourceArn}`;
    const already = known.get(key);
    if (already !== undefined) return already;
    const name = functionArn.split(':').at(-1) ?? '';
    const all = [...(byFunction.get(functionArn) ?? []), ...(byFunction.get(name) ?? [])];
    const may = all.some(
      ({ SourceArn }) => SourceArn === undefined || matchesArn(String(SourceArn), sourceArn),
    );
    known.set(key, may);
    return may;
  };
};

/**
 * Turns addresses of AWS into addresses of this machine: `https://<api>.execute-api…` becomes the local HTTP API,
 * `wss://<api>.execute-api…/<stage>` the local socket, and its https form the address for @connections.
 */
export const createLocaliser = (deployment: Deployment, port: number) => {
  const rules: [string, string][] = [];
  const here = `127.0.0.1:${port}`;
  for (const resource of apisOf(deployment, 'WEBSOCKET')) {
    const host = executeApiHost(resource);
    const stage = String(stageOf(deployment, deployment.ref(resource))['StageName']);
    rules.push([`wss://${host}/${stage}`, `ws://${here}/ws`]);
    rules.push([`https://${host}/${stage}`, `http://${here}/ws`]);
    rules.push([`${host}/${stage}`, `${here}/ws`]);
    rules.push([`wss://${host}`, `ws://${here}/ws`]);
    rules.push([host, `${here}/ws`]);
  }
  for (const resource of apisOf(deployment, 'HTTP')) {
    const host = executeApiHost(resource);
    rules.push([`https://${host}`, `http://${here}`]);
    rules.push([host, here]);
  }
  return (text: string): string =>
    rules.reduce((result, [from, to]) => result.replaceAll(from, to), text);
};
