import type { Deps } from '#functions/ports.ts';
import { PICTURE_ADDRESS, type PictureEnding } from '#shared/domain/knowledge/picture.ts';
import type { HttpAnswer, HttpEvent } from './endpoint.ts';

const TYPES: Readonly<Record<PictureEnding, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  webp: 'image/webp',
};

const HEADERS = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  // Shown by the widget on other sites; as a page of its own it may do nothing.
  'cross-origin-resource-policy': 'cross-origin',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
} as const;

/** The address of a picture that a request asks for, with or without the stage before it. */
const addressIn = ({ rawPath, requestContext: { stage } }: HttpEvent): string =>
  rawPath.startsWith(`/${stage}/`) ? rawPath.slice(stage.length + 1) : rawPath;

export const asksPicture = (event: HttpEvent): boolean => addressIn(event).startsWith('/pictures/');

/** A picture of an answer. Its name is made of its content: it may be kept for ever. */
export const servePicture = async (
  { knowledgeBase }: Pick<Deps, 'knowledgeBase'>,
  event: HttpEvent,
): Promise<HttpAnswer> => {
  const address = addressIn(event);
  const ending = PICTURE_ADDRESS.exec(address)?.[4] as PictureEnding | undefined;
  const bytes = ending === undefined ? undefined : await knowledgeBase.picture(address);
  if (ending === undefined || bytes === undefined)
    return { statusCode: 404, headers: { ...HEADERS, 'cache-control': 'no-store' }, body: '' };
  return {
    statusCode: 200,
    headers: {
      ...HEADERS,
      'content-type': TYPES[ending],
      'cache-control': 'public, max-age=31536000, immutable',
    },
    body: Buffer.from(bytes).toString('base64'),
    isBase64Encoded: true,
  };
};
