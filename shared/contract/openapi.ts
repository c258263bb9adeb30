import { z } from 'zod';
import { ENDPOINTS, type Endpoint, type EndpointName } from './endpoints.ts';
import { PROBLEMS, type ProblemCode, problem } from './problem.ts';

type Json = Readonly<Record<string, unknown>>;

/** JSON Schema 2020-12 is what OpenAPI 3.1 speaks; output side for answers, input side for what clients send. */
const schemaOf = (schema: z.ZodType, io: 'input' | 'output'): Json => {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return rest;
};

const isEmpty = (schema: z.ZodType): boolean =>
  schema instanceof z.ZodUndefined ||
  (schema instanceof z.ZodObject && Object.keys(schema.shape).length === 0);

const parameters = (schema: z.ZodType, place: 'path' | 'query'): Json[] => {
  if (!(schema instanceof z.ZodObject)) return [];
  return Object.entries(schema.shape as Record<string, z.ZodType>).map(([name, field]) => ({
    name,
    in: place,
    required: place === 'path' || !field.safeParse(undefined).success,
    schema: schemaOf(field, 'input'),
  }));
};

/** Problems that any endpoint of this shape can answer with, beside those it names itself. */
const commonProblems = (endpoint: Endpoint): ProblemCode[] => [
  ...(endpoint.audience === 'public' ? [] : (['unauthenticated', 'forbidden'] as const)),
  ...(isEmpty(endpoint.body) ? [] : (['malformed-json', 'too-large'] as const)),
  'invalid-request',
  'too-many-requests',
  'internal',
  'unavailable',
];

const problemResponses = (endpoint: Endpoint): Json => {
  const byStatus = new Map<number, ProblemCode[]>();
  for (const code of new Set([...endpoint.problems, ...commonProblems(endpoint)])) {
    const { status } = PROBLEMS[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return Object.fromEntries(
    [...byStatus].map(([status, list]) => [
      String(status),
      {
        description: list.map((code) => `\`${code}\`: ${PROBLEMS[code].title}`).join('; '),
        content: {
          'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } },
        },
      },
    ]),
  );
};

const operation = (name: string, endpoint: Endpoint): Json => ({
  operationId: name,
  summary: endpoint.summary,
  tags: [endpoint.path.split('/')[2] ?? 'v1'],
  ...(endpoint.audience === 'public' ? { security: [] } : {}),
  parameters: [...parameters(endpoint.params, 'path'), ...parameters(endpoint.query, 'query')],
  ...(isEmpty(endpoint.body)
    ? {}
    : {
        requestBody: {
          required: true,
          content: { 'application/json': { schema: schemaOf(endpoint.body, 'input') } },
        },
      }),
  responses: {
    [String(endpoint.status)]: {
      description: endpoint.status === 204 ? 'Done' : 'As asked',
      ...(isEmpty(endpoint.response)
        ? {}
        : { content: { 'application/json': { schema: schemaOf(endpoint.response, 'output') } } }),
    },
    ...problemResponses(endpoint),
  },
});

/** The contract as an OpenAPI 3.1 document: derived from ENDPOINTS alone, so it cannot disagree with what is served. */
export const openApiDocument = (release: string): Json => {
  const paths: Record<string, Record<string, Json>> = {};
  for (const name of Object.keys(ENDPOINTS) as EndpointName[]) {
    const endpoint: Endpoint = ENDPOINTS[name];
    const methods = paths[endpoint.path] ?? {};
    methods[endpoint.method.toLowerCase()] = operation(name, endpoint);
    paths[endpoint.path] = methods;
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Nuanxin 暖心线',
      version: release,
      description:
        'Service centre of a hospital: chat, tickets, knowledge. Errors are problem documents (RFC 9457) with a closed list of codes.',
    },
    servers: [{ url: '/' }],
    security: [{ accessToken: [] }],
    paths,
    components: {
      securitySchemes: {
        accessToken: {
          type: 'http',
          scheme: 'bearer',
          description: 'From POST /v1/visitor-sessions or POST /v1/staff-sessions; lives minutes.',
        },
      },
      schemas: { Problem: schemaOf(problem, 'output') },
    },
  };
};
