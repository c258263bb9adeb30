import type { Deps } from '#functions/ports.ts';
import type { Actor } from '#shared/domain/access/policy.ts';
import { type PictureRefusal, readPicture } from '#shared/domain/knowledge/picture.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import { type KnowledgeFailure, staffWho } from './knowledge-access.ts';

const WORDS: Readonly<Record<PictureRefusal, string>> = {
  'no-picture': 'not a PNG, JPEG or WebP picture',
  'too-large': 'larger than 300 KB or 4096 pixels a side',
};

/** Keeps a picture for answers. Whoever may write an entry may add one; the same picture again is the same address. */
export const keepPicture = async (
  { knowledgeBase }: Pick<Deps, 'knowledgeBase'>,
  actor: Actor,
  bytes: Uint8Array,
): Promise<
  Result<
    { readonly url: string; readonly width: number; readonly height: number },
    KnowledgeFailure
  >
> => {
  const staff = staffWho(actor, 'knowledge.edit');
  if (!staff.ok) return staff;
  const read = readPicture(bytes);
  if (!read.ok)
    return err({
      kind: 'invalid-request',
      fields: [{ field: 'body.data', message: WORDS[read.error] }],
    });
  const { width, height } = read.value;
  return ok({ url: await knowledgeBase.addPicture(read.value, bytes), width, height });
};
