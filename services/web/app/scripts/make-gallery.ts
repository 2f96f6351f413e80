/**
 * Draws the images of the gallery into `public/gallery`: the same program gives the same pixels. Run it after a change
 * here or of the list in `shared/gallery-images.ts`.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { galleryImages, galleryImageSize } from '../shared/gallery-images';

type Colour = readonly [red: number, green: number, blue: number];

interface Landscape {
  readonly seed: number;
  /** Of the sky, from the top to the horizon. */
  readonly sky: readonly [Colour, Colour];
  /** Of the ridges, from the farthest to the nearest. */
  readonly ridges: readonly [Colour, Colour];
  readonly ridgeCount: number;
  /** How jagged the ridges are, 0 (dunes) to 1 (mountains). */
  readonly roughness: number;
  readonly disc: { readonly x: number; readonly y: number; readonly radius: number; readonly colour: Colour };
  /** Share of the height below which there is water, 1 for none. */
  readonly waterline: number;
}

const { width, height } = galleryImageSize;
const landscapes: Readonly<Record<string, Landscape>> = {
  dawn: {
    ...{ seed: 11, ridgeCount: 3, roughness: 0.5, waterline: 1 },
    ...{
      sky: [
        [88, 84, 140],
        [250, 190, 170],
      ],
      ridges: [
        [196, 140, 160],
        [60, 44, 84],
      ],
    },
    disc: { x: 0.68, y: 0.3, radius: 0.06, colour: [255, 236, 200] },
  },
  dunes: {
    ...{ seed: 23, ridgeCount: 5, roughness: 0.05, waterline: 1 },
    ...{
      sky: [
        [96, 150, 196],
        [244, 214, 170],
      ],
      ridges: [
        [236, 180, 116],
        [150, 84, 44],
      ],
    },
    disc: { x: 0.2, y: 0.3, radius: 0.045, colour: [255, 246, 220] },
  },
  fjord: {
    ...{ seed: 37, ridgeCount: 4, roughness: 1, waterline: 0.68 },
    ...{
      sky: [
        [120, 156, 190],
        [214, 226, 232],
      ],
      ridges: [
        [130, 156, 176],
        [26, 42, 56],
      ],
    },
    disc: { x: 0.5, y: 0.2, radius: 0.03, colour: [250, 250, 246] },
  },
  forest: {
    ...{ seed: 41, ridgeCount: 7, roughness: 0.7, waterline: 1 },
    ...{
      sky: [
        [176, 206, 196],
        [230, 238, 214],
      ],
      ridges: [
        [160, 196, 170],
        [18, 48, 36],
      ],
    },
    disc: { x: 0.8, y: 0.22, radius: 0.05, colour: [252, 252, 230] },
  },
  harbour: {
    ...{ seed: 53, ridgeCount: 1, roughness: 0.3, waterline: 0.56 },
    ...{
      sky: [
        [44, 54, 100],
        [246, 150, 96],
      ],
      ridges: [
        [92, 72, 104],
        [72, 60, 96],
      ],
    },
    disc: { x: 0.42, y: 0.5, radius: 0.07, colour: [255, 214, 140] },
  },
  moonrise: {
    ...{ seed: 67, ridgeCount: 4, roughness: 0.45, waterline: 1 },
    ...{
      sky: [
        [8, 14, 40],
        [54, 78, 130],
      ],
      ridges: [
        [36, 50, 88],
        [6, 10, 20],
      ],
    },
    disc: { x: 0.3, y: 0.28, radius: 0.055, colour: [236, 240, 250] },
  },
};

/** A number from 0 up to 1 that belongs to `index` and `seed`. */
function noise(index: number, seed: number): number {
  const hash = Math.imul(index * 374_761_393 + seed * 668_265_263, 1_274_126_177);
  return ((hash ^ (hash >>> 15)) >>> 0) / 4_294_967_296;
}

function smoothNoise(x: number, seed: number): number {
  const whole = Math.floor(x);
  const part = x - whole;
  const weight = part * part * (3 - 2 * part);
  return noise(whole, seed) * (1 - weight) + noise(whole + 1, seed) * weight;
}

/** Height of a ridge at `x` (0 to 1), about 0 to 1. */
function ridge(x: number, seed: number, roughness: number): number {
  let sum = 0;
  for (let octave = 0; octave < 7; octave += 1) {
    const strength = octave === 0 ? 1 : (0.18 + 0.32 * roughness) ** octave;
    sum += strength * smoothNoise(x * 3 * 2 ** octave, seed + octave * 101);
  }
  return sum / 1.6;
}

function mix(from: Colour, to: Colour, share: number): Colour {
  const part = (index: 0 | 1 | 2): number => from[index] + (to[index] - from[index]) * share;
  return [part(0), part(1), part(2)];
}

function colourAt({ sky, ridges, ridgeCount, roughness, seed, disc }: Landscape, x: number, y: number): Colour {
  for (let index = ridgeCount - 1; index >= 0; index -= 1) {
    const depth = ridgeCount === 1 ? 1 : index / (ridgeCount - 1);
    const top = 0.5 + 0.34 * depth - 0.24 * (1 - 0.3 * depth) * ridge(x, seed + index * 13, roughness);
    // Mist: the foot of each ridge is paler than its top.
    if (y > top) return mix(mix(ridges[0], ridges[1], depth), sky[1], Math.min(0.5, (y - top) * 1.6) * (1 - depth));
  }
  const distance = Math.hypot((x - disc.x) * (width / height), y - disc.y);
  const background = mix(sky[0], sky[1], Math.min(1, y / 0.6));
  const glow = mix(background, disc.colour, Math.min(1, 0.6 * Math.exp(-distance * 6)));
  const edge = Math.min(1, Math.max(0, (disc.radius - distance) * height + 0.5));
  return mix(glow, disc.colour, edge);
}

function draw(landscape: Landscape): Buffer {
  const pixels = Buffer.alloc(width * height * 3);
  const { waterline, seed } = landscape;
  for (let row = 0; row < height; row += 1) {
    for (let column = 0; column < width; column += 1) {
      const x = column / width;
      const y = row / height;
      const below = y - waterline;
      const ripple = below > 0 ? (smoothNoise(row * 0.35 + x * 3, seed) - 0.5) * 0.05 * (0.2 + below) : 0;
      const seen = below > 0 ? colourAt(landscape, x + ripple, waterline - below * 0.9) : colourAt(landscape, x, y);
      const colour = below > 0 ? mix(seen, [20, 34, 56], 0.25 + below * 0.5) : seen;
      pixels.set(colour.map(Math.round), (row * width + column) * 3);
    }
  }
  return pixels;
}

async function main(): Promise<void> {
  const directory = join(__dirname, '../public/gallery');
  mkdirSync(directory, { recursive: true });
  for (const { name } of galleryImages) {
    const landscape = landscapes[name];
    if (landscape === undefined) throw new Error(`make-gallery: a landscape for ${name} is expected`);
    await sharp(draw(landscape), { raw: { width, height, channels: 3 } })
      .jpeg({ quality: 72, mozjpeg: true })
      .toFile(join(directory, `${name}.jpg`));
  }
}

void main();
