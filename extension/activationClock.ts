/** Imported first of all, so that the time that the other modules take to load counts as ours. */
export const loadBegunAt = performance.now();
/** What the process had computed until then. */
export const loadBegunCpu = process.cpuUsage();
