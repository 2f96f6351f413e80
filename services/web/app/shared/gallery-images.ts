export interface GalleryImage {
  /** File name without its ending, also the key of the original that is resized. */
  readonly name: string;
  readonly title: string;
  /** What the image shows, for people who do not see it. */
  readonly description: string;
}

/** Size in pixels of each image. */
export const galleryImageSize = { width: 1280, height: 853 } as const;

export const galleryImages: readonly GalleryImage[] = [
  { name: 'dawn', title: 'Dawn', description: 'A low sun over three ridges in mist, in pink and violet' },
  { name: 'dunes', title: 'Dunes', description: 'Sand dunes in warm evening light under a clear sky' },
  { name: 'fjord', title: 'Fjord', description: 'Dark mountains that drop into still blue water' },
  { name: 'forest', title: 'Forest', description: 'Wooded hills fading into green haze' },
  { name: 'harbour', title: 'Harbour', description: 'A calm sea at dusk with the sun on the horizon' },
  { name: 'moonrise', title: 'Moonrise', description: 'A pale moon above black hills and a blue night sky' },
];
