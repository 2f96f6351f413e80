import { type GalleryImage, galleryImageSize } from '../shared/gallery-images';

export interface ImageSources {
  readonly src: string;
  readonly srcset: string | undefined;
}

/**
 * Addresses of an image: of its resized forms where `widths` (pixels, ascending) names some, else of the plain file.
 */
export function imageSources({ name }: GalleryImage, widths: readonly number[]): ImageSources {
  const fitting = widths.filter((width) => width <= galleryImageSize.width);
  const resized = (width: number): string => `/images/${name}.jpg?w=${width}`;
  const widest = fitting.at(-1);
  if (widest === undefined) return { src: `/gallery/${name}.jpg`, srcset: undefined };
  return { src: resized(widest), srcset: fitting.map((width) => `${resized(width)} ${width}w`).join(', ') };
}
