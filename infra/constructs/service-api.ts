import { CfnOutput, Duration, Fn, Stack } from 'aws-cdk-lib';
import * as apigw from 'aws-cdk-lib/aws-apigatewayv2';
import {
  HttpLambdaAuthorizer,
  HttpLambdaResponseType,
  WebSocketLambdaAuthorizer,
} from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import {
  HttpLambdaIntegration,
  WebSocketLambdaIntegration,
} from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { ENDPOINTS, type EndpointName } from '#shared/contract/endpoints.ts';
import type { FunctionName } from '../functions.ts';
import { PAGE_ROUTES, PUBLIC_ROUTES, ROUTE_LIMITS, ROUTES, routeKeyOf } from '../routes.ts';
import type { DataStack } from '../stacks/data-stack.ts';
import type { Deployment } from '../stages.ts';
import type { ServiceFunction, SocketTarget } from './service-function.ts';

type Functions = Readonly<Record<FunctionName, ServiceFunction>>;
type Props = { readonly data: DataStack; readonly deployment: Deployment };

const accessLog = (scope: Construct, { data, deployment }: Props): apigw.IAccessLogSettings => ({
  destination: new apigw.LogGroupLogDestination(
    new logs.LogGroup(scope, 'AccessLog', {
      retention: deployment.config.logRetentionDays,
      encryptionKey: data.key,
    }),
  ),
});

/** The socket API. Made before the functions, whose settings carry its address. */
export class SocketApi extends Construct {
  readonly api: apigw.WebSocketApi;
  readonly stage: apigw.WebSocketStage;
  readonly url: string;
  readonly callbackUrl: string;
  readonly target: SocketTarget;

  constructor(scope: Construct, id: string, props: Props) {
    super(scope, id);
    this.api = new apigw.WebSocketApi(this, 'Api', {
      description: 'Live updates for patients and staff',
      routeSelectionExpression: '$request.body.action',
    });
    this.stage = new apigw.WebSocketStage(this, 'Stage', {
      webSocketApi: this.api,
      stageName: 'live',
      autoDeploy: true,
      detailedMetricsEnabled: true,
      throttle: {
        rateLimit: props.deployment.config.throttle.rate,
        burstLimit: props.deployment.config.throttle.burst,
      },
      accessLogSettings: accessLog(this, props),
    });
    const host = Fn.join('', [
      this.api.apiId,
      '.execute-api.',
      Stack.of(this).region,
      '.',
      Stack.of(this).urlSuffix,
      '/',
      this.stage.stageName,
    ]);
    this.url = Fn.join('', ['wss://', host]);
    this.callbackUrl = Fn.join('', ['https://', host]);
    this.target = {
      apiId: this.api.apiId,
      apiLogicalId: Stack.of(this).getLogicalId(this.api.node.defaultChild as apigw.CfnApi),
      stageName: this.stage.stageName,
    };
  }

  connect(functions: Functions): void {
    const integration = (name: string) =>
      new WebSocketLambdaIntegration(`${name}Integration`, functions.socket.fn);
    this.api.addRoute('$connect', {
      integration: integration('Connect'),
      authorizer: new WebSocketLambdaAuthorizer(
        'SocketAuthorizer',
        functions['socket-authorizer'].fn,
        {
          identitySource: ['route.request.querystring.ticket'],
        },
      ),
    });
    this.api.addRoute('$disconnect', { integration: integration('Disconnect') });
    this.api.addRoute('$default', { integration: integration('Default') });
  }
}

/** The HTTP API: endpoints of the contract as bound in routes.ts, and pages. */
export class WebApi extends Construct {
  readonly api: apigw.HttpApi;

  constructor(scope: Construct, id: string, props: Props & { functions: Functions }) {
    super(scope, id);
    const { config } = props.deployment;
    this.api = new apigw.HttpApi(this, 'Api', {
      description: 'Service centre: API and pages',
      createDefaultStage: false,
      corsPreflight: {
        allowOrigins: [...config.embedOrigins],
        allowMethods: [
          apigw.CorsHttpMethod.GET,
          apigw.CorsHttpMethod.POST,
          apigw.CorsHttpMethod.PUT,
          apigw.CorsHttpMethod.DELETE,
        ],
        allowHeaders: ['authorization', 'content-type', 'x-correlation-id'],
        exposeHeaders: ['x-correlation-id', 'retry-after'],
        maxAge: Duration.hours(2),
      },
    });
    const stage = new apigw.HttpStage(this, 'Stage', {
      httpApi: this.api,
      stageName: '$default',
      autoDeploy: true,
      detailedMetricsEnabled: true,
      throttle: { rateLimit: config.throttle.rate, burstLimit: config.throttle.burst },
      accessLogSettings: accessLog(this, props),
      ...domainOf(this, props.deployment),
    });
    limitRoutes(stage);

    const authorizer = new HttpLambdaAuthorizer('Authorizer', props.functions.authorizer.fn, {
      responseTypes: [HttpLambdaResponseType.SIMPLE],
      identitySource: ['$request.header.Authorization'],
      resultsCacheTtl: Duration.minutes(1),
    });
    const integrations = new Map<FunctionName, HttpLambdaIntegration>();
    const integration = (name: FunctionName): HttpLambdaIntegration => {
      const known =
        integrations.get(name) ??
        new HttpLambdaIntegration(`${name}Integration`, props.functions[name].fn);
      integrations.set(name, known);
      return known;
    };
    for (const name of Object.keys(ROUTES) as EndpointName[]) {
      const isPublic = routeKeyOf(name) in PUBLIC_ROUTES;
      this.api.addRoutes({
        path: ENDPOINTS[name].path,
        methods: [ENDPOINTS[name].method as apigw.HttpMethod],
        integration: integration(ROUTES[name]),
        ...(isPublic ? {} : { authorizer }),
      });
    }
    for (const path of PAGE_ROUTES)
      this.api.addRoutes({
        path,
        methods: [apigw.HttpMethod.GET],
        integration: integration('site'),
      });

    new CfnOutput(this, 'Url', {
      value: config.domain === null ? this.api.apiEndpoint : `https://${config.domain.name}`,
    });
  }
}

const domainOf = (
  scope: Construct,
  { config }: Deployment,
): { domainMapping?: apigw.DomainMappingOptions } => {
  if (config.domain === null) return {};
  return {
    domainMapping: {
      domainName: new apigw.DomainName(scope, 'Domain', {
        domainName: config.domain.name,
        certificate: acm.Certificate.fromCertificateArn(
          scope,
          'Certificate',
          config.domain.certificateArn,
        ),
      }),
    },
  };
};

/** Per-route limits exist only in the generated resource. */
const limitRoutes = (stage: apigw.HttpStage): void => {
  const cfn = stage.node.defaultChild as apigw.CfnStage;
  cfn.routeSettings = Object.fromEntries(
    Object.entries(ROUTE_LIMITS).map(([name, limit]) => [
      routeKeyOf(name as EndpointName),
      {
        ThrottlingRateLimit: limit.rate,
        ThrottlingBurstLimit: limit.burst,
        DetailedMetricsEnabled: true,
      },
    ]),
  );
};
