import { err, ok, type Result } from '#shared/kernel/result.ts';

/**
 * Where a picture of an answer lies: with the service itself, under a name made of its content and its size. No other
 * host may show patients a picture: it would learn who asked, and could change what they see.
 */
export const PICTURE_ADDRESS = /^\/pictures\/([\w-]{22})-(\d{1,4})x(\d{1,4})\.(png|jpg|webp)$/;

export const isOwnPicture = (address: string): boolean => PICTURE_ADDRESS.test(address);

/** Width and height in pixels, as the name says; undefined where it is no picture of ours. */
export const pictureSize = (address: string): { width: number; height: number } | undefined => {
  const [, , width, height] = PICTURE_ADDRESS.exec(address) ?? [];
  return width === undefined ? undefined : { width: Number(width), height: Number(height) };
};

/** A row of a table holds 400 KB; phones on a ward's network should not wait for more. */
export const PICTURE_LIMIT_BYTES = 300 * 1024;
const LONGEST_SIDE = 4096;

export type PictureEnding = 'png' | 'jpg' | 'webp';
export type Picture = {
  readonly ending: PictureEnding;
  readonly width: number;
  readonly height: number;
};
export type PictureRefusal = 'no-picture' | 'too-large';

type Size = { readonly width: number; readonly height: number };

const holds = (bytes: Uint8Array, at: number, text: string): boolean =>
  [...text].every((char, i) => bytes[at + i] === char.charCodeAt(0));

const pngSize = (view: DataView): Size => ({
  width: view.getUint32(16),
  height: view.getUint32(20),
});

const isFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;

/** The first frame header says how large the picture is; what stands before it is skipped by its length. */
const jpegSize = (view: DataView): Size | undefined => {
  let at = 2;
  while (at + 9 < view.byteLength && view.getUint8(at) === 0xff) {
    const marker = view.getUint8(at + 1);
    if (isFrame(marker)) return { height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
    at += 2 + Math.max(2, view.getUint16(at + 2));
  }
  return undefined;
};

const threeBytes = (view: DataView, at: number): number =>
  view.getUint16(at, true) | (view.getUint8(at + 2) << 16);

const webpSize = (view: DataView, bytes: Uint8Array): Size | undefined => {
  if (holds(bytes, 12, 'VP8X'))
    return { width: 1 + threeBytes(view, 24), height: 1 + threeBytes(view, 27) };
  if (holds(bytes, 12, 'VP8 '))
    return {
      width: view.getUint16(26, true) & 0x3fff,
      height: view.getUint16(28, true) & 0x3fff,
    };
  if (!holds(bytes, 12, 'VP8L')) return undefined;
  const packed = view.getUint32(21, true);
  return { width: 1 + (packed & 0x3fff), height: 1 + ((packed >>> 14) & 0x3fff) };
};

const sized = (bytes: Uint8Array): ({ ending: PictureEnding } & Partial<Size>) | undefined => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (holds(bytes, 1, 'PNG\r\n')) return { ending: 'png', ...pngSize(view) };
  if (bytes[0] === 0xff && bytes[1] === 0xd8) return { ending: 'jpg', ...jpegSize(view) };
  if (holds(bytes, 0, 'RIFF') && holds(bytes, 8, 'WEBP'))
    return { ending: 'webp', ...webpSize(view, bytes) };
  return undefined;
};

/** No header of the three is shorter. */
const LEAST_BYTES = 32;

/**
 * What a file is, read from its own first bytes and never from its name: PNG, JPEG or WebP with its size. SVG is
 * refused, for it is a program. At most 300 KB and 4096 pixels a side. Never throws.
 */
export const readPicture = (bytes: Uint8Array): Result<Picture, PictureRefusal> => {
  if (bytes.length > PICTURE_LIMIT_BYTES) return err('too-large');
  const found = bytes.length < LEAST_BYTES ? undefined : sized(bytes);
  const { width = 0, height = 0 } = found ?? {};
  if (found === undefined || width === 0 || height === 0) return err('no-picture');
  if (width > LONGEST_SIDE || height > LONGEST_SIDE) return err('too-large');
  return ok({ ending: found.ending, width, height });
};
