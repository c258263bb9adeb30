import { PICTURE_LIMIT_BYTES } from '#shared/domain/knowledge/picture.ts';

/** Wider than any phone shows it. */
const LONGEST_SIDE = 1600;
const QUALITIES = [0.85, 0.7, 0.55, 0.4];

const drawn = async (file: Blob): Promise<HTMLCanvasElement | undefined> => {
  const source = await createImageBitmap(file, { imageOrientation: 'from-image' });
  const scale = Math.min(1, LONGEST_SIDE / Math.max(source.width, source.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(source.width * scale));
  canvas.height = Math.max(1, Math.round(source.height * scale));
  canvas.getContext('2d')?.drawImage(source, 0, 0, canvas.width, canvas.height);
  source.close();
  return canvas;
};

const packed = (canvas: HTMLCanvasElement, quality: number): Promise<Blob | null> =>
  new Promise((resolve) => {
    // Browsers that cannot write WebP give a PNG instead, which may be too large: then JPEG.
    canvas.toBlob(
      (blob) => {
        if (blob?.type === 'image/webp') resolve(blob);
        else canvas.toBlob(resolve, 'image/jpeg', quality);
      },
      'image/webp',
      quality,
    );
  });

/**
 * A photo as patients should get it: drawn anew, so that place and device which cameras write into files stay behind,
 * and small enough to be kept. Undefined where the file is no picture, or stays too large.
 */
export const shrinkPicture = async (file: Blob): Promise<Uint8Array | undefined> => {
  try {
    const canvas = await drawn(file);
    if (canvas === undefined) return undefined;
    for (const quality of QUALITIES) {
      const blob = await packed(canvas, quality);
      if (blob !== null && blob.size <= PICTURE_LIMIT_BYTES)
        return new Uint8Array(await blob.arrayBuffer());
    }
    return undefined;
  } catch {
    return undefined;
  }
};
