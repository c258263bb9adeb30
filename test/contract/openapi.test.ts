import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, it } from 'vitest';
import { ENDPOINTS, type Endpoint } from '#shared/contract/endpoints.ts';
import { openApiDocument } from '#shared/contract/openapi.ts';
import { PROBLEMS } from '#shared/contract/problem.ts';

const document = openApiDocument('1.2.3');
const paths = document['paths'] as Record<string, Record<string, Record<string, unknown>>>;

describe('the OpenAPI document', () => {
  it('is valid OpenAPI 3.1', async () => {
    const validator = new Validator();
    const result = await validator.validate(structuredClone(document));
    expect(result.errors ?? []).toEqual([]);
    expect(result.valid).toBe(true);
    expect(validator.version).toBe('3.1');
  });

  it('has one operation an endpoint, named after it', () => {
    const operations = Object.values(paths).flatMap((methods) =>
      Object.values(methods).map((operation) => operation['operationId']),
    );
    expect(operations.sort()).toEqual(Object.keys(ENDPOINTS).sort());
  });

  it('declares every path parameter that a path uses', () => {
    for (const endpoint of Object.values(ENDPOINTS) as Endpoint[]) {
      const used = [...endpoint.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      const operation = paths[endpoint.path]?.[endpoint.method.toLowerCase()];
      const all = (operation?.['parameters'] ?? []) as { name: string; in: string }[];
      const declared = all
        .filter((parameter) => parameter.in === 'path')
        .map((parameter) => parameter.name);
      expect(declared.sort()).toEqual(used.sort());
    }
  });

  it('asks for a token exactly where the audience is not public', () => {
    for (const endpoint of Object.values(ENDPOINTS) as Endpoint[]) {
      const operation = paths[endpoint.path]?.[endpoint.method.toLowerCase()];
      expect(operation?.['security'] === undefined).toBe(endpoint.audience !== 'public');
    }
  });

  it('lists every problem code in the closed list, none twice under another status', () => {
    const problem = (
      document['components'] as {
        schemas: { Problem: { properties: { code: { enum: string[] } } } };
      }
    ).schemas.Problem.properties.code.enum;
    expect(problem.sort()).toEqual(Object.keys(PROBLEMS).sort());
  });
});
