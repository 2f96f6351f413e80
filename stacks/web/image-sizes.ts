/**
 * Sizes in pixels that images are made in: the widths that the site's pages name, and the heights that make them 16:9 or square.
 * A width has few heights so that each image is made few times.
 */
export const imageSizes = {
  widths: [320, 640, 960, 1280],
  heights: [180, 320, 360, 540, 640, 720, 960, 1280],
} as const;
