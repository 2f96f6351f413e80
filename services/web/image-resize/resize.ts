import sharp from 'sharp';
import { type Format, type RequestedSize } from './requested-size';

/** Pixels of the largest original that is read: 50 megapixels, three times a phone's photograph. */
const maxPixels = 50_000_000;

/** Quality by eye, and effort that a thousand pixels of width take well below a second with. */
const encoders: Readonly<Record<Format, (image: sharp.Sharp) => sharp.Sharp>> = {
  avif: (image) => image.avif({ quality: 50, effort: 2 }),
  webp: (image) => image.webp({ quality: 75 }),
  jpeg: (image) => image.flatten({ background: '#fff' }).jpeg({ quality: 78, progressive: true }),
};

/**
 * Makes an image of the asked size, upright and without the original's metadata (where it was taken is nobody's business). A
 * small original is not made larger.
 * @throws Error of the decoder when the original is no image, is damaged or has more than 50 megapixels.
 */
export async function resize(original: Uint8Array, size: RequestedSize): Promise<Buffer> {
  const { width, height, fit, format } = size;
  const image = sharp(original, { limitInputPixels: maxPixels, failOn: 'error' })
    .autoOrient()
    .resize({ width, height, fit: fit === 'contain' ? 'inside' : fit, withoutEnlargement: true });
  return encoders[format](image).toBuffer();
}
