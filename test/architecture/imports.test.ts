import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const ROOMS = ['shared', 'functions', 'infra', 'widget', 'console'];

const sources = ROOMS.flatMap((room) =>
  readdirSync(join(ROOT, room), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file) && !file.includes('.generated.'))
    .map((file) => join(room, file)),
);

const IMPORT =
  /^\s*(?:import|export)\s+[\w*{}\s,]+?\s+from\s+'([^']+)'|(?:\bimport\(\s*|^\s*import\s+)'([^']+)'/gm;

/** Imports of a file as paths from the root (`shared/kernel/id.ts`), packages and node: modules by their names. */
const importsOf = (file: string): string[] => {
  const code = readFileSync(join(ROOT, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
  return [...code.matchAll(IMPORT)]
    .map((match) => match[1] ?? match[2] ?? '')
    .map((target) => {
      if (target.startsWith('#')) return target.slice(1);
      return target.startsWith('.') ? relative(ROOT, join(ROOT, dirname(file), target)) : target;
    });
};

type Rule = { readonly room: RegExp; readonly may: RegExp; readonly why: string };

/** First rule whose room matches a file decides. Packages count like rooms. */
const RULES: readonly Rule[] = [
  { room: /^shared\/kernel\//, may: /^shared\/kernel\//, why: 'the kernel imports nothing' },
  {
    room: /^shared\/(text|learn)\//,
    may: /^shared\/(kernel|text|learn|data)\//,
    why: 'language basics know no domain',
  },
  {
    room: /^shared\/domain\//,
    may: /^shared\/(kernel|text|learn|data|domain)\/|^zod$/,
    why: 'the domain is pure',
  },
  {
    room: /^shared\/contract\//,
    may: /^shared\/(kernel|domain|contract)\/|^zod$/,
    why: 'the contract speaks of the domain only',
  },
  {
    room: /^shared\/client\//,
    may: /^shared\/(kernel|domain|contract|client)\/|^zod$/,
    why: 'the client is made of the contract',
  },
  { room: /^shared\//, may: /^shared\//, why: 'shared imports nothing outside itself' },
  {
    room: /^functions\/usecases\//,
    may: /^shared\/(kernel|domain|text|data)\/|^functions\/(ports\.ts|usecases\/)/,
    why: 'use cases know ports and domain, not AWS and not the contract',
  },
  {
    room: /^functions\/storage\//,
    may: /^shared\/(kernel|domain)\/|^functions\/(ports\.ts|storage\/)|^zod$|^@aws-sdk\/(client|lib)-dynamodb$|^node:/,
    why: 'only storage speaks to DynamoDB',
  },
  {
    room: /^functions\//,
    may: /^shared\/|^functions\/|^zod$|^@middy\/|^@aws-sdk\/(?!(client|lib)-dynamodb)|^jose$|^papaparse$|^(read|write)-excel-file\/node$|^node:|^aws-lambda$|^@types\//,
    why: 'functions know no infra, and DynamoDB through storage only',
  },
  {
    room: /^infra\/local\//,
    may: /^(shared\/contract\/|infra\/|node:|@aws-sdk\/|oidc-provider$|ws$|esbuild$|aws-lambda$|zod$|jose$)/,
    why: 'the local run serves the template and knows nothing of the functions',
  },
  {
    room: /^infra\/bundle\.ts$/,
    may: /^(infra\/|node:|esbuild$|widget\/build\.ts$|console\/build\.ts$)/,
    why: 'bundling calls the two page builders',
  },
  {
    room: /^infra\//,
    may: /^(shared\/contract\/endpoints\.ts$|infra\/|node:|aws-cdk-lib|constructs$|cdk-nag$|zod$)/,
    why: 'infra describes the stack and nothing else',
  },
  {
    room: /^widget\//,
    may: /^(widget|shared)\/|^preact|^@preact\/|^esbuild$|^node:|^zod/,
    why: 'the widget knows shared only',
  },
  {
    room: /^console\//,
    may: /^(console|shared)\/|^preact|^@preact\/|^esbuild$|^node:|^zod/,
    why: 'the console knows shared only',
  },
];

/** Storage clients may be touched where all collaborators are joined. */
const JOINS = /^functions\/lib\/deps/;

describe('imports', () => {
  it('go one way: each room imports only what its rule allows', () => {
    const wrong = sources.flatMap((file) => {
      if (JOINS.test(file)) return [];
      const rule = RULES.find(({ room }) => room.test(file));
      return importsOf(file)
        .filter((target) => rule === undefined || !rule.may.test(target))
        .map((target) => `${file} imports ${target} (${rule?.why ?? 'no rule for this room'})`);
    });
    expect(wrong).toEqual([]);
  });

  it('never reach into the tests', () => {
    const wrong = sources.filter((file) =>
      importsOf(file).some((target) => target.startsWith('test/')),
    );
    expect(wrong).toEqual([]);
  });
});

describe('time', () => {
  it('is an argument: nothing but the outermost rooms reads the clock', () => {
    const pure = /^(shared|functions\/usecases)\//;
    const reads = sources.filter(
      (file) =>
        pure.test(file) &&
        /\bDate\.now\(|new Date\(\)|Math\.random\(/.test(
          readFileSync(join(ROOT, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, ''),
        ),
    );
    expect(reads).toEqual([]);
  });
});

describe('tests', () => {
  const tests = readdirSync(join(ROOT, 'test'), { recursive: true, encoding: 'utf8' }).filter(
    (file) => /\.test\.tsx?$/.test(file),
  );

  it('patch no modules', () => {
    const patching = tests.filter(
      (file) =>
        /\bvi\.(mock|doMock)\(/.test(readFileSync(join(ROOT, 'test', file), 'utf8')) &&
        !file.startsWith('architecture'),
    );
    expect(patching).toEqual([]);
  });

  it('each assert something', () => {
    const empty = tests.filter(
      (file) =>
        !/\bexpect\b|fc\.assert|assert\./.test(readFileSync(join(ROOT, 'test', file), 'utf8')),
    );
    expect(empty).toEqual([]);
  });
});
