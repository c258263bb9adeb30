import type { StatementCheck } from '#shared/domain/advice/outgoing.ts';

const load = () => import('#shared/domain/advice/outgoing.ts');

/** Fetches the rules and their model ahead of the first reply: they are a part of their own, too large to wait for. */
export const prepareAdviceCheck = (): void => void load().catch(() => undefined);

/**
 * Does a text read like medical advice? Null where the rules could not be loaded: the server reads every reply again
 * and decides.
 */
export const checkAdvice = async (text: string): Promise<StatementCheck | null> => {
  try {
    return (await load()).checkStatement(text);
  } catch {
    return null;
  }
};
