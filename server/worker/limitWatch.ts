/** Holds a run to its limits, look by look. */
import type { RunLimits } from '#shared/runLimits.ts';
import type { TreeSample } from '../processes/treeSampler.ts';
import type { RunFailure } from '../tasks/failRun.ts';

/** A peak is no reason; so many looks in a row are. Looks are a second apart. */
const CPU_LOOKS = 10;
/** Of one core, on average over the silence: below it a process only waits. Its own timers cost a little, too. */
const IDLE_SHARE = 0.01;

export class LimitWatch {
  readonly #limits: RunLimits;
  readonly #runningMs: () => number;
  #looksOverCpu = 0;
  #lifeSignMs: number;
  #cpuSinceLifeSign = 0;

  /** @param runningMs running time: it stands still while the run is paused or waits for an answer. */
  constructor(limits: RunLimits, runningMs: () => number) {
    this.#limits = limits;
    this.#runningMs = runningMs;
    this.#lifeSignMs = runningMs();
  }

  /** The run has said something, or was told something. */
  lifeSign(): void {
    this.#lifeSignMs = this.#runningMs();
    this.#cpuSinceLifeSign = 0;
  }

  /** @returns why the run has to end, if it has to. */
  look(sample: TreeSample): RunFailure | undefined {
    return this.#memory(sample) ?? this.#cpu(sample) ?? this.#silence(sample);
  }

  #memory({ memoryBytes }: TreeSample): RunFailure | undefined {
    const limit = this.#limits.memory_bytes;
    if (limit === undefined || memoryBytes <= limit) return undefined;
    return {
      errorClass: 'MemoryLimitExceeded',
      message: `its processes used ${memoryBytes} bytes of memory; the limit is ${limit}`,
      advice: 'Submit it with a higher limits.memory_bytes, or have it do less at once.',
    };
  }

  #cpu({ cpuSeconds, seconds }: TreeSample): RunFailure | undefined {
    const limit = this.#limits.cpu_percent;
    const percent = (cpuSeconds / seconds) * 100;
    this.#looksOverCpu = limit !== undefined && percent > limit ? this.#looksOverCpu + 1 : 0;
    if (this.#looksOverCpu < CPU_LOOKS) return undefined;
    return {
      errorClass: 'CpuLimitExceeded',
      message: `its processes used more than ${limit} % of a core for ${CPU_LOOKS} s, ${Math.round(percent)} % at the end`,
      advice: 'Submit it with a higher limits.cpu_percent, or have it use fewer threads.',
    };
  }

  #silence({ cpuSeconds }: TreeSample): RunFailure | undefined {
    const limit = this.#limits.silence_seconds;
    if (limit === undefined) return undefined;
    this.#cpuSinceLifeSign += cpuSeconds;
    if (this.#cpuSinceLifeSign > limit * IDLE_SHARE) this.lifeSign();
    if (this.#runningMs() - this.#lifeSignMs < limit * 1000) return undefined;
    return {
      errorClass: 'SilenceTimeout',
      message: `it neither wrote anything nor used the CPU for ${limit} s`,
      advice:
        'Look at the end of the log for what it waits for: often an answer (submit it with pty: true) or a network.',
    };
  }
}
