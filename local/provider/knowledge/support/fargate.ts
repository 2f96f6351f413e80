/** Memory in MiB that Fargate gives with each CPU size: smallest, largest and step. */
const memoryOf: Readonly<Record<number, readonly [min: number, max: number, step: number]>> = {
  256: [512, 2048, 512],
  512: [1024, 4096, 1024],
  1024: [2048, 8192, 1024],
  2048: [4096, 16_384, 1024],
  4096: [8192, 30_720, 1024],
  8192: [16_384, 61_440, 4096],
  16384: [32_768, 122_880, 8192],
};

/** Whether Fargate runs tasks of that size. @param cpu in units of 1/1024 vCPU. */
export function isFargateSize(cpu: number, memoryMiB: number): boolean {
  const range = memoryOf[cpu];
  if (range === undefined) return false;
  const [min, max, step] = range;
  // The smallest task takes 512, 1024 or 2048 MiB.
  if (cpu === 256) return [512, 1024, 2048].includes(memoryMiB);
  return memoryMiB >= min && memoryMiB <= max && (memoryMiB - min) % step === 0;
}
