export type Rgb = readonly [number, number, number];

export const parseHex = (colour: string): Rgb | null => {
  const hex = /^#([\da-f]{3}|[\da-f]{6})$/i.exec(colour.trim())?.[1];
  if (hex === undefined) return null;
  const full = hex.length === 3 ? hex.replace(/./g, '$&$&') : hex;
  const part = (at: number): number => Number.parseInt(full.slice(at, at + 2), 16);
  return [part(0), part(2), part(4)];
};

const toHex = (rgb: Rgb): string =>
  `#${rgb.map((part) => Math.round(part).toString(16).padStart(2, '0')).join('')}`;

/** Relative luminance, WCAG 2.2. */
const luminance = (rgb: Rgb): number => {
  const [r = 0, g = 0, b = 0] = rgb.map((part) => {
    const s = part / 255;
    return s <= 0.04045 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};

export const contrast = (a: Rgb, b: Rgb): number => {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (high + 0.05) / (low + 0.05);
};

const mix = (a: Rgb, b: Rgb, share: number): Rgb => [
  Math.round(a[0] + (b[0] - a[0]) * share),
  Math.round(a[1] + (b[1] - a[1]) * share),
  Math.round(a[2] + (b[2] - a[2]) * share),
];

const WHITE: Rgb = [255, 255, 255];
const INK: Rgb = [16, 36, 38];
const DARK_SURFACE: Rgb = [23, 35, 38];

/** Moves a colour towards `to` until it reads on `ground` at 4.5:1. */
const readable = (colour: Rgb, ground: Rgb, to: Rgb): Rgb => {
  for (let share = 0; share < 1; share += 0.05) {
    const moved = mix(colour, to, share);
    if (contrast(moved, ground) >= 4.5) return moved;
  }
  return to;
};

export type Palette = Readonly<Record<`--${string}`, string>>;

/**
 * Everything that follows from the hospital's colour, so that text reads at 4.5:1 whatever colour it is: the ink on
 * it, and the colour itself where it is text, on light and on dark ground. Null for what is not `#rgb` or `#rrggbb`.
 */
export const paletteOf = (brand: string): Palette | null => {
  const parsed = parseHex(brand);
  if (parsed === null) return null;
  // White where it nearly reads, on a shade darker than asked for; ink on light colours.
  const onBrand = contrast(parsed, WHITE) >= 3 ? WHITE : INK;
  const colour = onBrand === WHITE ? readable(parsed, WHITE, INK) : parsed;
  return {
    '--nx-brand': toHex(colour),
    '--nx-brand-deep': toHex(mix(colour, onBrand === WHITE ? INK : WHITE, 0.22)),
    '--nx-on-brand': toHex(onBrand),
    '--nx-brand-ink': toHex(readable(colour, WHITE, INK)),
    '--nx-brand-ink-dark': toHex(readable(colour, DARK_SURFACE, WHITE)),
    '--nx-brand-tint': toHex(mix(colour, WHITE, 0.9)),
    '--nx-brand-tint-dark': toHex(mix(colour, DARK_SURFACE, 0.78)),
  };
};
