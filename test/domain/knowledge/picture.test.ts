import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isOwnPicture, pictureSize, readPicture } from '#shared/domain/knowledge/picture.ts';

const bytesOf = (hex: string, length = 64): Uint8Array => {
  const out = new Uint8Array(length);
  out.set(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
  return out;
};

/** Headers as their formats write them, with nothing behind. */
const PNG = bytesOf('89504e470d0a1a0a 0000000d 49484452 00000280 000001e0 08020000');
const JPEG = bytesOf('ffd8 ffe0 0010 4a46494600010100000100010000 ffc0 0011 08 01e0 0280 03');
const WEBP_X = bytesOf('52494646 00000000 57454250 56503858 0a000000 00000000 7f0200 df0100');
const WEBP_LOSSY = bytesOf('52494646 00000000 57454250 56503820 00000000 000000 9d012a 8002 e001');
const WEBP_LOSSLESS = bytesOf('52494646 00000000 57454250 5650384c 00000000 2f 7fc27700');

describe('a picture', () => {
  it.each([
    ['png', PNG],
    ['jpg', JPEG],
    ['webp', WEBP_X],
    ['webp', WEBP_LOSSY],
    ['webp', WEBP_LOSSLESS],
  ] as const)('is known by its first bytes, with its size (%s)', (ending, bytes) => {
    expect(readPicture(bytes)).toEqual({ ok: true, value: { ending, width: 640, height: 480 } });
  });

  it.each([
    ['a program that draws', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="a()">')],
    ['a page', Buffer.from('<!doctype html><script>alert(1)</script>      ')],
    ['nothing', new Uint8Array()],
    ['the beginning of one', PNG.subarray(0, 20)],
    ['a header without a size', bytesOf('89504e470d0a1a0a 0000000d 49484452')],
  ])('is not %s', (_, bytes) => {
    expect(readPicture(new Uint8Array(bytes))).toEqual({ ok: false, error: 'no-picture' });
  });

  it('larger than a row holds, or than any screen, is refused', () => {
    const long = new Uint8Array(300 * 1024 + 1);
    long.set(PNG);
    expect(readPicture(long)).toEqual({ ok: false, error: 'too-large' });
    const wide = bytesOf('89504e470d0a1a0a 0000000d 49484452 00002000 000001e0 08020000');
    expect(readPicture(wide)).toEqual({ ok: false, error: 'too-large' });
  });

  it('is read without ever failing, whatever the bytes', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 80 }),
        fc.constantFrom(PNG, JPEG, WEBP_X),
        (tail, head) => {
          const bytes = new Uint8Array([...head.subarray(0, 12), ...tail]);
          expect(typeof readPicture(bytes).ok).toBe('boolean');
        },
      ),
    );
  });
});

describe('the address of a picture', () => {
  it('says its size, and is of this service alone', () => {
    const address = '/pictures/AbCdEfGhIjKlMnOpQrStUv-640x480.webp';
    expect(pictureSize(address)).toEqual({ width: 640, height: 480 });
    for (const foreign of [
      'https://example.org/pictures/AbCdEfGhIjKlMnOpQrStUv-640x480.webp',
      '//example.org/a.png',
      '/pictures/../secret.png',
      'data:image/png;base64,AAAA',
      `${address}?x`,
    ])
      expect(isOwnPicture(foreign), foreign).toBe(false);
  });
});
