import { SURE_REQUEST, SURE_SERVICE } from '#shared/data/advice/sure-requests.ts';

export type Leaning = 'sureRequest' | 'sureService' | 'open';

let rules: { readonly request: readonly RegExp[]; readonly service: readonly RegExp[] } | undefined;

/** Which way the wording alone leans; open where it says nothing or both. `text` is normalised and in plain words. */
export const leaningOf = (text: string): Leaning => {
  rules ??= {
    request: SURE_REQUEST.map((source) => new RegExp(source)),
    service: SURE_SERVICE.map((source) => new RegExp(source)),
  };
  const request = rules.request.some((pattern) => pattern.test(text));
  const service = rules.service.some((pattern) => pattern.test(text));
  if (request === service) return 'open';
  return request ? 'sureRequest' : 'sureService';
};
