import { GetObjectCommand, NoSuchKey, S3Client } from '@aws-sdk/client-s3';
import { originResponse } from './origin-response';

/** Written into the code when it is bundled: a function at the edge has no environment. Sizes are in pixels. */
declare const IMAGE_SETTINGS: {
  readonly bucket: string;
  readonly region: string;
  readonly widths: readonly number[];
  readonly heights: readonly number[];
};

const { bucket, region, ...sizes } = IMAGE_SETTINGS;

const s3 = new S3Client({ region });

/** Lambda@Edge handler; see `originResponse`. */
export const handler = originResponse({
  sizes,
  read: async (key) => {
    try {
      const { Body: body, ETag: etag } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      if (body === undefined) return undefined;
      return { body: await body.transformToByteArray(), ...(etag !== undefined && { etag }) };
    } catch (error) {
      if (error instanceof NoSuchKey) return undefined;
      throw error;
    }
  },
  log: (entry) => console.log(JSON.stringify(entry)),
});
