import type { CallError } from '#shared/client/api-client.ts';
import type { SignInTrouble } from '../views/SignInView.tsx';
import type { SignInFailure } from './oidc.ts';

/** What the door says when the identity provider did not help. */
export const failureTrouble = (failure: SignInFailure): SignInTrouble => {
  switch (failure.kind) {
    case 'provider-unreachable':
      return { text: 'troubleProvider', code: failure.kind };
    case 'issuer-differs':
      return { text: 'troubleIssuer', code: failure.kind };
    case 'not-our-answer':
      return { text: 'troubleNotOurs', code: failure.kind };
    case 'refused':
      return { text: 'troubleRefused', code: failure.error };
  }
};

/** What the door says when our own server did not take the id token. */
export const problemTrouble = (error: CallError): SignInTrouble => {
  if (error.kind === 'network') return { text: 'troubleSite', code: 'NET' };
  const { code, correlationId } = error.problem;
  return {
    text: code === 'forbidden' ? 'troubleForbidden' : 'troubleServer',
    code: `${code} · ${correlationId}`,
  };
};
