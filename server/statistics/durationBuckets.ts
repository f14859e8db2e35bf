/**
 * Durations as counts in buckets that grow by 10 %: percentiles of any number of tasks from some 200 numbers, each
 * within 5 % of the true value, and days add up by adding their counts.
 */

const GROWTH = 1.1;
const SMALLEST_SECONDS = 0.001;

/** The bucket of a duration in seconds. Whatever is below a millisecond is in bucket 0. */
export function bucketOf(seconds: number): number {
  if (!(seconds > SMALLEST_SECONDS)) return 0;
  return Math.ceil(Math.log(seconds / SMALLEST_SECONDS) / Math.log(GROWTH));
}

/** A bucket's middle, in seconds: no more than 5 % from anything in it. */
function middleOf(bucket: number): number {
  return SMALLEST_SECONDS * GROWTH ** (bucket - 0.5);
}

export interface BucketCount {
  bucket: number;
  ended: number;
}

/**
 * The duration in seconds that `fraction` of the tasks didn't exceed.
 * @param within the shortest and the longest there were, which are known exactly.
 * @returns null where nothing was counted.
 */
export function percentile(
  counts: readonly BucketCount[],
  fraction: number,
  within: { min: number; max: number },
): number | null {
  const total = counts.reduce((sum, { ended }) => sum + ended, 0);
  if (total === 0) return null;
  let left = Math.max(1, Math.ceil(total * fraction));
  for (const { bucket, ended } of counts.toSorted((a, b) => a.bucket - b.bucket)) {
    left -= ended;
    if (left <= 0) return Math.min(within.max, Math.max(within.min, middleOf(bucket)));
  }
  return within.max;
}
